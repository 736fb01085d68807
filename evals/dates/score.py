"""Compares what the resolver says with the truth of a pair.

In: `Pair`s. Out: a `Verdict` for each: exact, flagged, empty, or silently wrong.
"""

from __future__ import annotations

import datetime as dt
from typing import Literal

from evals.dates.days import ANY_TIME
from evals.dates.pairs import Pair
from extractor.dates import resolve
from models.notes import Due

Verdict = Literal["exact", "flagged", "empty", "silently wrong"]
VERDICTS: tuple[Verdict, ...] = ("exact", "flagged", "empty", "silently wrong")


def verdict(pair: Pair) -> Verdict:
    """Return how the resolver did on this pair.

    Exact is the very day and time without a doubt; where there are several readings, all of them and a doubt;
    where nobody can know, no date or one with a doubt. Anything else that carries a doubt is "flagged", no
    date is "empty", and a date without a doubt is silently wrong.
    """
    zone = pair.now.tzinfo or dt.UTC
    due = resolve(pair.said, started_at=pair.now, zone=zone, language=pair.language)
    if pair.truth.kind == "open":
        return "exact" if due is None or due.doubts else "silently wrong"
    if due is None:
        return "empty"
    if _same(due, pair) and bool(due.doubts) == (pair.truth.kind == "several"):
        return "exact"
    return "flagged" if due.doubts else "silently wrong"


def _same(due: Due, pair: Pair) -> bool:
    if {due.date, *due.alternatives} != pair.truth.dates:
        return False
    return ANY_TIME in pair.truth.times or {due.time, *due.other_times} == pair.truth.times
