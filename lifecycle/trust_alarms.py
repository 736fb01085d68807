"""Looks for drifts in what is drafted, decided and reviewed, and tells each once: page, mail, webhook.

In: shelves. Out: `TrustAlarm`s, kept and announced in the transaction that found them. What was decided is
taken in within a minute; the series are set anew each week by the weeks before. After an alarm a group is
watched again once enough of the weeks after it are there, so nothing is said twice.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from datetime import date, datetime, timedelta
from typing import Final, cast

import structlog

from lifecycle.trust.watches import WEEKS_BEFORE, Before, Key, Series, before_of, series_of
from models.access import Actor
from models.tallies import WATCHED, Measure, week_of
from models.trust_figures import TrustAlarm, Watched
from storage import outbox, trust_tallies, trust_watches
from storage.database import Session, hold_key
from storage.shelves import Shelves
from storage.tables import TrustWatchRow

_log = structlog.get_logger(__name__)
_AT_ONCE: Final = 500
#: For so long an alarm stands on the page.
SHOWN_FOR: Final = timedelta(weeks=8)
#: What is watched, in words.
WORDS: Final[dict[Measure, str]] = {
    "accept": "items accepted as they stand", "draft_s": "calls drafted as soon as before",
    "review_s": "calls reviewed as soon as before", "coverage": "calls read as whole as before",
}  # fmt: skip
_ITEMS: Final = ("accept", "edit", "reject")
_CALLS: Final = ("draft_s", "review_s", "coverage")


def watch_drifts(shelves: Shelves) -> int:
    """Take in what happened since the last time, and return how many alarms that raised."""
    raised = 0
    while True:
        with shelves.database.reading() as session:
            if not trust_watches.news(session, limit=1):
                return raised
        with shelves.database.transaction() as session:
            hold_key(session, "trust watch")
            seen = trust_watches.news(session, limit=_AT_ONCE)
            raised += _take_in(session, seen, shelves.clock())


def alarms(shelves: Shelves, *, actor: Actor, since: datetime | None = None) -> tuple[TrustAlarm, ...]:
    """Return the alarms of the last weeks that this person sees, the newest first.

    A lead sees those of the own teams, a manager those of no other team, who sees all calls every one.
    """
    with shelves.database.reading() as session:
        every = trust_watches.alarms(session, since=since or shelves.clock() - SHOWN_FOR)
    return tuple(one for one in every if _sees(actor, one))


def watched(shelves: Shelves, *, actor: Actor) -> tuple[Watched, ...]:
    """Return since when the figures of all calls are watched; for a lead those of each own team."""
    groups = [("team", team) for team in actor.teams] if actor.role == "lead" else [("all", "")]
    with shelves.database.reading() as session:
        on = {(row.measure, row.facet, row.value): row.on_since for row in trust_watches.watches(session)}
    return tuple(
        Watched(measure=measure, facet=facet, value=value, since=on.get((measure, facet, value)))
        for facet, value in groups for measure in WORDS
    )  # fmt: skip


def keep_alarm(session: Session, alarm: TrustAlarm) -> None:
    """Keep an alarm, and have the outside told of it."""
    trust_watches.add_alarm(session, alarm)
    facts = alarm.model_dump(mode="json", exclude={"at"})
    outbox.announce(session, "trust.drift", call_id=None, at=alarm.at, facts=lambda: facts)


def told(alarm: TrustAlarm) -> str:
    """Return what an alarm says, in one line with its numbers."""
    group = "" if alarm.facet == "all" else f" of {alarm.facet} {alarm.value or 'none'}"
    return (
        f"{WORDS[alarm.measure]}{group} went from {alarm.before:.0%} to {alarm.now:.0%} of the newest "
        f"{alarm.items}"
    )


def _sees(actor: Actor, alarm: TrustAlarm) -> bool:
    if actor.role not in {"lead", "manager"}:
        return True
    if alarm.facet == "team":
        return alarm.value in actor.teams
    return actor.role == "manager"


def _take_in(session: Session, seen: tuple[trust_watches.News, ...], now: datetime) -> int:
    week, raised = week_of(now), 0
    rows = {
        Key(cast("Measure", row.measure), row.facet, row.value): row for row in trust_watches.watches(session)
    }
    if not rows or any(row.week != week for row in rows.values()):
        _set_anew(session, rows, week)
    series = {key: _series(key, row) for key, row in rows.items() if row.is_on}
    for one in seen:
        measure = _kind(one.measure)
        for facet, value in one.groups:
            watched = series.get(Key(measure, facet, value))
            if watched is not None and watched.takes(one.measure, one.bucket):
                _tell(session, watched, rows[watched.key], now)
                del series[watched.key]
                raised += 1
    for key, watched in series.items():
        rows[key].total, rows[key].items, rows[key].good = watched.total, watched.items, watched.good
    trust_watches.taken(session, seen)
    return raised


def _tell(session: Session, series: Series, row: TrustWatchRow, now: datetime) -> None:
    """Keep the alarm, tell the outside, and let the weeks after it be the new measure."""
    key = series.key
    alarm = TrustAlarm(
        at=now, measure=key.measure, facet=key.facet, value=key.value, before=series.before,
        now=series.good / series.items, items=series.items,
    )  # fmt: skip
    keep_alarm(session, alarm)
    row.is_on, row.on_since, row.since, row.total = False, None, week_of(now + timedelta(weeks=1)), 0
    _log.warning("drift_found", measure=key.measure, facet=key.facet, items=series.items)


def _set_anew(session: Session, rows: dict[Key, TrustWatchRow], week: str) -> None:
    """Set the series by the weeks before this one; what has summed up stays, in the same proportion."""
    first = date.fromisoformat(week)
    weeks = tuple((first - timedelta(weeks=ago)).isoformat() for ago in range(WEEKS_BEFORE, 0, -1))
    since = {key: row.since for key, row in rows.items()}
    found = series_of(_before(session, weeks, since))
    for key, row in rows.items():
        row.week, row.is_on = week, key in found
        row.on_since = row.on_since if row.is_on else None
    for key, one in found.items():
        if key not in rows:
            rows[key] = TrustWatchRow(
                measure=key.measure, facet=key.facet, value=key.value, since=weeks[0], total=0, items=0,
                good=0, alarm=one.alarm,
            )  # fmt: skip
            session.add(rows[key])
        row = rows[key]
        row.total = row.total * one.alarm // max(1, row.alarm)
        row.week, row.is_on, row.before, row.limit = week, True, one.before, one.limit
        row.on_since = row.on_since or week
        row.up, row.down, row.alarm = one.up, one.down, one.alarm
    session.flush()


def _before(session: Session, weeks: tuple[str, ...], since: dict[Key, str]) -> dict[Key, Before]:
    """What the weeks before say of everything that is counted."""
    buckets: defaultdict[Key, Counter[int]] = defaultdict(Counter)
    seen: defaultdict[Key, set[str]] = defaultdict(set)
    good: Counter[Key] = Counter()
    for facet in WATCHED:
        for one in trust_tallies.totals(session, facet, weeks, None):
            kind = _kind(one.measure)
            groups = [(facet, one.value)] + ([("team", one.team)] if facet == "all" else [])
            for group, value in groups:
                key = Key(kind, group, value)
                if one.week >= since.get(key, "") and (kind == "accept" or kind in _CALLS):
                    buckets[key][one.bucket] += one.times
                    seen[key].add(one.week)
                    good[key] += one.times if one.measure == "accept" else 0
    return {
        key: Before(good[key], counts.total(), len(seen[key])) if key.measure == "accept"
        else before_of(key.measure, counts, len(seen[key]))
        for key, counts in buckets.items() if counts.total() > 0
    }  # fmt: skip


def _kind(measure: Measure) -> Measure:
    """Accepted, edited and rejected are outcomes of one series."""
    return "accept" if measure in _ITEMS else measure


def _series(key: Key, row: TrustWatchRow) -> Series:
    return Series(
        key, row.before, row.limit, row.up, row.down, row.alarm, row.total, row.items, row.good
    )  # fmt: skip
