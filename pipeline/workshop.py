"""Everything that the workflows work with, handed in once by `callnotes`; they look nothing up themselves."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from contextlib import AbstractContextManager
from dataclasses import dataclass, field
from datetime import tzinfo
from typing import Literal
from zoneinfo import ZoneInfo

from crm_sync.adapter import CrmAdapter
from exchange.watched_folder import WatchedFolder
from extractor.engine import NotesEngine
from extractor.templates import Templates, read_templates
from lifecycle.enqueue import Enqueue
from lifecycle.intake import IntakeLimits
from models.call import Call
from models.crm_limits import CrmState
from models.found_texts import SearchReach
from models.mail import DigestHours, SendMail
from models.outgoing import Came
from models.ports import SendHook
from models.retention import RetentionRules
from models.working_time import WorkingTime
from models.zones import zone_of
from pipeline.retry_delay import retry_delay_s
from pipeline.told_of_file import FolderRules
from storage.shelves import Shelves
from transcriber.diarizer import Diarizer
from transcriber.engine import SpeechEngine
from transcriber.options import TranscribeOptions
from transcriber.speakers.collector import VOICES


def _silent(_event: str, _call_id: str) -> None:
    return


@dataclass(frozen=True)
class Workshop:
    """The tools of the workflows.

    `speech_engine` and `notes_engine` give the engine with this name (None: the settings' choice), loaded
    once, `diarizer` the one of the settings; `fetch` opens the recording at an address as a stream of bytes;
    `retry_delay_s` gives the wait after a failure by its code and the attempt's number; `observe` is told of
    every step as (event, call id), for logs, metrics and tests that kill the worker; `public_url` is how the
    addresses of our pages begin for people; `crm_state` says whether the CRM is asked just now; `search` how
    far the search reaches; `send_hook` sends one event to an endpoint; `watched` are the folders that
    recordings are put into; `send_mail` sends a mail, if any, in the `digest_hours`.
    """

    shelves: Shelves
    speech_engine: Callable[[str | None], SpeechEngine]
    notes_engine: Callable[[str | None], NotesEngine]
    transcribe_options: Callable[[Call], TranscribeOptions]
    adapter: CrmAdapter
    zone: ZoneInfo
    phone_regions: tuple[str, ...]
    limits: IntakeLimits
    fetch: Callable[[str], AbstractContextManager[Iterable[bytes]]]
    enqueue: Enqueue
    max_attempts: int
    templates: Templates = field(default_factory=read_templates)
    notes_language: str | None = None
    work: WorkingTime = field(default_factory=WorkingTime)
    settings_hash: str = ""
    retry_delay_s: Callable[[str, int], float] = retry_delay_s
    review_command: str = "callnotes review"
    public_url: str | None = None
    pending_note: bool = True
    call_record: Literal["find", "write", "off"] = "find"
    recording_url: str | None = None
    watched: tuple[tuple[WatchedFolder, FolderRules], ...] = ()
    diarizer: Callable[[], Diarizer] = lambda: VOICES
    observe: Callable[[str, str], None] = _silent
    retention: RetentionRules = field(default_factory=RetentionRules)
    search: SearchReach = "notes"
    crm_state: Callable[[], CrmState] = lambda: "open"
    send_mail: SendMail | None = None
    digest_hours: DigestHours = field(default_factory=DigestHours)
    send_hook: SendHook = lambda *_message: Came("not_allowed")

    def page_of(self, call: Call) -> str | None:
        """Return the address of the call's page, None where nobody has said how ours begin."""
        return f"{self.public_url.rstrip('/')}/calls/{call.id}" if self.public_url else None

    def zone_of(self, call: Call) -> tzinfo:
        """Return the zone in which this call is reckoned: its own, else the house's."""
        return zone_of(call.details.started_at, self.zone)
