"""Legal holds: while one is in force nothing of the call, or of the person, is deleted by anybody.

In: a call or a person, who says so, why, and until when. Out: `Hold`. It beats retention and erasure.
Not here: what a hold does to a deletion (held.py), what goes when it ends (let_go.py).
"""

from __future__ import annotations

from datetime import UTC, datetime

from lifecycle.let_go import let_go
from lifecycle.reason import masked_for_person, masked_reason
from models.access import Actor
from models.erasure import Person
from models.errors import InputError
from models.retention import Hold
from storage import calls, erasing_person, holds
from storage.ids import new_id
from storage.shelves import Shelves
from storage.tables import HoldRow


def hold(
    shelves: Shelves,
    *,
    call_id: str | None = None,
    person: Person | None = None,
    by: str,
    why: str,
    until: datetime | None = None,
    actor: Actor | None = None,
) -> Hold:
    """Hold a call, or a person, back. Raises InputError without who or why, or for a past end."""
    now = shelves.clock()
    if not by.strip() or not why.strip():
        raise InputError("A legal hold needs a person and a reason; say who holds it and why.")
    if until is not None and until <= now:
        raise InputError("The end of the hold is in the past; give a later one, or none.")
    with shelves.database.transaction() as session:
        row = calls.locked(session, call_id) if call_id else None
        found = row.id if row else None
        masked = masked_reason(session, shelves.masking, why, (row,) if row else ())
        prints: tuple[str | None, ...] = (None,)
        if person is not None:
            masked = masked_for_person(session, shelves.masking, why, person)
            prints = erasing_person.prints_of(session, person)
        one = Hold(id=new_id("hold"), of=found or "a person", by=by, why=masked, at=now, until=until)
        for number, fingerprint in enumerate(prints):
            row_id = new_id("hold") if number else one.id
            session.add(
                HoldRow(
                    id=row_id, call_id=found, fingerprint=fingerprint, by=by, why=masked, at=now, until=until
                )
            )
        shelves.audit().note_in(session, actor, "held", call_id=found, detail=one.id, named=by)
    return one


def end_hold(
    shelves: Shelves,
    *,
    call_id: str | None = None,
    person: Person | None = None,
    by: str,
    actor: Actor | None = None,
) -> int:
    """End the holds of this very call or person; returns how many. Raises InputError where there is none."""
    now = shelves.clock()
    with shelves.database.transaction() as session:
        found = calls.locked(session, call_id).id if call_id else None
        rows = holds.of(session, call_id=found, person=person, at=now)
        if not rows:
            raise InputError("No legal hold of this is in force; `callnotes holds` lists those that are.")
        for row in rows:
            row.ended_at, row.ended_by = now, by
            shelves.audit().note_in(session, actor, "hold_ended", call_id=found, detail=row.id, named=by)
    let_go(shelves)
    return len(rows)


def end_by_id(shelves: Shelves, hold_id: str, *, by: str, actor: Actor | None = None) -> None:
    """End one hold by its id, whomever it is of. Raises InputError where it is not in force."""
    now = shelves.clock()
    with shelves.database.transaction() as session:
        row = holds.by_id(session, hold_id, at=now)
        if row is None:
            raise InputError("This hold is not in force any more; the list shows those that are.")
        row.ended_at, row.ended_by = now, by
        shelves.audit().note_in(session, actor, "hold_ended", call_id=row.call_id, detail=row.id, named=by)
    let_go(shelves)


def read_until(text: str) -> datetime | None:
    """Return the end of a hold as somebody wrote it; None for an empty text. Raises InputError."""
    if not text.strip():
        return None
    try:
        moment = datetime.fromisoformat(text.strip())
    except ValueError as error:
        raise InputError("The end of the hold is no date; write it like 2027-03-31.") from error
    return moment if moment.tzinfo else moment.replace(tzinfo=UTC)


def every_hold(shelves: Shelves) -> tuple[Hold, ...]:
    """Return the holds that are in force."""
    with shelves.database.reading() as session:
        return holds.every(session, at=shelves.clock())
