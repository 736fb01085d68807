"""Looks up promises for the doors: a page of them with counts, one with its history, all for an export.

In: filters, who looks. Out: frozen values of what the actor sees. Not here: acting (promises.py).
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, timedelta, tzinfo
from typing import Final

from lifecycle.places import read_place, write_place
from lifecycle.promise_filters import PromiseFilters
from lifecycle.promise_value import PromiseDetail, PromiseEntry, detail_of, entry_of
from lifecycle.veil import may_see, veiled
from models.access import Actor
from models.errors import ItemNotFoundError
from models.frozen import Frozen
from models.promises import PromiseChange
from storage import call_keys
from storage.crm_reading import names_of_contacts
from storage.database import Session
from storage.promise_changes import endings_of
from storage.promise_choices import PromiseChoices, promise_choices
from storage.promise_list import (
    COUNTED,
    Place,
    View,
    count_promises,
    count_view,
    customers_of,
    find_promise,
    find_promises,
    place_of,
)
from storage.shelves import Shelves
from storage.tables import PromiseRow

#: An export ends here; who needs more narrows the list.
MOST_EXPORTED: Final = 10_000
#: So many stand on the page of calls.
_REMINDED: Final = 3


class PromiseLine(Frozen):
    """A promise in a list: `customer` names whom the call was with, `opens` whether the call may be seen.

    `ended` is what somebody did by which it ended, where it did.
    """

    promise: PromiseEntry
    ended: PromiseChange | None = None
    customer: str | None = None
    opens: bool = True


class PromisePage(Frozen):
    """One page: `next` is where the next one begins; a count above `COUNTED` means more than that."""

    lines: tuple[PromiseLine, ...]
    counts: dict[View, int]
    next: str | None = None

    def count(self, view: View) -> str:
        """Return how many there are in this view, as a page shows it."""
        return f"{COUNTED}+" if self.counts[view] > COUNTED else str(self.counts[view])


class Reminders(PromisePage):
    """What waits for one person: what is overdue, due today, and due on `day`, the next one (as "open")."""

    day: date


class PromiseWhole(Frozen):
    """One promise with its history."""

    line: PromiseLine
    detail: PromiseDetail


def look_at_promises(
    shelves: Shelves,
    filters: PromiseFilters,
    *,
    actor: Actor | None,
    limit: int,
    zone: tzinfo | None = None,
    beside: PromisePage | None = None,
) -> PromisePage:
    """Return a page of what the actor sees, the most urgent first; days are those of the zone (the house's).

    `beside` is a page of another view of the same search, which has counted them. Raises InputError for a
    wrong place.
    """
    now = shelves.clock()
    wanted, after = filters.search(zone=zone or shelves.zone, now=now), read_place(filters.after, Place)
    with shelves.database.reading() as session:
        rows = find_promises(session, wanted, actor, now=now, limit=limit + 1, after=after)
        lines = _lines(session, rows[:limit], actor, shelves)
        counts = beside.counts if beside else count_promises(session, wanted, actor, now=now)
    more = write_place(place_of(rows[limit - 1])) if len(rows) > limit else None
    return PromisePage(lines=lines, counts=counts, next=more)


def narrow_by(shelves: Shelves, actor: Actor) -> PromiseChoices:
    """Return by which teams and categories this person can narrow a list."""
    with shelves.database.reading() as session:
        return promise_choices(session, actor)


def reminders(shelves: Shelves, actor: Actor, *, zone: tzinfo) -> Reminders:
    """Return the most urgent of what this person looks after and is overdue, due or due tomorrow."""
    day = shelves.clock().astimezone(zone).date() + timedelta(days=1)
    mine = PromiseFilters(owner=actor.name)
    asked = (
        mine.model_copy(update={"show": "overdue"}),
        mine.model_copy(update={"show": "due"}),
        mine.model_copy(update={"show": "open", "due_from": day, "due_to": day}),
    )
    now = shelves.clock()
    overdue, due, soon = (one.search(zone=zone, now=now) for one in asked)
    with shelves.database.reading() as session:
        found = [
            row
            for one in (overdue, due, soon)
            for row in find_promises(session, one, actor, now=now, limit=_REMINDED)
        ][:_REMINDED]
        counts: dict[View, int] = {
            "overdue": count_view(session, overdue, actor, now=now),
            "due": count_view(session, due, actor, now=now),
            "open": count_view(session, soon, actor, now=now),
        }
        return Reminders(lines=_lines(session, found, actor, shelves), counts=counts, day=day)


def every_promise(
    shelves: Shelves, filters: PromiseFilters, *, actor: Actor | None, zone: tzinfo | None = None
) -> tuple[PromiseLine, ...]:
    """Return the whole list for an export, up to `MOST_EXPORTED`; days as in the list."""
    now = shelves.clock()
    wanted = filters.search(zone=zone or shelves.zone, now=now)
    with shelves.database.reading() as session:
        rows = find_promises(session, wanted, actor, now=now, limit=MOST_EXPORTED)
        return _lines(session, rows, actor, shelves)


def look_at_promise(shelves: Shelves, call_id: str, item_id: str, *, actor: Actor | None) -> PromiseWhole:
    """Return one promise. Raises ItemNotFoundError where there is none that the actor sees."""
    with shelves.database.reading() as session:
        row = find_promise(session, call_id, item_id, actor)
        if row is None:
            raise ItemNotFoundError("No promise stands under this call and item.")
        (line,) = _lines(session, (row,), actor, shelves)
        return PromiseWhole(line=line, detail=detail_of(session, row, actor, shelves))


def _lines(
    session: Session, rows: Iterable[PromiseRow], actor: Actor | None, shelves: Shelves
) -> tuple[PromiseLine, ...]:
    rows = tuple(rows)
    customers = _customers(session, rows) if may_see(actor) else {}
    call_keys.fetch(session, {row.call_id for row in rows})
    endings, now = endings_of(session, rows), shelves.clock()
    lines = (
        PromiseLine(
            promise=entry_of(session, row, now=now),
            ended=endings.get((row.call_id, row.item_id)),
            customer=customers.get(row.call_id),
            opens=_opens(row, actor),
        )
        for row in rows
    )
    return tuple(line if may_see(actor) else veiled(line, actor, shelves.masking) for line in lines)


def _opens(row: PromiseRow, actor: Actor | None) -> bool:
    return actor is None or actor.sees_every_call or row.agent == actor.name or row.team in actor.sees_teams


def _customers(session: Session, rows: tuple[PromiseRow, ...]) -> dict[str, str]:
    """By call: the contact's name where our CRM has it, else the number or address."""
    names = names_of_contacts(session, {row.contact_id for row in rows if row.contact_id})
    found = customers_of(session, {row.call_id for row in rows})
    return found | {
        row.call_id: names[row.contact_id] for row in rows if row.contact_id in names and row.contact_id
    }
