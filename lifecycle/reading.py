"""Reads calls for the doors: one, a list, or all there is about one.

In: an id, or a beginning of one that no other call has. Out: frozen values, for an actor who may not see what
is personal with tokens in its place.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from lifecycle.held import sealed_off
from lifecycle.mended import mended
from lifecycle.rest import is_alone
from lifecycle.trusted import to_be_named
from lifecycle.veil import may_see, veiled, veiled_call
from models.access import Actor
from models.call import Call, Consent
from models.conflicts import Conflict
from models.crm import Match, Record
from models.frozen import Frozen
from models.notes import CallNotes
from models.review import Decision, SignOff
from models.stages import Stage
from models.transcript import Mended, Transcript
from storage import attempts, conflicts, drafts, external_ids, stated_consents
from storage import calls as call_rows
from storage.database import Session
from storage.events import Event, events_of
from storage.shelves import Shelves


class Dossier(Frozen):
    """All there is about a call: `decisions` are those that count, `history` holds the replaced ones too.

    `match` is whom it may have been with, for who may see what is personal; `conflicts` are fields that were
    left alone, since somebody else had changed them. `sealed_off` names the legal hold that keeps what there
    was of a call whose consent ended; nobody reads that here. `by_name` are ids of open items that are not
    accepted with the rest. `mended` are turns whose speaker a person corrected.
    """

    call: Call
    consent: Consent
    consents: tuple[Consent, ...] = ()
    transcript: Transcript | None = None
    transcript_version: int | None = None
    notes: CallNotes | None = None
    notes_version: int | None = None
    decisions: tuple[Decision, ...] = ()
    history: tuple[Decision, ...] = ()
    records: tuple[Record, ...] = ()
    match: Match | None = None
    conflicts: tuple[Conflict, ...] = ()
    events: tuple[Event, ...] = ()
    sealed_off: str | None = None
    by_name: tuple[str, ...] = ()
    mended: tuple[Mended, ...] = ()

    @property
    def sign_off(self) -> SignOff | None:
        """Who signed the call off, where its risk was high and somebody did."""
        signed = next((one for one in reversed(self.events) if one.kind == "signed_off"), None)
        if signed is None or signed.by is None:
            return None
        return SignOff(by=signed.by, at=signed.at, why=signed.why)


def call(shelves: Shelves, call_id: str, *, seen_by: Actor | None = None) -> Call:
    """Return the call; raises CallNotFoundError, and InputError when several ids begin so.

    A call that the actor does not see is as if it were not there; without an actor all are seen.
    """
    with shelves.database.reading() as session:
        found = call_rows.read(session, call_rows.find(session, call_id, seen_by=seen_by))
    return veiled_call(found, seen_by, shelves.masking)


def calls(
    shelves: Shelves,
    *,
    stages: Iterable[Stage] | None = None,
    limit: int | None = None,
    offset: int = 0,
    seen_by: Actor | None = None,
) -> tuple[Call, ...]:
    """Return calls, the newest received first; only those in these stages and seen by the actor."""
    with shelves.database.reading() as session:
        rows = call_rows.newest(session, stages=stages, limit=limit, offset=offset, seen_by=seen_by)
        found = call_rows.read_all(session, rows)
    return tuple(veiled_call(one, seen_by, shelves.masking) for one in found)


def call_by_external_id(shelves: Shelves, external_id: str) -> Call | None:
    """Return the call that a sender knows by this id, or None."""
    with shelves.database.reading() as session:
        row = external_ids.by_external_id(session, external_id)
        return None if row is None else call_rows.read(session, row)


def transcript(shelves: Shelves, call_id: str) -> Transcript | None:
    """Return the newest transcript of the call, or None."""
    with shelves.database.reading() as session:
        stored = drafts.transcript(session, call_rows.find(session, call_id).id)
        return None if stored is None else stored[1]


def notes(shelves: Shelves, call_id: str) -> CallNotes | None:
    """Return the newest notes of the call, or None."""
    with shelves.database.reading() as session:
        stored = drafts.notes(session, call_rows.find(session, call_id).id)
        return None if stored is None else stored[1]


def decisions(shelves: Shelves, call_id: str) -> tuple[Decision, ...]:
    """Return the decisions that count on the newest notes of the call, one per item."""
    return dossier(shelves, call_id).decisions


def is_worked_on(shelves: Shelves, call_id: str) -> bool:
    """True while an attempt at the call's work is queued, waits for its time or runs."""
    with shelves.database.reading() as session:
        newest = attempts.newest(session, call_rows.find(session, call_id).id)
        return newest is not None and newest.state in {"queued", "running"}


def dossier(shelves: Shelves, call_id: str, *, seen_by: Actor | None = None) -> Dossier:
    """Return all there is about the call; errors as `call`."""
    with shelves.database.reading() as session:
        row = call_rows.find(session, call_id, seen_by=seen_by)
        heard = drafts.transcript(session, row.id)
        drafted = drafts.notes(session, row.id)
        history = drafts.decisions(session, row.id, drafted[0].number) if drafted else ()
        latest = {decision.item_id: decision for decision in history}
        found = Dossier(
            call=call_rows.read(session, row),
            consent=stated_consents.consent_of(row),
            consents=stated_consents.consents(session, row.id),
            transcript=heard[1] if heard else None,
            transcript_version=heard[0].number if heard else None,
            notes=drafted[1] if drafted else None,
            notes_version=drafted[0].number if drafted else None,
            decisions=tuple(latest.values()),
            history=history,
            events=events_of(session, row.id),
            conflicts=conflicts.conflicts_of(session, row.id),
            sealed_off=sealed_off(session, row, at=shelves.clock()),
            by_name=_by_name(session, shelves, drafted[1], latest) if drafted else (),
            mended=mended(session, row.id, heard[0].number, heard[1]) if heard else (),
        )
    match = shelves.matches().of(found.call.id) if may_see(seen_by) else None
    whole = found.model_copy(update={"records": shelves.ledger().records(found.call.id), "match": match})
    return veiled(whole, seen_by, shelves.masking)


def _by_name(
    session: Session, shelves: Shelves, notes: CallNotes, decided: Mapping[str, Decision]
) -> tuple[str, ...]:
    alone = to_be_named(session, notes, shelves.item_by_item)
    return tuple(item.id for item in notes.items() if item.id not in decided and is_alone(item, alone))
