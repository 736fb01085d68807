"""What the doors are given when they are opened: shelves, rules of intake, secrets, and the way to the queue.

In: all of it from `callnotes`, once. Out: `Doors`.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Protocol
from zoneinfo import ZoneInfo

from lifecycle.enqueue import Enqueue
from lifecycle.intake import IntakeLimits
from lifecycle.promise_lists import PromiseLine
from lifecycle.promise_value import PromiseEntry
from lifecycle.reading import Dossier
from lifecycle.typed_edit import ReadDue
from models.crm import Operation, Party
from models.crm_limits import CrmLimits
from models.ledger import LedgerEntry
from models.ports import Clock
from models.public_page import PublicPage
from models.readiness import PartCheck
from models.retention import RetentionRules
from storage.shelves import Shelves
from text.recording_addresses import AllowedHost


class ContactBook(Protocol):
    """The contacts of the CRM, where asking needs no step; `storage` has them for the embedded one."""

    def contact(self, contact_id: str) -> Party | None:
        """Return the contact with this id, or None."""
        ...


class ForeseeWrites(Protocol):
    """What would be written to the CRM if this person accepted all that is open."""

    def __call__(
        self, dossier: Dossier, *, by: str, at: datetime, wished: str | None
    ) -> tuple[Operation, ...]:
        """Return the operations; none before a contact is known."""
        ...


@dataclass(frozen=True)
class Doors:
    """Everything that the HTTP process works with; no step is among it.

    `language` is that of pages for who chose none and whose browser asks for none that there is.
    `zone` holds for moments without offset, `regions` for phone numbers without country code, in order.
    `sample_call` is the call that the tour shows; it is in no database.
    Without `api_tokens` every call of the API is refused, without `hook_secrets` every hook. Several of
    either let a new one come in before the old one goes. Without `hubspot_webhook_secret` HubSpot's webhooks
    are refused, without `provider_secrets` those of that provider. `public_url` is how the addresses that
    senders call begin, where a proxy shows other ones.
    `recording_hosts` are those that a hook may name, `outgoing_private_hosts` those in one's own network to
    which events may be sent.
    `engines_set` are the engines for notes that are set up, of the `notes_engines` that there are;
    `former_prompts` are those of a language model that a team can be switched back to.
    `contacts` are asked before a call is linked; without them a worker asks the CRM afterwards.
    `read_contact_id` says which contact a typed id or address means, and refuses what can be none. `export`
    writes a call in a form, `export_promises` a list of promises, `calendar` what is to be done until when.
    `crm` is the name of the CRM that is set, `crm_limits` are those that it has, if any, and `record_link`
    says where a record is shown in it.
    `retention` says how long what is kept; the page Data shows it, a worker keeps to it.
    `transparency` makes the page for the public, where it is published.
    `read_due` says what words about time mean that somebody typed; without it only days are understood.
    `foresee` says what would be written to the CRM; without it no page tells.
    `listens_s` is how long a page listens for changes before it asks anew.
    `part_checks` are the parts of readiness that only the program can look at.
    """

    shelves: Shelves
    limits: IntakeLimits
    enqueue: Enqueue
    clock: Clock
    zone: ZoneInfo
    regions: tuple[str, ...]
    sample_call: Callable[[], Dossier]
    api_tokens: tuple[str, ...] = field(default=(), repr=False)
    hook_secrets: tuple[str, ...] = field(default=(), repr=False)
    hubspot_webhook_secret: str | None = field(default=None, repr=False)
    provider_secrets: Mapping[str, tuple[str, ...]] = field(default_factory=dict, repr=False)
    public_url: str | None = None
    recording_hosts: tuple[AllowedHost, ...] = ()
    outgoing_private_hosts: tuple[AllowedHost, ...] = ()
    sends_mail: bool = False
    language: str = "en"
    contacts: ContactBook | None = None
    read_contact_id: Callable[[str], str] = str.strip
    read_due: ReadDue | None = None
    foresee: ForeseeWrites | None = None
    calendar: Callable[[tuple[PromiseEntry, ...]], bytes] | None = None
    export: Callable[[Dossier, str], str] | None = None
    export_promises: Callable[[tuple[PromiseLine, ...], str, str | None], bytes] | None = None
    speech_engines: tuple[str, ...] = ("faster-whisper", "remote", "preview")
    notes_engines: tuple[str, ...] = ("rules", "llm")
    engines_set: tuple[str, ...] = ("rules", "llm")
    former_prompts: tuple[str, ...] = ()
    templates: tuple[str, ...] = ("general", "support", "sales", "appointment")
    uploads_at_once: int = 16
    hooks_at_once: int = 4
    hooks_waiting: int = 100
    part_checks: tuple[PartCheck, ...] = ()
    transparency: Callable[[], PublicPage] | None = None
    retention: RetentionRules = field(default_factory=RetentionRules)
    crm: str = "local"
    crm_limits: CrmLimits | None = None
    record_link: Callable[[LedgerEntry], str | None] = lambda _entry: None
    upload_idle_s: float = 30.0
    listens_s: float = 600.0
    upload_slowest_bytes_per_s: int = 1024
