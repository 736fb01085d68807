"""Deletes what was kept long enough, by rules of days and labels; a legal hold keeps what it holds.

In: the rules of the settings. Out: what would go, or the count of what went. A worker does it every hour,
call by call: a kill leaves whole calls, and the next round goes on. Confirmed records stay in the CRM.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import datetime
from typing import Final, Literal

import structlog

from lifecycle import reading
from lifecycle.delete_audio import delete_audio
from lifecycle.delete_text import delete_text
from lifecycle.enqueue import Enqueue
from lifecycle.erase import erase, wash
from lifecycle.held import told
from lifecycle.let_go import let_go
from models.access import Actor
from models.erasure import CrmAnswer
from models.errors import StageError
from models.retention import Class, Due, Foreseen, Hold, RetentionRules
from models.stages import Stage
from storage import holds, retained
from storage.calls import labels_of
from storage.database import Session
from storage.shelves import Shelves
from storage.tables import CallRow

_log = structlog.get_logger(__name__)

#: Who deletes, where no person asked for it now.
BY: Final = "retention"

Part = Literal["call", "audio", "transcript", "notes"]
#: The whole call first: what goes with it need not go by itself.
_PARTS: Final[tuple[Part, ...]] = ("call", "audio", "transcript", "notes")
_SAID: Final[dict[Class, str]] = {
    "audio": "sound is",
    "transcript": "transcripts are",
    "notes": "notes are",
    "call": "calls are",
}


def foresee_retention(shelves: Shelves, rules: RetentionRules) -> Foreseen:
    """Return what the rules would delete now, the oldest first, and what a hold keeps; nothing changes."""
    now = shelves.clock()
    with shelves.database.reading() as session:
        due = tuple(_every_due(session, rules, now))
        loose = _held_besides(session, rules, now)
        events = retained.due_count(session, rules, "events", at=now, but=loose)
        logs = retained.due_count(session, rules, "logs", at=now, but=loose)
    return Foreseen(rules=rules, due=due, events=events, logs=logs)


def apply_retention(
    shelves: Shelves,
    rules: RetentionRules,
    *,
    enqueue: Enqueue,
    actor: Actor | None = None,
    stopped: Callable[[], bool] = lambda: False,
) -> int:
    """Delete what is due, and what no legal hold keeps any more; returns how many things went.

    `stopped` ends it between two calls.
    """
    went = let_go(shelves, enqueue=enqueue)
    seen = foresee_retention(shelves, rules)
    for due in seen.due:
        if stopped():
            return went
        if due.held is None:
            went += _delete(shelves, due, enqueue, actor)
    if seen.events or seen.logs:
        now = shelves.clock()
        with shelves.database.transaction() as session:
            held = _held_besides(session, rules, now)
            went += retained.forget_events(session, rules, at=now, but=held)
            went += retained.forget_exchanges(session, rules, at=now, but=held)
        wash(shelves)
    if went:
        _log.info("retention_applied", deleted=went)
    return went


def _every_due(session: Session, rules: RetentionRules, now: datetime) -> Iterator[Due]:
    rows = {what: retained.due_calls(session, rules, what, at=now) for what in _PARTS}
    held = holds.among(session, {row.id: row for found in rows.values() for row in found}.values(), at=now)
    whole = {row.id for row in rows["call"]}
    for what, found in rows.items():
        for row in found:
            if what == "call" or row.id not in whole:
                yield _due(row, what, rules, now, held.get(row.id))


def _held_besides(session: Session, rules: RetentionRules, now: datetime) -> frozenset[str]:
    """Return the calls whose events or exchanges are over, and that a hold keeps."""
    rows = {
        row.id: row for what in ("events", "logs") for row in retained.due_calls(session, rules, what, at=now)
    }
    return frozenset(holds.among(session, rows.values(), at=now))


def _delete(shelves: Shelves, due: Due, enqueue: Enqueue, actor: Actor | None) -> int:
    try:
        if due.what == "audio":
            delete_audio(shelves, due.call_id, by=BY, reason=due.why, actor=actor)
        elif due.what in {"transcript", "notes"}:
            delete_text(shelves, due.call_id, due.what, by=BY, reason=due.why, actor=actor)
        else:
            # What a person confirmed stays in the CRM; what nobody confirmed goes with its call.
            confirmed = reading.call(shelves, due.call_id).stage is Stage.SETTLED
            crm: CrmAnswer = "keep" if confirmed else "remove"
            erase(shelves, due.call_id, by=BY, reason=due.why, crm=crm, enqueue=enqueue, actor=actor)
    except StageError:  # held, or at work, since it was looked at
        return 0
    return 1


def _due(row: CallRow, what: Part, rules: RetentionRules, now: datetime, found: Hold | None) -> Due:
    return Due(
        call_id=row.id,
        what=what,
        why=_why(row, what, rules, now),
        received_at=row.received_at,
        held=told(found) if found else None,
    )


def _why(row: CallRow, what: Part, rules: RetentionRules, now: datetime) -> str:
    """Say the rule by which this goes; of a whole call, the one of its texts where its own is not over."""
    by: tuple[Class, ...] = (what, "transcript", "notes") if what == "call" else (what,)
    age = now - row.received_at
    for one in by:
        found = rules.shortest(one, labels_of(row))
        if found is not None and age.days >= found[1]:
            label, days = found
            of = f" of calls labelled {label}" if label else ""
            first = "nobody had decided it: " if one != what else ""
            return f"{first}{_SAID[one].replace(' ', f'{of} ', 1)} kept for {days} days"
    return "it was kept long enough"
