"""What became of a confirmed promise or follow-up: how it stands, and what people did with it.

In: what was changed, in order. Out: the standing that counts. Not here: what was promised (obligations.py).
"""

from __future__ import annotations

from collections.abc import Collection, Iterable
from datetime import datetime, timedelta
from typing import Final, Literal

from pydantic import AwareDatetime

from models.frozen import Frozen

#: What is done: a promise, or the kind of a follow-up that came of no promise.
PromiseKind = Literal["promise", "call", "email", "task", "meeting"]
#: How it stands by people's word; whether it is due, or overdue, the clock says.
PromiseState = Literal["open", "kept", "broken", "cancelled"]
#: How it stands at one moment.
Standing = Literal["open", "due", "overdue", "kept", "broken", "cancelled"]
ChangeKind = Literal["kept", "broken", "cancelled", "reopened", "reassigned", "postponed", "undone"]
#: What shows that it was kept: words of the person, a later call, a task of the CRM.
ProofKind = Literal["note", "call", "crm_task"]
#: What is told of a due date: that it comes, that it is there, that it is over.
Notice = Literal["soon", "due", "overdue"]

#: How long before its day a due date is told to be coming.
AHEAD: Final = timedelta(hours=24)

_CLOSED_OR_OPEN: Final[dict[ChangeKind, PromiseState]] = {
    "kept": "kept",
    "broken": "broken",
    "cancelled": "cancelled",
    "reopened": "open",
}


class Proof(Frozen):
    """Why somebody says so: `ref` is the id of the call or of the task, `words` what was said or noted."""

    kind: ProofKind
    ref: str | None = None
    words: str = ""


class PromiseChange(Frozen):
    """What a person did with a promise; `undoes` is the id of the change that this one takes back."""

    id: int
    kind: ChangeKind
    by: str
    at: AwareDatetime
    why: str = ""
    proof: Proof | None = None
    owner: str | None = None
    due_on: str | None = None  # "YYYY-MM-DD", local
    due_time: str | None = None  # "HH:MM"
    undoes: int | None = None


class Changed(Frozen):
    """What all changes amount to; what nobody changed is None."""

    state: PromiseState = "open"
    closed_at: AwareDatetime | None = None
    owner: PromiseChange | None = None
    due: PromiseChange | None = None


def in_force(changes: Collection[PromiseChange]) -> tuple[PromiseChange, ...]:
    """Return the changes that nobody took back, the oldest first."""
    gone = {one.undoes for one in changes}
    return tuple(one for one in changes if one.kind != "undone" and one.id not in gone)


def amount_to(changes: Collection[PromiseChange]) -> Changed:
    """Return what the changes amount to, from all of them in order."""
    counting = in_force(changes)
    end = ending(changes)
    return Changed(
        state=_CLOSED_OR_OPEN[end.kind] if end else "open",
        closed_at=end and end.at,
        owner=_last(counting, "reassigned"),
        due=_last(counting, "postponed"),
    )


def ending(changes: Collection[PromiseChange]) -> PromiseChange | None:
    """Return the change by which it ended, from all of them in order; None while it is open."""
    told = [one for one in in_force(changes) if one.kind in _CLOSED_OR_OPEN]
    return told[-1] if told and _CLOSED_OR_OPEN[told[-1].kind] != "open" else None


def standing(
    state: PromiseState, *, due_from: datetime | None, due_at: datetime | None, now: datetime
) -> Standing:
    """Return how it stands now: what is open is due on its day, and overdue when that is over."""
    if state != "open" or due_at is None or due_from is None:
        return state
    if now >= due_at:
        return "overdue"
    return "due" if now >= due_from else "open"


def notices(due_from: datetime, due_at: datetime) -> tuple[tuple[Notice, datetime], ...]:
    """Return what is told of a due date, and when."""
    return (("soon", due_from - AHEAD), ("due", due_from), ("overdue", due_at))


def _last(changes: Iterable[PromiseChange], kind: ChangeKind) -> PromiseChange | None:
    return next((one for one in reversed(tuple(changes)) if one.kind == kind), None)
