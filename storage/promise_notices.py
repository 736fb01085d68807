"""Takes what is to be told of due dates, each thing once: in the transaction of who tells it.

In: a session that writes, the present moment. Out: `PromiseDue` values, noted as told when it commits.
"""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Final, cast

from pydantic import AwareDatetime
from sqlalchemy import select

from models.frozen import Frozen
from models.notes import Side
from models.promises import Notice, PromiseKind, notices
from storage.database import Session
from storage.promise_rows import next_notice, told_of
from storage.tables import PromiseNoticeRow, PromiseRow

#: What is older was overdue long before anybody asked to be told: it is noted, and nobody is told.
STALE: Final = timedelta(days=7)


class PromiseDue(Frozen):
    """That a promise comes due, is due, or is overdue since `at`; ids, and no words that were said.

    `owner` is the address of the person who looks after it.
    """

    notice: Notice
    at: AwareDatetime
    call_id: str
    item_id: str
    kind: PromiseKind
    side: Side
    owner: str | None
    agent: str | None
    team: str | None
    contact_id: str | None
    due_on: str
    due_time: str | None
    due_at: AwareDatetime


def take_due(session: Session, *, now: datetime, limit: int) -> tuple[tuple[PromiseDue, ...], bool]:
    """Return what is to be told now, the first first, and whether more is left for another transaction.

    Two workers never take the same: on SQLite one writes at a time, on PostgreSQL the other skips its rows.
    """
    rows = session.scalars(
        select(PromiseRow)
        .where(PromiseRow.next_at <= now)
        .order_by(PromiseRow.next_at)
        .limit(limit)
        .with_for_update(skip_locked=True)
    ).all()
    found = [one for row in rows if (one := _take(session, row, now)) is not None]
    session.flush()
    return tuple(found), len(rows) == limit


def _take(session: Session, row: PromiseRow, now: datetime) -> PromiseDue | None:
    if row.due_from is None or row.due_at is None or row.due_on is None:
        row.next_at = None
        return None
    reached = [one for one in notices(row.due_from, row.due_at) if one[1] <= now]
    if not reached:
        return None
    notice, at = reached[-1]  # of what was slept through, only the last is worth telling
    session.add(
        PromiseNoticeRow(call_id=row.call_id, item_id=row.item_id, due_at=row.due_at, notice=notice, at=now)
    )
    session.flush()
    coming = next_notice(row.due_from, row.due_at, told_of(session, row.call_id, row.item_id))
    row.next_at = coming and coming[1]
    if at < now - STALE:
        return None
    return PromiseDue(
        notice=notice,
        at=at,
        call_id=row.call_id,
        item_id=row.item_id,
        kind=cast("PromiseKind", row.kind),
        side=cast("Side", row.side),
        owner=row.owner,
        agent=row.agent,
        team=row.team,
        contact_id=row.contact_id,
        due_on=row.due_on,
        due_time=row.due_time,
        due_at=row.due_at,
    )
