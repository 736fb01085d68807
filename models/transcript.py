"""What was said, by whom and when: the value that step 1 makes and every later step reads."""

from __future__ import annotations

from typing import Annotated

from pydantic import Field

from models.frozen import Frozen

Seconds = Annotated[float, Field(ge=0)]
Probability = Annotated[float, Field(ge=0, le=1)]


class Word(Frozen):
    """One recognised word; times in seconds from the start of the recording."""

    text: str
    start_s: Seconds
    end_s: Seconds
    probability: Probability


class Turn(Frozen):
    """What one speaker said without the other one taking over.

    `speaker` is "agent", "customer", or "S1", "S2".. where a mono recording leaves the role open.
    `text` is what the words say with spaces between them; a supplied transcript may have no words.
    """

    id: str
    speaker: str
    speaker_confidence: Probability
    start_s: Seconds
    end_s: Seconds
    text: str
    words: tuple[Word, ...] = ()


class Gap(Frozen):
    """A stretch that nothing could be said about, and why."""

    start_s: Seconds
    end_s: Seconds
    why: str


class Coverage(Frozen):
    """How much of the speech that was found was also recognised."""

    speech_s: Seconds
    transcribed_s: Seconds
    gaps: tuple[Gap, ...] = ()


class Transcript(Frozen):
    """A call in turns, ordered by start time; card data is masked before this value is stored.

    `preview` marks the work of the offline preview engine; it is repeated on everything made from it.
    """

    call_id: str | None = None
    language: str
    language_probability: Probability = 1.0
    duration_s: Seconds
    channels: int
    engine: str
    model: str
    turns: tuple[Turn, ...]
    coverage: Coverage
    warnings: tuple[str, ...] = ()
    preview: bool = False
    settings_hash: str = ""

    def turn(self, turn_id: str) -> Turn | None:
        """Return the turn with this id, or None."""
        return next((turn for turn in self.turns if turn.id == turn_id), None)
