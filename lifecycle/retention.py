"""Deletes what was kept long enough, by rules of days; a legal hold keeps what it holds.

In: the rules of the settings. Out: what would go, or the count of what went. A worker does it every hour,
call by call: a kill leaves whole calls, and the next round goes on. Confirmed records stay in the CRM.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Final, Literal

import structlog

from lifecycle import reading
from lifecycle.delete_audio import delete_audio
from lifecycle.enqueue import Enqueue
from lifecycle.erase import erase, wash
from lifecycle.hold import told
from models.access import Actor
from models.erasure import CrmAnswer
from models.errors import StageError
from models.retention import Due, Foreseen, Hold, RetentionRules
from models.stages import Stage
from storage import holds, retained
from storage.shelves import Shelves
from storage.tables import CallRow

_log = structlog.get_logger(__name__)

#: Who deletes, where no person asked for it now.
BY: Final = "retention"


def foresee_retention(shelves: Shelves, rules: RetentionRules) -> Foreseen:
    """Return what the rules would delete now, the oldest first, and what a hold keeps; nothing changes."""
    now = shelves.clock()
    with shelves.database.reading() as session:
        audio = retained.with_audio(session, before=_before(now, rules.audio_days))
        whole = retained.calls(session, before=_before(now, rules.calls_days))
        gone = {row.id for row in whole}
        alone = [row for row in audio if row.id not in gone]
        held = holds.among(session, (*whole, *alone), at=now)
        due = [
            *(_due(row, "call", held.get(row.id)) for row in whole),
            *(_due(row, "audio", held.get(row.id)) for row in alone),
        ]
        events = retained.events(session, before=_before(now, rules.events_days))
    return Foreseen(rules=rules, due=tuple(due), events=events)


def apply_retention(
    shelves: Shelves,
    rules: RetentionRules,
    *,
    enqueue: Enqueue,
    actor: Actor | None = None,
    stopped: Callable[[], bool] = lambda: False,
) -> int:
    """Delete what is due; returns how many things went. `stopped` ends it between two calls."""
    seen = foresee_retention(shelves, rules)
    went = 0
    for due in seen.due:
        if stopped():
            return went
        if due.held is None:
            went += _delete(shelves, due, rules, enqueue, actor)
    before = _before(shelves.clock(), rules.events_days)
    if before is not None and seen.events:
        with shelves.database.transaction() as session:
            went += retained.forget_events(session, before=before)
        wash(shelves)
    if went:
        _log.info("retention_applied", deleted=went)
    return went


def _delete(shelves: Shelves, due: Due, rules: RetentionRules, enqueue: Enqueue, actor: Actor | None) -> int:
    try:
        if due.what == "audio":
            reason = f"sound is kept for {rules.audio_days} days"
            delete_audio(shelves, due.call_id, by=BY, reason=reason, actor=actor)
        else:
            reason = f"calls are kept for {rules.calls_days} days"
            # What a person confirmed stays in the CRM; what nobody confirmed goes with its call.
            confirmed = reading.call(shelves, due.call_id).stage is Stage.SETTLED
            crm: CrmAnswer = "keep" if confirmed else "remove"
            erase(shelves, due.call_id, by=BY, reason=reason, crm=crm, enqueue=enqueue, actor=actor)
    except StageError:  # held, or at work, since it was looked at
        return 0
    return 1


def _due(row: CallRow, what: Literal["call", "audio"], found: Hold | None) -> Due:
    return Due(
        call_id=row.id,
        what=what,
        received_at=row.received_at,
        held=told(found) if found else None,
    )


def _before(now: datetime, days: int | None) -> datetime | None:
    return None if days is None else now - timedelta(days=days)
