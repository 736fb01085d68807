"""The due date of a claim: only what was said in the turns of its evidence, reckoned from the call's time.

In: the phrase that the engine names. Out: `Dated`, with the date or why there is none.
Not here: what a phrase means (dates/).
"""

from __future__ import annotations

from dataclasses import dataclass

from extractor.dates import resolve
from extractor.engine import CallContext
from extractor.proving import Proven
from models.notes import Due
from text.evidence.assertion import said_in


@dataclass(frozen=True, slots=True)
class Dated:
    """A due date, or what is to be known about its absence."""

    due: Due | None = None
    reasons: tuple[str, ...] = ()
    flags: tuple[str, ...] = ()


def dated(said: str | None, proven: Proven, context: CallContext) -> Dated:
    """Return the due date that this phrase means; none when it was not said there or has no clear day."""
    phrase = (said or "").strip()
    if not phrase:
        return Dated()
    if not any(said_in(phrase, turn) for turn in proven.turns):
        return Dated(
            reasons=("The due date that the engine names was not said there, so it was left out.",),
            flags=("due_not_said",),
        )
    due = resolve(phrase, started_at=context.started_at, zone=context.zone)
    if due is None:
        return Dated(reasons=("When it is due was said, but not as a clear day.",), flags=("due_unclear",))
    return Dated(due=due)
