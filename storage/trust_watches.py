"""What the watch of drifts goes on from: outcomes not taken in yet, the series, and the alarms.

In: a session. Out: `News`, `TrustWatchRow`s, `TrustAlarm`s. Not here: the statistics (lifecycle/trust).
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import NamedTuple, cast

from sqlalchemy import delete, select

from models.tallies import Measure, Tally
from models.trust_figures import TrustAlarm
from storage.database import Session
from storage.tables import TrustAlarmRow, TrustNewsRow, TrustWatchRow


class News(NamedTuple):
    """One outcome, and the groups it is of, as (facet, value)."""

    id: int
    measure: Measure
    bucket: int
    groups: tuple[tuple[str, str], ...]


def add_news(session: Session, tallies: Iterable[Tally], facets: Iterable[str]) -> None:
    """Keep an outcome for the watch, with its groups of these facets and its team."""
    every = tuple(tallies)
    if not every:
        return
    known = frozenset(facets)
    groups = [(one.facet, one.value) for one in every if one.facet in known] + [("team", every[0].team)]
    session.add(TrustNewsRow(measure=every[0].measure, bucket=every[0].bucket, groups=json.dumps(groups)))


def news(session: Session, *, limit: int) -> tuple[News, ...]:
    """Return the oldest outcomes that were not taken in."""
    rows = session.scalars(select(TrustNewsRow).order_by(TrustNewsRow.id).limit(limit))
    return tuple(
        News(
            row.id, cast("Measure", row.measure), row.bucket,
            tuple((facet, value) for facet, value in json.loads(row.groups)),
        )
        for row in rows
    )  # fmt: skip


def taken(session: Session, seen: Sequence[News]) -> None:
    """Remove what was taken in."""
    session.execute(delete(TrustNewsRow).where(TrustNewsRow.id.in_([one.id for one in seen])))


def watches(session: Session) -> tuple[TrustWatchRow, ...]:
    """Return every series, those among them that wait for enough weeks."""
    return tuple(session.scalars(select(TrustWatchRow)))


def add_alarm(session: Session, alarm: TrustAlarm) -> None:
    """Keep an alarm."""
    session.add(TrustAlarmRow(**alarm.model_dump()))
    session.flush()


def alarms(session: Session, *, since: datetime) -> tuple[TrustAlarm, ...]:
    """Return the alarms from this moment on, the newest first."""
    rows = session.scalars(
        select(TrustAlarmRow).where(TrustAlarmRow.at >= since).order_by(TrustAlarmRow.id.desc())
    )
    return tuple(
        TrustAlarm(
            at=row.at, measure=cast("Measure", row.measure), facet=row.facet, value=row.value,
            before=row.before, now=row.now, items=row.items,
        )
        for row in rows
    )  # fmt: skip
