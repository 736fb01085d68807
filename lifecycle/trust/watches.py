"""Watches every figure of the page Trust for a drift, at one rate of false alarms for all of them together.

In: weekly counts of before, then one outcome after the other. Out: `Series` that go on.
Pure. Not here: where they are kept (storage/trust_watches.py), what an alarm leads to (trust_alarms.py).

Each series is a share of good outcomes: items accepted as they stand; calls read as whole, drafted and
reviewed as soon as nine tenths were before. Each has a Bernoulli CUSUM (drift.py) set by the weeks before.
The share of all items, whose drop is to be found soonest, may raise one false alarm in `MAIN_QUIET_WEEKS`
weeks that nothing changes; all others together one in `OTHERS_QUIET_WEEKS`, however many there are
(Bonferroni, on the expected number, which holds whatever hangs together; their share is guarded besides).
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from math import sqrt
from typing import Final, NamedTuple

from lifecycle.trust.drift import Chart, chart_for
from models.tallies import Measure

#: One false alarm in so many weeks, of the share of all items and of all other series together. That leaves
#: room for a share of before that is only known as well as so many outcomes tell it (docs/trust.md).
MAIN_QUIET_WEEKS: Final = 125
OTHERS_QUIET_WEEKS: Final = 200
_STEP_OF_WEEKS: Final = 100
#: A series is watched once so many outcomes of the weeks before are there, and from so good a share on.
LEAST_BEFORE: Final = 400
LEAST_SHARE: Final = 0.55
#: So many weeks before the present one are what is held against.
WEEKS_BEFORE: Final = 26
#: A group that is nearly everything is no series of its own.
NEARLY_ALL: Final = 0.95
_GOOD: Final = 0.9


class Key(NamedTuple):
    """What is watched: "accept", "draft_s", "review_s" or "coverage" of a group."""

    measure: Measure
    facet: str
    value: str

    @property
    def is_main(self) -> bool:
        """True for the share of all items that are accepted."""
        return self.measure == "accept" and self.facet == "all"


class Before(NamedTuple):
    """The weeks before: how many outcomes, how many good, and up to (from) which bucket one is good."""

    good: int
    of: int
    weeks: int
    limit: int = 0


@dataclass
class Series:
    """A series under way; `items` and `good` are those since the sum was last nought."""

    key: Key
    before: float
    limit: int
    up: int
    down: int
    alarm: int
    total: int = 0
    items: int = 0
    good: int = 0

    def takes(self, measure: Measure, bucket: int) -> bool:
        """Take one outcome in; True when that raises the alarm."""
        good = is_good(measure, bucket, self.limit)
        if self.total == 0:
            self.items = self.good = 0
        self.items, self.good = self.items + 1, self.good + good
        self.total = max(0, self.total - self.down) if good else self.total + self.up
        return self.total >= self.alarm


def is_good(measure: Measure, bucket: int, limit: int) -> bool:
    """Return whether an outcome is a good one: of times up to the limit, of what was read from it on."""
    if measure in {"draft_s", "review_s"}:
        return bucket <= limit
    if measure == "coverage":
        return bucket >= limit
    return measure == "accept"


def before_of(measure: Measure, buckets: Mapping[int, int], weeks: int) -> Before:
    """Return what the weeks before say of a time, or of what was read: the limit that nine tenths kept."""
    of, passed, limit = sum(buckets.values()), 0, 0
    for bucket in sorted(buckets, reverse=measure == "coverage"):
        passed, limit = passed + buckets[bucket], bucket
        if passed >= _GOOD * of:
            break
    return Before(passed, of, weeks, limit)


def series_of(before: Mapping[Key, Before]) -> dict[Key, Series]:
    """Return a series, beginning at nought, for everything of which the weeks before say enough."""
    wholes = {key.measure: one.of for key, one in before.items() if key.facet == "all"}
    watched = {
        key: one for key, one in before.items()
        if one.of >= LEAST_BEFORE and one.good >= LEAST_SHARE * one.of
        and (key.facet == "all" or one.of <= NEARLY_ALL * wholes.get(key.measure, 0))
    }  # fmt: skip
    others = sum(not key.is_main for key in watched)
    return {
        key: _series(key, one, MAIN_QUIET_WEEKS if key.is_main else _rounded(OTHERS_QUIET_WEEKS * others))
        for key, one in watched.items()
    }


def _series(key: Key, one: Before, quiet_weeks: int) -> Series:
    share = one.good / one.of
    guarded = share if key.is_main else share - sqrt(share * (1 - share) / one.of)
    chart: Chart = chart_for(
        max(0.5, guarded), items_a_week=one.of / one.weeks, quiet_weeks=quiet_weeks
    )  # fmt: skip
    return Series(key, share, one.limit, chart.up, chart.down, chart.alarm)


def _rounded(weeks: int) -> int:
    """The next power of two times a hundred, so that few charts are reckoned."""
    rounded = _STEP_OF_WEEKS
    while rounded < weeks:
        rounded *= 2
    return rounded
