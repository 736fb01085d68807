"""Finds promises in the order of their urgency, a page at a time, and counts them; each query by an index.

In: a session, `PromiseSearch`, the actor, the present moment. Out: rows, and counts that end at a ceiling.
Not here: what the rows are made from (promise_rows.py).
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator
from datetime import datetime, timedelta
from heapq import merge
from itertools import islice
from typing import Any, Final, Literal, get_args

from pydantic import AwareDatetime
from sqlalchemy import ColumnElement, Select, and_, func, or_, select, tuple_, union

from models.access import Actor
from models.frozen import Frozen
from models.notes import Risk, Side
from models.promises import PromiseKind
from storage.database import Session
from storage.no_index import by_no_index
from storage.sight import ways_to_promises
from storage.tables import CallRow, PromiseRow

#: What a list shows: all that is to be done, or one standing of it; all that is over, or one way it ended.
View = Literal["todo", "overdue", "due", "open", "done", "kept", "broken", "cancelled"]
VIEWS: Final[tuple[View, ...]] = get_args(View)
#: Counting ends here, so that a count costs the same however many there are.
COUNTED: Final = 1000

#: A day is due from its beginning, and no local day is longer.
_LONGEST_DAY: Final = timedelta(hours=26)
_PORTION: Final = 500
_TO_DO: Final[tuple[View, ...]] = ("overdue", "due", "open")
_OVER: Final[tuple[View, ...]] = ("kept", "broken", "cancelled")


class PromiseSearch(Frozen):
    """What is looked for; `owner` looks after it, `contact_id` is the customer, moments are of the due date.

    `promised_before` leaves older ones alone.
    """

    view: View = "todo"
    side: Side | None = None
    owner: str | None = None
    team: str | None = None
    contact_id: str | None = None
    kind: PromiseKind | None = None
    category: str | None = None
    risk: Risk | None = None
    due_after: AwareDatetime | None = None
    due_before: AwareDatetime | None = None
    promised_before: AwareDatetime | None = None

    @property
    def is_over(self) -> bool:
        """True for lists of what is over, which begin with what ended last."""
        return self.view == "done" or self.view in _OVER


class Place(Frozen):
    """Where a page ended: the next one goes on behind it."""

    at: AwareDatetime
    call_id: str
    item_id: str


def place_of(row: PromiseRow) -> Place:
    """Return the row's place in its list."""
    return Place(at=row.sort_at, call_id=row.call_id, item_id=row.item_id)


def find_promise(session: Session, call_id: str, item_id: str, actor: Actor | None) -> PromiseRow | None:
    """Return the promise of this item, or None where it is not there or the actor does not see it."""
    seen = or_(*ways_to_promises(actor))
    query = select(PromiseRow).where(PromiseRow.call_id == call_id, PromiseRow.item_id == item_id, seen)
    return session.scalars(query).one_or_none()


def open_before(
    session: Session, contact_id: str, moment: datetime, *, besides: str, actor: Actor | None, limit: int
) -> tuple[PromiseRow, ...]:
    """Return open promises with this contact that were made up to this moment, the most urgent first."""
    query = select(PromiseRow).where(
        PromiseRow.contact_id == contact_id,
        PromiseRow.state == "open",
        PromiseRow.promised_at <= moment,
        PromiseRow.call_id != besides,
        or_(*ways_to_promises(actor)),
    )
    ordered = query.order_by(PromiseRow.sort_at, PromiseRow.call_id, PromiseRow.item_id)
    return tuple(session.scalars(ordered.limit(limit)))


def find_promises(
    session: Session,
    wanted: PromiseSearch,
    actor: Actor | None,
    *,
    now: datetime,
    limit: int,
    after: Place | None = None,
) -> tuple[PromiseRow, ...]:
    """Return the next rows behind `after`, the most urgent first; of what is over, the last that ended."""
    pages = (
        session.scalars(query) for query in page_queries(wanted, actor, now=now, limit=limit, after=after)
    )
    ordered = merge(*pages, key=_key, reverse=wanted.is_over)
    return tuple(islice(_once(ordered), limit))


def page_queries(
    wanted: PromiseSearch, actor: Actor | None, *, now: datetime, limit: int, after: Place | None = None
) -> tuple[Select[PromiseRow], ...]:
    """Return the queries whose answers, merged, are the page: one for each way by which the actor sees."""
    order = (PromiseRow.sort_at, PromiseRow.call_id, PromiseRow.item_id)
    behind: list[ColumnElement[bool]] = []
    if after is not None:
        here, place = tuple_(*order), (after.at, after.call_id, after.item_id)
        behind = [here < place if wanted.is_over else here > place]
    sorted_by = [column.desc() for column in order] if wanted.is_over else list(order)
    return tuple(
        select(PromiseRow).where(*condition, *behind).order_by(*sorted_by).limit(limit)
        for condition in _conditions(wanted, actor, now)
    )


def count_promises(
    session: Session, wanted: PromiseSearch, actor: Actor | None, *, now: datetime
) -> dict[View, int]:
    """Return how many the search finds in each view, whichever it asks for; at most `COUNTED` + 1 of each."""
    each = {view: wanted.model_copy(update={"view": view}) for view in (*_TO_DO, *_OVER)}
    counted = {view: count_view(session, one, actor, now=now) for view, one in each.items()}
    together: dict[View, tuple[View, ...]] = {"todo": _TO_DO, "done": _OVER}
    for view, parts in together.items():
        counted[view] = min(sum(counted[part] for part in parts), COUNTED + 1)
    return counted


def count_view(session: Session, wanted: PromiseSearch, actor: Actor | None, *, now: datetime) -> int:
    """Return how many the search finds in its own view, at most `COUNTED` + 1."""
    return session.scalar(count_query(wanted, actor, now=now)) or 0


def customers_of(session: Session, call_ids: Collection[str]) -> dict[str, str]:
    """Return by call the number, else the address, of its customer, where one is known."""
    found: dict[str, str] = {}
    ids = sorted(call_ids)
    for start in range(0, len(ids), _PORTION):
        portion = CallRow.id.in_(ids[start : start + _PORTION])
        query = select(CallRow.id, CallRow.customer_phone, CallRow.customer_email).where(portion)
        for call_id, phone, email in session.execute(query):
            known: str | None = phone or email
            found |= {call_id: known} if known else {}
    return found


def count_query(wanted: PromiseSearch, actor: Actor | None, *, now: datetime) -> Select[Any]:
    """Return the query that counts, each way to them up to the ceiling and no further."""
    ways = [
        select(PromiseRow.call_id, PromiseRow.item_id).where(*condition).limit(COUNTED + 1).subquery()
        for condition in _conditions(wanted, actor, now)
    ]
    found = union(*(select(way) for way in ways)).subquery()
    return select(func.count()).select_from(select(found).limit(COUNTED + 1).subquery())


def _key(row: PromiseRow) -> tuple[datetime, str, str]:
    return (row.sort_at, row.call_id, row.item_id)


def _once(rows: Iterable[PromiseRow]) -> Iterator[PromiseRow]:
    last = None
    for row in rows:
        if _key(row) != last:
            yield row
        last = _key(row)


def _conditions(
    wanted: PromiseSearch, actor: Actor | None, now: datetime
) -> Iterator[tuple[ColumnElement[bool], ...]]:
    asked = tuple(_asked(wanted))
    is_narrow = wanted.contact_id is not None or wanted.owner is not None
    for state in _states(wanted, now):
        for seen in ways_to_promises(actor, by_index=not is_narrow):
            yield (*state, seen, *asked)


def _states(wanted: PromiseSearch, now: datetime) -> Iterator[tuple[ColumnElement[bool], ...]]:
    """What the view means, each state by itself, so that the index gives its rows in order."""
    view, at = wanted.view, PromiseRow.sort_at
    if wanted.is_over:
        ends = _OVER if view == "done" else (view,)
        yield from ((PromiseRow.state == end,) for end in ends)
        return
    is_open = PromiseRow.state == "open"
    due = [at > wanted.due_after] if wanted.due_after else []
    due += [at <= wanted.due_before] if wanted.due_before else []
    if view == "overdue":
        yield (is_open, at <= now, *due)
    elif view == "due":
        yield (is_open, at > now, at <= now + _LONGEST_DAY, PromiseRow.due_from <= now, *due)
    elif view == "open":
        soon = now + _LONGEST_DAY
        yield (is_open, at > now, at <= soon, PromiseRow.due_from > now, *due)
        yield (is_open, at > soon, *due)
    else:
        yield (is_open, *due)


def _asked(wanted: PromiseSearch) -> Iterator[ColumnElement[bool]]:
    """What is asked for; the condition that leaves the fewest rows is the one that an index answers."""
    narrow = "contact_id" if wanted.contact_id is not None else "owner"
    for name in ("side", "kind", "category", "risk", "contact_id", "owner", "team"):
        value = getattr(wanted, name)
        if value is not None:
            column = getattr(PromiseRow, name)
            is_other = name in {"owner", "team"} and name != narrow and getattr(wanted, narrow) is not None
            yield (by_no_index(column) if is_other else column) == value
    if wanted.due_after is not None or wanted.due_before is not None:
        bounds: list[ColumnElement[bool]] = [PromiseRow.due_at.is_not(None)]
        bounds += [PromiseRow.due_at > wanted.due_after] if wanted.due_after else []
        bounds += [PromiseRow.due_at <= wanted.due_before] if wanted.due_before else []
        yield and_(*bounds)
    if wanted.promised_before is not None:
        yield PromiseRow.promised_at <= wanted.promised_before
