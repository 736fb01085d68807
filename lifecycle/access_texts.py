"""What the files of an access request say: their shapes, and the README in plain words.

In: dossiers and what else is kept. Out: frozen values and text. Not here: reading and writing them.
"""

from __future__ import annotations

import mimetypes
from datetime import datetime
from typing import Final, Self

from lifecycle.promise_value import PromiseEntry
from lifecycle.reading import Dossier
from models.call import Call, CallDetails, Consent
from models.conflicts import Conflict
from models.crm import Match, Record
from models.erasure import Person
from models.exchange import Exchange
from models.frozen import Frozen
from models.ledger import LedgerEntry
from models.notes import CallNotes
from models.opt_out import OptOut
from models.review import Decision
from storage.events import Event
from storage.hook_events import HookEvent
from storage.person_records import HeldRow


class HeldOfPerson(Frozen):
    """What is kept of the person besides the calls."""

    asked_for: Person
    opt_outs: tuple[OptOut, ...]
    contacts: tuple[HeldRow, ...]
    crm_records_of_no_call: tuple[HeldRow, ...]
    hook_events_of_no_call: tuple[HookEvent, ...]

    @property
    def is_empty(self) -> bool:
        """True where nothing of it is kept."""
        return not (
            self.opt_outs or self.contacts or self.crm_records_of_no_call or self.hook_events_of_no_call
        )


class CallFile(Frozen):
    """The call, its consent with all that was stated before, and what happened to it."""

    call: Call
    details: CallDetails
    consent: Consent
    consents: tuple[Consent, ...]
    match: Match | None
    conflicts: tuple[Conflict, ...]
    events: tuple[Event, ...]

    @classmethod
    def of(cls, dossier: Dossier) -> Self:
        """Return it for this dossier."""
        return cls(
            call=dossier.call,
            details=dossier.call.details,
            consent=dossier.consent,
            consents=dossier.consents,
            match=dossier.match,
            conflicts=dossier.conflicts,
            events=dossier.events,
        )


class NotesFile(Frozen):
    """The newest notes, and every decision on them."""

    notes: CallNotes
    decisions: tuple[Decision, ...]


class RecordsFile(Frozen):
    """What was written to the CRM; `embedded_crm` are the records themselves where ours is used."""

    records: tuple[Record, ...]
    written: tuple[LedgerEntry, ...]
    embedded_crm: tuple[HeldRow, ...]


class PromisesFile(Frozen):
    """The promises and follow-ups that a person confirmed."""

    promises: tuple[PromiseEntry, ...]


class HookFile(Frozen):
    """What a telephone system told of the call."""

    events: tuple[HookEvent, ...]


class ExchangesFile(Frozen):
    """What a language model was asked and answered."""

    exchanges: tuple[Exchange, ...]


def ending(media_type: str) -> str:
    """Return the ending of a file of this type."""
    return mimetypes.guess_extension(media_type) or ".audio"


def readme(calls: tuple[str, ...], *, by: str, at: datetime, audio: bool) -> str:
    """Return what stands in the archive and what does not, for the person who gets it."""
    sound = _WITH_AUDIO if audio else _WITHOUT_AUDIO
    return _README.format(count=len(calls), at=f"{at:%Y-%m-%d %H:%M} UTC", by=by, sound=sound)


_WITH_AUDIO: Final = (
    "audio.*           the recording as it is kept, where one is kept; where card data was said it is silent"
)
_WITHOUT_AUDIO: Final = "(The recordings were not asked for, so they are not in this archive.)"
_README: Final = """\
What is kept here about you
===========================

Made on {at} by {by}. It holds {count} calls.

person.json           the numbers and addresses that were searched for, whether you opted out, your contacts
                      in our own CRM, and what telephone systems told us with your number

calls/ID/ is one call:

call.json         with whom, when, how long; the consent, who stated it, when and how; what happened to it
transcript.txt    what was said, as a machine wrote it down; transcript.json is the same with times
notes.md          what a machine proposed and a person decided; notes.json is the same with every decision
records.json      what was written to the CRM
promises.json     the promises and follow-ups that a person confirmed
hook_events.json  what the telephone system told us of the call
exchanges.json    what a language model was asked and answered, as far as it is kept
audit.csv         who saw, heard, changed or exported the call, and when
{sound}

A file is missing where there is nothing of it: a call that was declined or erased has no transcript, no
notes and no recording any more.

What is not in here, and why
----------------------------

* Card data that was said: it was masked before anything was stored, so nobody has it.
* Earlier versions of a transcript and of notes: they are drafts of the same words, replaced by these.
* Your record in a CRM that is not ours, such as HubSpot: ask for it there.
* Backups: they hold copies of the same.
* Calls under numbers and addresses that were not searched for: name them, too.

What was said in a call is given as it was said. It may speak of other people; that is not filtered out.
Read it before you hand it on.
"""
