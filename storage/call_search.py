"""Finds the calls that a person looks for, and counts them by what they need; each query by an index.

In: a session, `Search`, the actor. Out: rows for `lifecycle`, and counts that end at a ceiling.

Text is looked for in calls one by one, among so many of the newest at a time: what an answer costs does not
grow with the number of calls, and where the next portion begins is told.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from datetime import date, datetime
from typing import Any, Final

from pydantic import AwareDatetime
from sqlalchemy import ColumnElement, Row, Select, func, or_, select, tuple_, union
from sqlalchemy.orm import aliased

from models.access import Actor, Permission
from models.attention import Flag
from models.frozen import Frozen
from models.mail_address import plain_address
from models.needs import NEEDS, Need
from models.zones import with_offset
from storage.attention import URGENT, wants
from storage.database import Session
from storage.sight import seen_by, ways_to_calls
from storage.tables import CallRow, CrmContactRow, ExternalIdRow

#: Text is looked for among so many calls at once.
LOOKED_THROUGH: Final = 5_000
#: Counting ends here, so that a count costs the same however many there are.
COUNTED: Final = 1000

#: What is looked at in calls one by one.
_LOOKED_AT: Final = (
    CallRow.need, CallRow.agent, CallRow.team, CallRow.customer_phone, CallRow.customer_email,
    CallRow.contact_id, CallRow.wished_contact_name, CallRow.stage, CallRow.stage_why, CallRow.urgent,
)  # fmt: skip

_FEWEST_DIGITS = 3
_MOST_OF_CONTACT = 50
_PORTION = 500

#: `CallRow`, or an alias of it.
_Calls = type[CallRow]


class Search(Frozen):
    """`text` is looked for in customer, agent, team and ids; `mine` leaves the actor's own calls alone.

    `flag` leaves those that want attention in this way, by `today` and what stands at a call that waits to be
    signed off. Waiting calls come by urgency, then the newest first.
    """

    text: str = ""
    need: Need | None = None
    mine: bool = False
    flag: Flag | None = None
    today: date = date.min
    signs: str = ""

    @property
    def by_urgency(self) -> bool:
        """True where the most urgent come first."""
        return (self.need == "waiting" or self.of_urgent) and not self.text

    @property
    def of_urgent(self) -> bool:
        """True where an index leads to the calls that are urgent."""
        return self.flag == "urgent" and self.need is not None and not self.text

    @property
    def is_looked_through(self) -> bool:
        """True where no index knows what is asked for, so calls are looked at one by one."""
        return bool(self.text) or (self.flag is not None and not self.of_urgent)


class CallPlace(Frozen):
    """Where a page ended: the next one goes on behind it, with older calls."""

    at: AwareDatetime
    call_id: str
    urgent: int = 0


class Found(Frozen):
    """The ids of a page, how many calls there are per need, and where older ones begin.

    With a text, the page may be short, and the counts hold for the calls that were looked through.
    """

    ids: tuple[str, ...]
    counts: dict[Need, int]
    further: CallPlace | None


def search(
    session: Session, wanted: Search, actor: Actor, *, limit: int, after: CallPlace | None = None
) -> Found:
    """Return what the actor sees and looks for, the newest received first.

    Counts are for every need, whichever it asks for, and at most `COUNTED` + 1.
    """
    if wanted.is_looked_through:
        return _look_through(session, wanted, actor, limit=limit, after=after)
    ids, further = _page(session.execute(_first(wanted, _ways(wanted, actor, after), limit + 1)).all(), limit)
    counts = {need: session.scalar(count_query(wanted, need, actor)) or 0 for need in NEEDS}
    return Found(ids=ids, counts=counts, further=further)


def first_ids(
    session: Session, wanted: Search, actor: Actor, *, limit: int, after: CallPlace | None = None
) -> tuple[str, ...]:
    """Return the first calls of the list behind a place, without counting any; for lists without a text."""
    return tuple(row.id for row in session.execute(_first(wanted, _ways(wanted, actor, after), limit)))


def _look_through(
    session: Session, wanted: Search, actor: Actor, *, limit: int, after: CallPlace | None
) -> Found:
    ways, columns = _ways(wanted, actor, after), _columns(wanted)
    portion = _first(wanted, ways, LOOKED_THROUGH, besides=_LOOKED_AT).subquery()
    among = aliased(CallRow, portion)
    order = [portion.c[column.key].desc() for column in columns]
    query: Select[Any] = select(*(portion.c[column.key] for column in columns), portion.c.need)
    rows = session.execute(query.where(*_conditions(wanted, actor, among)).order_by(*order)).all()
    needs = Counter(row.need for row in rows)
    ids, further = _page([row for row in rows if wanted.need in {None, row.need}], limit)
    last = session.execute(_first(wanted, ways, 1, offset=LOOKED_THROUGH - 1)).first()
    return Found(
        ids=ids,
        counts={need: min(needs[need], COUNTED + 1) for need in NEEDS},
        further=further or (None if last is None else _place(last)),
    )


def _page(rows: Sequence[Row[Any]], limit: int) -> tuple[tuple[str, ...], CallPlace | None]:
    ids = tuple(row.id for row in rows[:limit])
    if len(rows) <= limit:
        return ids, None
    return ids, _place(rows[limit - 1])


def _place(row: Row[Any]) -> CallPlace:
    return CallPlace(at=row.received_at, call_id=row.id, urgent=getattr(row, "urgent", 0))


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
    asked += [CallRow.urgent >= URGENT] if wanted.of_urgent else []
    if after is not None:
        place = (after.urgent, after.at, after.call_id) if wanted.by_urgency else (after.at, after.call_id)
        asked.append(tuple_(*_columns(wanted)) < place)
    if wanted.mine:
        return ((CallRow.agent == actor.name, seen_by(actor), *asked),)
    return tuple((way, *asked) for way in ways_to_calls(actor))


def _columns(wanted: Search) -> tuple[Any, ...]:
    """Return what a list is ordered by, each the highest first."""
    newest = (CallRow.received_at, CallRow.id)
    return (CallRow.urgent, *newest) if wanted.by_urgency else newest


def _conditions(wanted: Search, actor: Actor, calls: _Calls) -> list[ColumnElement[bool]]:
    text = [_matches(wanted.text, actor, calls)] if wanted.text else []
    flag = [wants(wanted.flag, calls, today=wanted.today, signs=wanted.signs)] if wanted.flag else []
    return [*text, *flag]


def _first(
    wanted: Search, ways: tuple[tuple[ColumnElement[bool], ...], ...], limit: int, *,
    offset: int = 0, besides: tuple[Any, ...] = (),
) -> Select[*tuple[Any, ...]]:  # fmt: skip
    """Return the query for what orders the list, of the first calls that any of these ways leads to.

    It begins behind the `offset` first ones, and `besides` are columns that it has, too.
    """
    columns = _columns(wanted)
    all_columns = (*columns, *(one for one in besides if one.key not in {each.key for each in columns}))
    order, most = [column.desc() for column in columns], offset + limit
    parts = [select(*all_columns).where(*way).order_by(*order) for way in ways]
    if len(parts) == 1:
        return parts[0].limit(limit).offset(offset)
    both = union(*(select(part.limit(most).subquery()) for part in parts)).subquery()
    ordered = select(both).order_by(*(both.c[column.key].desc() for column in columns))
    return ordered.limit(limit).offset(offset)


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


def customers_seen(session: Session, actor: Actor) -> frozenset[str]:
    """Return contact ids, numbers and addresses of all with whom the calls are that the actor sees."""
    query = select(CallRow.contact_id, CallRow.customer_phone, CallRow.customer_email)
    rows = session.execute(query.where(seen_by(actor)))
    return frozenset(one for row in rows for one in row if one)


def sees_customer(
    session: Session, actor: Actor, contact_id: str, phone: str | None, email: str | None
) -> bool:
    """Return whether the actor sees every call, or one that is with this contact."""
    if actor.sees_every_call:
        return True
    theirs = [CallRow.contact_id == contact_id]
    theirs += [CallRow.customer_phone == phone] if phone else []
    theirs += [CallRow.customer_email == email] if email else []
    query = select(CallRow.id).where(or_(*theirs), seen_by(actor)).limit(1)
    return session.scalars(query).first() is not None


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
