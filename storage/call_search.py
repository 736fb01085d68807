"""Finds the calls that a person looks for, and counts them by what they need; each query by an index.

In: a session, `Search`, the actor. Out: rows for `lifecycle`, and counts that end at a ceiling.

Text is looked for in calls one by one, among so many of the newest at a time: what an answer costs does not
grow with the number of calls, and where the next portion begins is told.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from datetime import datetime
from typing import Any, Final

from pydantic import AwareDatetime
from sqlalchemy import ColumnElement, Select, func, or_, select, tuple_, union
from sqlalchemy.orm import aliased

from models.access import Actor, Permission
from models.frozen import Frozen
from models.mail_address import plain_address
from models.needs import NEEDS, Need
from models.zones import with_offset
from storage.database import Session
from storage.sight import seen_by, ways_to_calls
from storage.tables import CallRow, CrmContactRow, ExternalIdRow

#: Text is looked for among so many calls at once.
LOOKED_THROUGH: Final = 10_000
#: Counting ends here, so that a count costs the same however many there are.
COUNTED: Final = 1000

_FEWEST_DIGITS = 3
_MOST_OF_CONTACT = 50
_PORTION = 500

#: The rows of `CallRow`, or of an alias that stands for some of them.
_Calls = type[CallRow]


class Search(Frozen):
    """`text` is looked for in customer, agent, team and ids; `mine` leaves the actor's own calls alone."""

    text: str = ""
    need: Need | None = None
    mine: bool = False


class CallPlace(Frozen):
    """Where a page ended: the next one goes on behind it, with older calls."""

    at: AwareDatetime
    call_id: str


def search(
    session: Session, wanted: Search, actor: Actor, *, limit: int, after: CallPlace | None = None
) -> tuple[Sequence[CallRow], CallPlace | None]:
    """Return the rows that the actor sees and looks for, the newest received first, and where to go on.

    With a text, there may be fewer than fit on a page, and none, although older calls match.
    """
    if not wanted.text:
        query = _newest(_ways(wanted, actor, after), limit + 1)
        rows = session.scalars(query).all()
        return rows[:limit], _place(rows[limit - 1]) if len(rows) > limit else None
    among = _portion(wanted, actor, after)
    query = select(among).where(_matches(wanted.text, actor, among))
    query = query.where(among.need == wanted.need) if wanted.need else query
    rows = session.scalars(query.order_by(among.received_at.desc(), among.id.desc()).limit(limit + 1)).all()
    if len(rows) > limit:
        return rows[:limit], _place(rows[limit - 1])
    return rows, _end_of_portion(session, wanted, actor, after)


def count_by_need(
    session: Session, wanted: Search, actor: Actor, *, after: CallPlace | None = None
) -> dict[Need, int]:
    """Return how many calls the search finds per need, whichever need it asks for; at most `COUNTED` + 1.

    With a text, among the calls that `search` looks through at once.
    """
    if not wanted.text:
        return {need: session.scalar(count_query(wanted, need, actor)) or 0 for need in NEEDS}
    among = _portion(wanted, actor, after)
    query = select(among.need, func.count()).where(_matches(wanted.text, actor, among)).group_by(among.need)
    found = {need: min(calls, COUNTED + 1) for need, calls in session.execute(query)}
    return {need: found.get(need, 0) for need in NEEDS}


def count_query(wanted: Search, need: Need, actor: Actor) -> Select[Any]:
    """Return the query that counts, each way to them up to the ceiling and no further."""
    asked = wanted.model_copy(update={"need": need})
    ways = [select(CallRow.id).where(*way).limit(COUNTED + 1).subquery() for way in _ways(asked, actor, None)]
    found = union(*(select(way) for way in ways)).subquery()
    return select(func.count()).select_from(select(found).limit(COUNTED + 1).subquery())


def _ways(
    wanted: Search, actor: Actor, after: CallPlace | None
) -> tuple[tuple[ColumnElement[bool], ...], ...]:
    """Return conditions that an index answers in the order of the list; together all that is seen."""
    asked = [CallRow.need == wanted.need] if wanted.need and not wanted.text else []
    if after is not None:
        asked.append(tuple_(CallRow.received_at, CallRow.id) < (after.at, after.call_id))
    if wanted.mine:
        return ((CallRow.agent == actor.name, seen_by(actor), *asked),)
    return tuple((way, *asked) for way in ways_to_calls(actor))


def _newest(ways: tuple[tuple[ColumnElement[bool], ...], ...], limit: int) -> Select[CallRow]:
    newest_first = (CallRow.received_at.desc(), CallRow.id.desc())
    parts = [select(CallRow).where(*way).order_by(*newest_first).limit(limit) for way in ways]
    if len(parts) == 1:
        return parts[0]
    both = aliased(CallRow, union(*(select(part.subquery()) for part in parts)).subquery())
    return select(both).order_by(both.received_at.desc(), both.id.desc()).limit(limit)


def _portion(wanted: Search, actor: Actor, after: CallPlace | None) -> _Calls:
    return aliased(CallRow, _newest(_ways(wanted, actor, after), LOOKED_THROUGH).subquery())


def _end_of_portion(
    session: Session, wanted: Search, actor: Actor, after: CallPlace | None
) -> CallPlace | None:
    among = _portion(wanted, actor, after)
    last = select(among).order_by(among.received_at, among.id).limit(1)
    if (session.scalar(select(func.count()).select_from(among)) or 0) < LOOKED_THROUGH:
        return None
    row = session.scalars(last).first()
    return None if row is None else _place(row)


def _place(row: CallRow) -> CallPlace:
    return CallPlace(at=row.received_at, call_id=row.id)


def _matches(text: str, actor: Actor, calls: _Calls) -> ColumnElement[bool]:
    beginning = text if text.startswith("call_") else f"call_{text}"
    if not actor.may(Permission.SEE_PERSONAL):  # who found a call by a number would know whose it is
        ours = (calls.agent, calls.team)
        return or_(
            *(column.icontains(text, autoescape=True) for column in ours),
            calls.id.startswith(beginning, autoescape=True),
        )
    named = (ExternalIdRow.call_id == calls.id, ExternalIdRow.external_id.icontains(text, autoescape=True))
    known = (CrmContactRow.id == calls.contact_id, CrmContactRow.name.icontains(text, autoescape=True))
    columns = (calls.agent, calls.team, calls.customer_email, calls.customer_phone)
    found = [column.icontains(text, autoescape=True) for column in columns]
    # SQLite knows capitals of ASCII alone; addresses are kept in small letters.
    found.append(calls.agent.contains(plain_address(text), autoescape=True))
    found.append(calls.customer_email.contains(text.lower(), autoescape=True))
    digits = "".join(sign for sign in text if sign.isdecimal())
    if len(digits) >= _FEWEST_DIGITS and not any(sign.isalpha() for sign in text):
        found.append(calls.customer_phone.contains(digits, autoescape=True))
    return or_(
        *found,
        calls.id.startswith(beginning, autoescape=True),
        select(ExternalIdRow.call_id).where(*named).exists(),
        select(CrmContactRow.id).where(*known).exists(),
    )


def seen_among(session: Session, call_ids: Iterable[str], actor: Actor) -> frozenset[str]:
    """Return those of these calls that the actor sees."""
    if actor.sees_every_call:
        return frozenset(call_ids)
    return frozenset(
        call_id
        for some in _portions(call_ids)
        for call_id in session.scalars(select(CallRow.id).where(CallRow.id.in_(some), seen_by(actor)))
    )


def starts_among(session: Session, call_ids: frozenset[str]) -> tuple[tuple[str, datetime], ...]:
    """Return when those of these calls began that came with an offset of their own, each with that offset."""
    rows = (
        row
        for some in _portions(call_ids)
        for row in session.execute(
            select(CallRow.id, CallRow.started_at, CallRow.started_offset_s).where(
                CallRow.id.in_(some), CallRow.started_offset_s.is_not(None)
            )
        )
    )
    began = ((row.id, with_offset(row.started_at, row.started_offset_s)) for row in rows)
    return tuple((call_id, moment) for call_id, moment in began if moment)


def _portions(call_ids: Iterable[str]) -> Iterator[list[str]]:
    ids = sorted(set(call_ids))
    return (ids[start : start + _PORTION] for start in range(0, len(ids), _PORTION))


def calls_after(
    session: Session, contact_id: str, moment: datetime, *, besides: str, actor: Actor | None, limit: int
) -> Sequence[CallRow]:
    """Return the first calls with this contact from this moment on that the actor sees."""
    took_place = func.coalesce(CallRow.started_at, CallRow.received_at)
    later = select(CallRow).where(
        CallRow.contact_id == contact_id, took_place >= moment, CallRow.id != besides
    )
    return session.scalars(later.where(seen_by(actor)).order_by(took_place, CallRow.id).limit(limit)).all()


def calls_of_contact(session: Session, contact_id: str, actor: Actor) -> Sequence[CallRow]:
    """Return the newest calls with this contact that the actor sees."""
    return session.scalars(
        select(CallRow)
        .where(CallRow.contact_id == contact_id, seen_by(actor))
        .order_by(CallRow.received_at.desc(), CallRow.id.desc())
        .limit(_MOST_OF_CONTACT)
    ).all()
