"""Stores what the outside is told of a call, in the transaction in which it happened.

In: a locked call and what happened to it. Out: an event for every endpoint that wants to know, or nothing.
Not here: sending (pipeline/outgoing.py), what a message looks like (outgoing_body.py).

What is stored are ids, words of ours and counts; nothing that was said, and nobody's name or number.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Any, Final, Literal

from models.notes import CallNotes
from models.outgoing import EventKind
from models.promises import Notice
from storage import calls, drafts, outbox
from storage.database import Session
from storage.promise_notices import PromiseDue
from storage.tables import CallRow

#: Why nothing more is made of a call, as receivers are told.
Withdrawal = Literal["declined", "withdrawn", "opted_out", "refused_in_call"]
_WITHOUT_NOTES: Final = frozenset({"call.received", "call.withdrawn", "call.erased"})
_COUNTED: Final = ("summary", "topics", "promises", "follow_ups", "open_questions", "fields")
_PROMISE_EVENTS: Final[Mapping[Notice, EventKind]] = {"due": "promise.due", "overdue": "promise.overdue"}
_VERDICTS: Final = {"accept": "accepted", "edit": "edited", "reject": "rejected"}


def announce(
    session: Session,
    row: CallRow,
    kind: EventKind,
    *,
    at: datetime,
    failure: Mapping[str, Any] | None = None,
    reason: Withdrawal | None = None,
) -> None:
    """Store that this happened to the call.

    `failure` names its step, code and whether a retry can help; `reason` why consent ended.
    """

    def facts() -> dict[str, Any]:
        told: dict[str, Any] = {"stage": row.stage}
        if reason is not None:
            told["reason"] = reason
        stored = None if kind in _WITHOUT_NOTES else drafts.notes(session, row.id)
        if stored is not None:
            version, notes = stored
            told |= {"counts": _counts(notes), "risk": notes.risk}
            decided = {one.item_id: one.verdict for one in drafts.decisions(session, row.id, version.number)}
            verdicts = Counter(_VERDICTS[verdict] for verdict in decided.values())
            told["decided"] = {word: verdicts[word] for word in _VERDICTS.values()}
        return told if failure is None else told | {"failure": dict(failure)}

    outbox.announce(session, kind, call_id=row.id, at=at, facts=facts)


def announce_due(session: Session, due: PromiseDue) -> None:
    """Store that the day of a promise is there, or over; that it comes is no event."""
    kind = _PROMISE_EVENTS.get(due.notice)
    if kind is None:
        return

    def facts() -> dict[str, Any]:
        promise = {
            "id": due.item_id,
            "kind": due.kind,
            "side": due.side,
            "due_on": due.due_on,
            "due_time": due.due_time,
            "due_at": due.due_at.astimezone(UTC).isoformat().replace("+00:00", "Z"),
        }
        return {"stage": calls.find(session, due.call_id).stage, "promise": promise}

    outbox.announce(session, kind, call_id=due.call_id, at=due.at, facts=facts)


def _counts(notes: CallNotes) -> dict[str, int]:
    return {name: len(getattr(notes, name)) for name in _COUNTED}
