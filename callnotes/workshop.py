"""Wires the workshop of the pipeline from the settings: engines, CRM adapter, limits, shelves.

In: settings, shelves and the queue. Out: `Workshop`, and the place a worker runs in.
Not here: the server's wiring (doors.py), which must stay free of the steps.
"""

from __future__ import annotations

import hashlib
import os
import secrets
import socket
from collections.abc import Iterator, Mapping
from contextlib import AbstractContextManager, contextmanager
from typing import Final, Protocol

from callnotes.crm_limits import crm_state
from callnotes.diarizers import diarizers
from callnotes.engines import notes_engines, speech_engines
from callnotes.enqueue import open_queue
from callnotes.fetching import fetcher
from callnotes.likely_words import likely_words, names_of_the_house
from callnotes.mail import digest_hours, mail_server
from callnotes.outgoing import hook_sender
from callnotes.retention_rules import retention_of
from callnotes.settings import SECRETS, Settings
from callnotes.shelves import intake_limits, shelves_of
from callnotes.vocabulary import content_of, of_team, said_as, terms_in
from callnotes.watched import watched_of
from callnotes.webhook_csv import webhook_csv_of
from callnotes.worker_lock import worker_lock
from callnotes.working_time import working_time_of
from crm_sync.adapter import CrmAdapter
from crm_sync.adapters.local import LocalAdapter
from extractor.templates import read_templates
from models.call import Call, CallDetails
from pipeline.worker import WorkerPlace, worker
from pipeline.workshop import Workshop
from storage.shelves import Shelves
from transcriber.options import MediaLimits, TranscribeOptions

#: Settings that change what the steps make; their hash is kept with every transcript and all notes.
_MAKING = (
    "speech_model",
    "speech_device",
    "speech_compute",
    "speech_beam",
    "speech_url",
    "speech_remote_model",
    "language",
    "agent_channel",
    "diarizer",
    "diarization_model",
    "notes_engine",
    "notes_language",
    "llm_model",
    "llm_context_tokens",
    "llm_fallback",
    "phone_regions",
    "time_zone",
    "business_days",
    "week_start",
    "business_close",
    "holidays",
)


@contextmanager
def workshop_of(settings: Settings) -> Iterator[Workshop]:
    """Open everything a worker needs."""
    shelves = shelves_of(settings)
    with open_queue(settings) as enqueue, adapter_of(settings, shelves) as adapter:
        yield Workshop(
            shelves=shelves,
            retention=retention_of(settings),
            speech_engine=speech_engines(settings),
            notes_engine=notes_engines(
                settings, keep=shelves.exchanges().keep if settings.llm_keep_exchanges else None
            ),
            diarizer=diarizers(settings),
            transcribe_options=lambda call: transcribe_options(settings, call),
            adapter=adapter,
            templates=read_templates(settings.templates),
            notes_language=settings.notes_language,
            zone=settings.zone,
            work=working_time_of(settings),
            phone_regions=settings.phone_regions,
            limits=intake_limits(settings),
            fetch=fetcher(settings),
            enqueue=enqueue,
            max_attempts=settings.max_attempts,
            public_url=settings.public_url,
            pending_note=settings.crm_pending_note,
            call_record=settings.crm_call_record,
            recording_url=settings.crm_recording_url,
            settings_hash=settings_hash(settings),
            search=settings.search,
            crm_state=crm_state(settings, shelves),
            send_hook=hook_sender(settings),
            watched=watched_of(settings),
            send_mail=mail_server(settings),
            digest_hours=digest_hours(settings),
        )


@contextmanager
def working(settings: Settings) -> Iterator[Workshop]:
    """Run a worker for as long as the context is open. Raises WorkerBusyError when one runs already."""
    with workshop_of(settings) as opened, worker(opened, worker_place(settings)):
        yield opened


@contextmanager
def adapter_of(settings: Settings, shelves: Shelves, *, by_hand: bool = False) -> Iterator[CrmAdapter]:
    """Give the adapter of the CRM that is set; `by_hand` where a person waits for its answer.

    Raises SettingsError where something of it is missing.
    """
    with _ADAPTERS[settings.crm](settings, shelves, by_hand=by_hand) as adapter:
        yield adapter


class _Opened(Protocol):
    """Gives an adapter for as long as the context is open."""

    def __call__(
        self, settings: Settings, shelves: Shelves, /, *, by_hand: bool
    ) -> AbstractContextManager[CrmAdapter]: ...


@contextmanager
def _local(settings: Settings, shelves: Shelves, **_how: bool) -> Iterator[CrmAdapter]:
    yield LocalAdapter(shelves.embedded_crm(settings.phone_regions))


@contextmanager
def _hubspot(settings: Settings, shelves: Shelves, *, by_hand: bool) -> Iterator[CrmAdapter]:
    from callnotes.hubspot import hubspot_of  # the vendor's client takes a while to load

    with hubspot_of(settings, shelves, by_hand=by_hand) as adapter:
        yield adapter


#: Every CRM by its name in the settings; a new one is a folder in crm_sync/adapters/ and a line here.
_ADAPTERS: Final[Mapping[str, _Opened]] = {
    "local": _local,
    "hubspot": _hubspot,
    "webhook_csv": webhook_csv_of,
}


def worker_place(settings: Settings) -> WorkerPlace:
    """Say where a worker runs: on SQLite alone and under a lock, else under a name that never comes again."""
    sqlite = settings.queue_database.startswith("sqlite")
    return WorkerPlace(
        queue_database=settings.queue_database,
        executor_id="local" if sqlite else f"{socket.gethostname()}-{os.getpid()}-{secrets.token_hex(4)}",
        lock=worker_lock(settings),
        concurrency={
            "recognition": settings.recordings_at_once,
            "model": settings.model_concurrency,
            "crm": settings.crm_concurrency,
            "fetch": settings.fetch_concurrency,
        },
    )


def transcribe_options(settings: Settings, call: Call | None = None) -> TranscribeOptions:
    """Return the options of step 1 for a call, or for a file alone. Raises SettingsError (vocabulary)."""
    side = settings.agent_channel
    details = call.details if call else CallDetails(team=settings.team)
    vocabulary = content_of(settings.vocabulary)
    terms = of_team(terms_in(vocabulary), details.team)
    return TranscribeOptions(
        agent_channel=details.agent_channel,
        default_agent_channel=None if side == "auto" else side,
        direction=details.direction,
        language=details.language or settings.language,
        hotwords=likely_words(details, terms),
        vocabulary=said_as(terms),
        house=names_of_the_house(details, terms),
        settings_hash=settings_hash(settings, vocabulary),
        limits=MediaLimits(max_duration_s=settings.max_audio_hours * 3600),
    )


def settings_hash(settings: Settings, vocabulary: bytes | None = None) -> str:
    """Return a short hash over the settings that change what is made; no secret is part of it.

    Of the file with the vocabulary the content counts, read here unless it is given. Raises SettingsError
    when it cannot be read.
    """
    values = settings.model_dump(mode="json", include=set(_MAKING) - set(SECRETS))
    if settings.vocabulary is not None:
        content = content_of(settings.vocabulary) if vocabulary is None else vocabulary
        values["vocabulary"] = hashlib.sha256(content).hexdigest()
    return hashlib.sha256(repr(sorted(values.items())).encode()).hexdigest()[:12]
