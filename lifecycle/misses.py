"""The review list of errors and near misses: entered by a rule, each looked into by somebody until a day.

In: shelves, the actor. Out: `Miss`es. The rule: of the newest weeks, the same mistake of one week is one line
with its worst example, and so many lines are open in a team at most.
Not here: where they come from (storage/miss_sources.py), filters of an address (miss_filters.py).
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from datetime import date, timedelta, tzinfo
from typing import Annotated, Final, Literal

import structlog
from pydantic import Field

from lifecycle.veil import may_see
from models.access import Actor, Permission
from models.errors import DecidedMeanwhileError, InputError, ItemNotFoundError
from models.frozen import Frozen
from models.mail_address import plain_address
from models.misses import Miss, MissEnd, MissGroup, Near
from storage import accounts, miss_sources
from storage import misses as rows
from storage.accounts import Account
from storage.database import Session
from storage.misses import MissSearch
from storage.shelves import Shelves
from storage.tables import MissRow

_log = structlog.get_logger(__name__)

#: So far back it is looked for what went wrong.
WINDOW: Final = timedelta(weeks=4)
#: A team has so many open lines at most; what does not fit waits until some have ended.
MOST_OPEN: Final = 20
#: A line is due so long after it was entered.
DUE_WITHIN: Final = timedelta(days=14)
_MOST_WORDS: Final = 2000
_ENDS: Final[dict[MissEnd, str]] = {
    "fixed": "fixed_a_miss", "accepted": "accepted_a_miss", "case": "kept_a_miss_as_a_case",
}  # fmt: skip


class MissAct(Frozen):
    """What is done with a line: given to a person or another day, ended in one way, or opened again."""

    kind: Literal["give", "fixed", "accepted", "case", "open"]
    owner: Annotated[str, Field(max_length=254)] | None = None
    due_on: date | None = None
    note: str = ""


def enter_misses(shelves: Shelves) -> int:
    """Put on the list what belongs there by the rule; returns how many lines are new."""
    with shelves.database.alone("misses"):
        now = shelves.clock()
        with shelves.database.reading() as session:
            found = _groups(miss_sources.near_misses(session, since=now - WINDOW), shelves.zone)
        if not found:
            return 0
        with shelves.database.transaction() as session:
            entered = _enter(session, found, shelves)
    if entered:
        _log.info("misses_entered", count=entered)
    return entered


def misses(shelves: Shelves, wanted: MissSearch, *, actor: Actor | None) -> tuple[Miss, ...]:
    """Return the lines that the actor sees, without notes for who may not see what is personal."""
    with shelves.database.reading() as session:
        found = rows.listed(session, wanted, actor=actor)
    return found if may_see(actor) else tuple(one.model_copy(update={"note": ""}) for one in found)


def act_on_miss(shelves: Shelves, miss_id: str, act: MissAct, *, by: str, actor: Actor | None) -> Miss:
    """Do it, and note who did it.

    Raises ItemNotFoundError for a line that is not there or not seen; InputError for what is missing or does
    not fit; DecidedMeanwhileError where the line ended meanwhile.
    """
    _check(act, by)
    with shelves.database.transaction() as session:
        row = rows.find(session, miss_id, actor=actor)
        if row is None:
            raise ItemNotFoundError("No line of the review list has this id; it may be gone with its call.")
        if (row.state == "open") == (act.kind == "open"):
            raise DecidedMeanwhileError("Somebody ended or opened this line before; look at it again.")
        word = _do(session, row, act, by=by, shelves=shelves)
        shelves.audit().note_in(session, actor, word, call_id=row.call_id, detail=row.id, named=by)
        found = rows.read(session, row)
    _log.info("miss_changed", miss=miss_id, kind=act.kind)
    return found if may_see(actor) else found.model_copy(update={"note": ""})


def _do(session: Session, row: MissRow, act: MissAct, *, by: str, shelves: Shelves) -> str:
    if act.kind == "give":
        owner = None if act.owner is None else _known(session, act.owner, row.team)
        rows.give(session, row, owner=owner, due_on=act.due_on)
        return "gave_a_miss"
    if act.kind == "case" and row.item_id is None:
        raise InputError("Only an item can be kept as a labelled case; end this line as fixed or accepted.")
    how: MissEnd | None = None if act.kind == "open" else act.kind
    rows.end(session, row, how, note=act.note.strip(), by=by, at=shelves.clock())
    return "opened_a_miss" if how is None else _ENDS[how]


def _check(act: MissAct, by: str) -> None:
    if not by.strip():
        raise InputError("What is done with a line needs the person who does it; say who you are.")
    if len(act.note) > _MOST_WORDS:
        raise InputError(f"A note has at most {_MOST_WORDS} characters; say it in fewer.", field="note")
    if act.kind == "give" and act.owner is None and act.due_on is None:
        raise InputError("Name the person who looks into it, or the day until when.", field="owner")
    if act.kind in {"fixed", "accepted"} and not act.note.strip():
        msg = f"Say in a sentence what was {'done' if act.kind == 'fixed' else 'accepted, and why'}."
        raise InputError(msg, field="note")


def _known(session: Session, written: str, team: str) -> str:
    address = plain_address(written)
    fit = (one for one in accounts.every(session) if one.email == address and _may_judge(one, team))
    if accounts.count(session) and next(fit, None) is None:
        msg = "Who looks into it must be a manager of that team, an auditor, or an admin who sees calls."
        raise InputError(msg, field="owner")
    return address


def _groups(found: Iterable[Near], zone: tzinfo) -> dict[MissGroup, tuple[Near, int]]:
    """Return for each group the worst example and how many there are; among equals the newest."""
    counts: Counter[MissGroup] = Counter()
    worst: dict[MissGroup, Near] = {}
    for one in found:
        day = one.at.astimezone(zone).date()
        group = MissGroup(
            week=day - timedelta(days=day.weekday()),
            **one.model_dump(include=set(MissGroup.model_fields) - {"week"}),
        )
        counts[group] += 1
        if group not in worst or _badness(one) > _badness(worst[group]):
            worst[group] = one
    return {group: (worst[group], count) for group, count in counts.items()}


def _badness(one: Near) -> tuple[object, ...]:
    return (one.weight, one.at, one.call_id, one.item_id or "")


def _enter(session: Session, found: dict[MissGroup, tuple[Near, int]], shelves: Shelves) -> int:
    there = rows.on_the_list(session, since=min(group.week for group in found))
    open_of, busy = Counter(rows.open_by_team(session)), Counter(rows.open_by_owner(session))
    people, now, entered = accounts.every(session), shelves.clock(), 0
    for group, (example, count) in sorted(found.items(), key=_order):
        known = there.get(group)
        if known is not None:
            known.seen = max(known.seen, count)
        elif open_of[group.team] < MOST_OPEN:
            owner = _owner(people, group.team, busy)
            due_on = (now.astimezone(shelves.zone) + DUE_WITHIN).date()
            rows.add(session, group, example, seen=count, owner=owner, due_on=due_on, at=now)
            open_of[group.team] += 1
            busy[owner or ""] += 1
            entered += 1
    return entered


def _order(one: tuple[MissGroup, tuple[Near, int]]) -> tuple[object, ...]:
    """The newest week first, in it what happened most often, then what the machine was surest of."""
    group, (example, count) = one
    return (-group.week.toordinal(), -count, -example.weight, group.model_dump_json())


def _owner(people: Iterable[Account], team: str, busy: Counter[str]) -> str | None:
    """Return who looks into it: a manager of the team, else who sees every call; the least busy one."""
    able = [one for one in people if _may_judge(one, team)]
    first = [one for one in able if one.role == "manager"] or able
    return min((one.email for one in first), key=lambda email: (busy[email], email), default=None)


def _may_judge(one: Account, team: str) -> bool:
    sees = one.actor.sees_every_call or team in one.actor.sees_teams
    return one.disabled_at is None and one.actor.may(Permission.JUDGE) and sees
