"""The review list as it is kept: its lines, which groups are on it, who looks into what.

In: a session, groups, the actor. Out: `Miss`es of calls that the actor sees.
Not here: what comes on the list (miss_sources.py, lifecycle/misses.py).
"""

from __future__ import annotations

from collections.abc import Collection
from datetime import date, datetime
from typing import Final, cast

from sqlalchemy import ColumnElement, case, func, select

from models.access import Actor
from models.errors import StorageError
from models.frozen import Frozen
from models.misses import Miss, MissEnd, MissGroup, MissKind, MissState, Near
from models.samples import SampledKind
from storage import call_keys
from storage.database import Session
from storage.ids import new_id
from storage.sight import seen_by
from storage.tables import CallRow, MissRow

#: What the list shows at most; open lines are far fewer by the rule.
MOST_SHOWN: Final = 200
_GROUP: Final = tuple(MissGroup.model_fields)


class MissSearch(Frozen):
    """What is looked for; `late` leaves those whose day is over at `today`."""

    state: MissState | None = None
    ended: bool = False
    kind: MissKind | None = None
    owner: str | None = None
    team: str | None = None
    item_kind: SampledKind | None = None
    category: str | None = None
    late_on: date | None = None


def on_the_list(session: Session, *, since: date) -> dict[MissGroup, MissRow]:
    """Return the lines of these weeks by their group."""
    rows = session.scalars(select(MissRow).where(MissRow.week >= since.isoformat()))
    return {_group(row): row for row in rows}


def open_by_team(session: Session) -> dict[str, int]:
    """Return how many lines are open in each team."""
    query = select(MissRow.team, func.count()).where(MissRow.state == "open").group_by(MissRow.team)
    return {team: count for team, count in session.execute(query)}  # noqa: C416 - rows are no tuples to mypy


def open_by_owner(session: Session) -> dict[str, int]:
    """Return how many open lines each person looks into."""
    query = select(MissRow.owner, func.count()).where(MissRow.state == "open", MissRow.owner.is_not(None))
    return {owner: count for owner, count in session.execute(query.group_by(MissRow.owner)) if owner}


def add(
    session: Session, group: MissGroup, example: Near, *,
    seen: int, owner: str | None, due_on: date, at: datetime,
) -> str:  # fmt: skip
    """Put a line on the list, and return its id."""
    made = MissRow(
        id=new_id("miss"), **group.model_dump(exclude={"week"}), week=group.week.isoformat(),
        call_id=example.call_id, notes_version=example.notes_version, item_id=example.item_id, seen=seen,
        entered_at=at, owner=owner, due_on=due_on.isoformat(), state="open",
    )  # fmt: skip
    session.add(made)
    session.flush()
    return made.id


def listed(session: Session, wanted: MissSearch, *, actor: Actor | None) -> tuple[Miss, ...]:
    """Return lines of calls that the actor sees: open ones first, by their day, then what ended."""
    is_open = case((MissRow.state == "open", 0), else_=1)
    rows = session.scalars(
        select(MissRow)
        .join(CallRow, CallRow.id == MissRow.call_id)
        .where(seen_by(actor), *_asked(wanted))
        .order_by(is_open, MissRow.due_on, MissRow.seen.desc(), MissRow.id)
        .limit(MOST_SHOWN)
    )
    return tuple(read(session, row) for row in rows)


def find(session: Session, miss_id: str, *, actor: Actor | None) -> MissRow | None:
    """Return the line, locked, or None where it is not there or of a call that the actor does not see."""
    query = select(MissRow).join(CallRow, CallRow.id == MissRow.call_id)
    return session.scalars(
        query.where(MissRow.id == miss_id, seen_by(actor)).with_for_update(of=MissRow)
    ).one_or_none()


def give(session: Session, row: MissRow, *, owner: str | None, due_on: date | None) -> None:
    """Let another person look into it, or until another day."""
    row.owner = owner or row.owner
    row.due_on = due_on.isoformat() if due_on else row.due_on
    session.flush()


def end(session: Session, row: MissRow, how: MissEnd | None, *, note: str, by: str, at: datetime) -> None:
    """Note how it ended, with what was said of it; None opens it again."""
    row.state, row.ended_by, row.ended_at = how or "open", by if how else None, at if how else None
    row.sealed = call_keys.sealed(session, row.call_id, note.encode(), purpose=_purpose(row)) if how else None
    session.flush()


def read(session: Session, row: MissRow) -> Miss:
    """Return the line as a value. Raises StorageError where the call's key is another one."""
    plain = b"" if row.sealed is None else call_keys.opened(
        session, row.call_id, row.sealed, purpose=_purpose(row)
    )  # fmt: skip
    if plain is None:
        raise StorageError(call_keys.OTHER_KEY)
    own = {name: getattr(row, name) for name in Miss.model_fields if name != "note"}
    return Miss.model_validate({**own, "note": plain.decode()})


def _asked(wanted: MissSearch) -> Collection[ColumnElement[bool]]:
    named = ("state", "kind", "owner", "team", "item_kind", "category")
    asked = [
        cast("ColumnElement[bool]", getattr(MissRow, name) == value)
        for name in named
        if (value := getattr(wanted, name)) is not None
    ]
    asked += [MissRow.state != "open"] if wanted.ended else []
    if wanted.late_on is not None:
        asked += [MissRow.state == "open", MissRow.due_on < wanted.late_on.isoformat()]
    return asked


def _group(row: MissRow) -> MissGroup:
    return MissGroup.model_validate({name: getattr(row, name) for name in _GROUP})


def _purpose(row: MissRow) -> bytes:
    return f"callnotes miss 1\n{row.call_id}\n{row.id}".encode()
