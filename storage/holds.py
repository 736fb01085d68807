"""Legal holds: what they keep from deletion, by call and by person.

In: a session, a moment, a call's row or a person. Out: `Hold`s. Of a person a keyed hash alone is kept.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime

from sqlalchemy import Select, or_, select

from models.erasure import Person
from models.retention import Hold
from storage import erasing_person, persons
from storage.database import Session
from storage.tables import CallRow, HoldRow


def hold_of(session: Session, row: CallRow, *, at: datetime) -> Hold | None:
    """Return the hold that keeps this call now, its own or its customer's, or None."""
    prints = persons.prints_of(session, row)
    query = _now(at).where(or_(HoldRow.call_id == row.id, HoldRow.fingerprint.in_(prints)))
    found = session.scalars(query.limit(1)).first()
    return None if found is None else _value(found)


def among(session: Session, rows: Iterable[CallRow], *, at: datetime) -> dict[str, Hold]:
    """Return by call which hold keeps it, of these rows; one look at the holds for all of them."""
    held = session.scalars(_now(at)).all()
    if not held:
        return {}
    of_call = {row.call_id: _value(row) for row in held if row.call_id}
    of_person = {row.fingerprint: _value(row) for row in held if row.fingerprint}
    found = {}
    for row in rows:
        one = of_call.get(row.id) or _of_customer(session, row, of_person)
        if one is not None:
            found[row.id] = one
    return found


def _of_customer(session: Session, row: CallRow, of_person: Mapping[str, Hold]) -> Hold | None:
    if not of_person:
        return None
    return next((of_person[one] for one in persons.prints_of(session, row) if one in of_person), None)


def every(session: Session, *, at: datetime) -> tuple[Hold, ...]:
    """Return the holds that are in force, the oldest first."""
    return tuple(_value(row) for row in session.scalars(_now(at)))


def of(session: Session, *, call_id: str | None, person: Person | None, at: datetime) -> Sequence[HoldRow]:
    """Return the rows of the holds in force of this very call or person."""
    prints = () if person is None else erasing_person.prints_of(session, person)
    query = _now(at).where(or_(HoldRow.call_id == call_id, HoldRow.fingerprint.in_(prints)))
    return session.scalars(query.with_for_update()).all()


def by_id(session: Session, hold_id: str, *, at: datetime) -> HoldRow | None:
    """Return the row of this hold, locked, where it is in force."""
    return session.scalars(_now(at).where(HoldRow.id == hold_id).with_for_update()).first()


def _now(at: datetime) -> Select[HoldRow]:
    lasting = or_(HoldRow.until.is_(None), HoldRow.until > at)
    return select(HoldRow).where(HoldRow.ended_at.is_(None), lasting).order_by(HoldRow.at, HoldRow.id)


def _value(row: HoldRow) -> Hold:
    return Hold(id=row.id, of=row.call_id or "a person", by=row.by, why=row.why, at=row.at, until=row.until)
