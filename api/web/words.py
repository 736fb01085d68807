"""The words and numbers of the pages: what a stage is called, a recording's times, how sure a claim is."""

from __future__ import annotations

from typing import Final

from models.stages import Stage

WORD_OF_STAGE: Final[dict[str, str]] = {
    Stage.AWAITING_AUDIO: "Awaits its recording",
    Stage.AWAITING_CONSENT: "Awaits consent",
    Stage.QUEUED: "Queued",
    Stage.TRANSCRIBED: "Transcribed",
    Stage.DRAFTED: "Drafted",
    Stage.STAGED: "Waits for you",
    Stage.IN_REVIEW: "Being written",
    Stage.SETTLED: "Done",
    Stage.DECLINED: "Declined",
    Stage.ERASED: "Erased",
    Stage.CANCELLED: "Cancelled",
    Stage.REFUSED: "Refused",
}


def clock(seconds: float | None) -> str:
    """Return a time in a recording: 4:05, or 1:04:05; a dash where there is none."""
    if seconds is None:
        return "–"
    minutes, rest = divmod(int(seconds), 60)
    hours, minutes = divmod(minutes, 60)
    return f"{hours}:{minutes:02}:{rest:02}" if hours else f"{minutes}:{rest:02}"


def confidence_word(confidence: float) -> str:
    """Return how sure the machine is, in one word."""
    if confidence >= 0.8:
        return "sure"
    return "fairly sure" if confidence >= 0.6 else "unsure"


def plural(count: int, one: str, many: str | None = None) -> str:
    """Return "1 call", "2 calls"."""
    return f"{count} {one if count == 1 else many or one + 's'}"
