"""Wires the doors of the HTTP process from the settings; nothing here loads a step.

In: settings. Out: `Doors`, for as long as the context is open.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import partial

from api.doors import Doors
from callnotes.crm_limits import crm_limits
from callnotes.due_words import due_of_words
from callnotes.engine_names import FORMER_PROMPTS, NOTES_ENGINES, SPEECH_ENGINES, engines_set
from callnotes.enqueue import open_queue
from callnotes.exports import exported
from callnotes.foreseen_writes import foreseen_writes
from callnotes.outgoing import private_hosts
from callnotes.provider_secrets import provider_secrets
from callnotes.record_links import record_links
from callnotes.retention_rules import retention_of
from callnotes.sample_call import sample_dossier
from callnotes.settings import Settings
from callnotes.shelves import intake_limits, shelves_of
from callnotes.template_names import template_names
from callnotes.transparency import transparency
from lifecycle.promise_lists import PromiseLine
from lifecycle.promise_value import PromiseEntry
from models.public_page import PublicPage
from models.readiness import PartCheck
from storage.shelves import Shelves
from text.contact_ids import contact_id_in_hubspot
from text.recording_addresses import read_allowed_host


def calendar_feed(settings: Settings, due: tuple[PromiseEntry, ...]) -> bytes:
    """Return the calendar of these; what writes it is loaded when it is first asked for."""
    from callnotes.calendar_feed import feed_of

    return feed_of(due, public_url=settings.public_url)


def promises_file(lines: tuple[PromiseLine, ...], form: str, public_url: str | None) -> bytes:
    """Return a list of promises as a file; what writes it is loaded when it is first asked for."""
    from callnotes.export_promises import promises_exported

    return promises_exported(lines, form, public_url)


def public_page(settings: Settings, shelves: Shelves) -> Callable[[], PublicPage] | None:
    """Return what makes the transparency page, where it is published. Raises SettingsError as that does."""
    if not settings.transparency:
        return None
    transparency(settings, shelves)  # what is missing is told at the start, and not to the public
    return partial(transparency, settings, shelves)


@contextmanager
def doors_of(settings: Settings) -> Iterator[Doors]:
    """Open everything that the server needs."""
    shelves, secret = shelves_of(settings), settings.hubspot_webhook_secret
    with open_queue(settings) as enqueue:
        yield Doors(
            shelves=shelves,
            limits=intake_limits(settings),
            enqueue=enqueue,
            clock=shelves.clock,
            zone=settings.zone,
            regions=settings.phone_regions,
            sample_call=sample_dossier,
            api_tokens=tuple(token.get_secret_value() for token in settings.api_tokens),
            hook_secrets=tuple(secret.get_secret_value() for secret in settings.hook_secrets),
            hubspot_webhook_secret=secret.get_secret_value() if secret else None,
            provider_secrets=provider_secrets(settings),
            public_url=settings.public_url,
            recording_hosts=tuple(read_allowed_host(entry) for entry in settings.recording_hosts),
            outgoing_private_hosts=private_hosts(settings),
            language=settings.desk_language,
            sends_mail=settings.mail_host is not None,
            contacts=shelves.embedded_crm(settings.phone_regions) if settings.crm == "local" else None,
            read_contact_id=contact_id_in_hubspot if settings.crm == "hubspot" else str.strip,
            calendar=lambda due: calendar_feed(settings, due),
            export_promises=promises_file,
            read_due=lambda said, call, language: due_of_words(settings, said, call, language),
            foresee=partial(foreseen_writes, settings),
            export=lambda dossier, form: exported(dossier, form, zone=settings.zone),
            speech_engines=SPEECH_ENGINES,
            notes_engines=NOTES_ENGINES,
            engines_set=engines_set(settings),
            former_prompts=FORMER_PROMPTS,
            templates=template_names(settings.templates),
            retention=retention_of(settings),
            crm=settings.crm,
            crm_limits=crm_limits(settings) if settings.crm == "hubspot" else None,
            record_link=record_links(settings),
            transparency=public_page(settings, shelves),
            part_checks=(PartCheck("queue", enqueue.check),),
        )
