"""The due date of a claim: only what was said in the turns of its evidence, reckoned from the call's time.

In: the phrase that the engine names. Out: `Dated`: the date or why there is none, every doubt as a flag.
Not here: what a phrase means (dates/).
"""

from __future__ import annotations

from dataclasses import dataclass

from extractor.dates import Resolution, resolution
from extractor.dates.doubts import DOUBTS
from extractor.engine import CallContext
from extractor.proving import Proven
from models.notes import Due
from models.transcript import Turn
from text.evidence.assertion import said_in


@dataclass(frozen=True, slots=True)
class Dated:
    """A due date, or what is to be known about its absence."""

    due: Due | None = None
    reasons: tuple[str, ...] = ()
    flags: tuple[str, ...] = ()


def dated(
    said: str | None, proven: Proven, context: CallContext, language: str, *, time_said: str | None = None
) -> Dated:
    """Return the due date that this phrase means; none when it was not said there or has no clear day.

    `language` is the transcript's code; a turn with a language of its own is read in that one. `time_said` is
    the time of day where it was said apart from the day.
    """
    found = _dated(said, proven, context, language)
    turn = _where(time_said or "", proven)
    if turn is None or found.due is None or found.due.time is not None:
        return found
    whole = _meant(f"{said} {time_said}", turn, context, language)
    if whole.due is None or whole.due.time is None or whole.due.date != found.due.date:
        return found
    due = whole.due.model_copy(
        update={"said": found.due.said, "basis": f"{whole.due.basis}; the time was named apart from the day"}
    )
    return Dated(due=due, reasons=tuple(DOUBTS[code] for code in whole.doubts), flags=whole.doubts)


def _dated(said: str | None, proven: Proven, context: CallContext, language: str) -> Dated:
    phrase = (said or "").strip()
    if not phrase:
        return Dated()
    turn = _where(phrase, proven)
    if turn is None:
        return Dated(
            reasons=("The due date that the engine names was not said there, so it was left out.",),
            flags=("due_not_said",),
        )
    meant = _meant(phrase, turn, context, language)
    reasons = tuple(DOUBTS[code] for code in meant.doubts)
    if meant.due is None and not reasons:
        reasons = ("When it is due was said, but not as a clear day.",)
    flags = meant.doubts if meant.due is not None else ("due_unclear", *meant.doubts)
    return Dated(due=meant.due, reasons=reasons, flags=flags)


def _where(phrase: str, proven: Proven) -> Turn | None:
    """Return the first turn of the evidence in which this phrase was said."""
    return next((turn for turn in proven.turns if phrase.strip() and said_in(phrase, turn)), None)


def _meant(phrase: str, turn: Turn, context: CallContext, language: str) -> Resolution:
    return resolution(
        phrase,
        started_at=context.started_at,
        zone=context.zone,
        language=turn.language or language,
        work=context.work,
    )
