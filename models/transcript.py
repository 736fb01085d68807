"""What was said, by whom and when: the value that step 1 makes and every later step reads."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import ConfigDict, Field
from pydantic.dataclasses import dataclass

from models.frozen import Frozen

Seconds = Annotated[float, Field(ge=0)]
Probability = Annotated[float, Field(ge=0, le=1)]


@dataclass(frozen=True, slots=True, kw_only=True, config=ConfigDict(extra="forbid"))
class Word:
    """One recognised word; times in seconds from the start of the recording.

    `speaker_confidence` says how sure it is that the turn's speaker said it; None: as sure as the turn.
    A long call has tens of thousands of them, so that they have slots: 0.2 kilobytes instead of 1.1.
    """

    text: str
    start_s: Seconds
    end_s: Seconds
    probability: Probability
    speaker_confidence: Probability | None = None


class Turn(Frozen):
    """What one speaker said without the other one taking over.

    `speaker` is "agent", "customer", or "S1", "S2".. where a mono recording leaves the role open.
    `text` is what the words say with spaces between them; a supplied transcript may have no words.
    `written` is the same in written form (numbers, dates, money, addresses) where that differs and is safe.
    `language` is the code of what is spoken here, where it may differ from the transcript's.
    """

    id: str
    speaker: str
    speaker_confidence: Probability
    start_s: Seconds
    end_s: Seconds
    text: str
    words: tuple[Word, ...] = ()
    written: str | None = None
    language: str | None = None


#: Why there are no words for a stretch: heard but not recognised, recognised but not believed, in a language
#: that the call is not in, missing from the file, damaged in it, or a cue that could not be read.
GapCause = Literal["unrecognised", "unbelievable", "other_language", "cut_off", "damaged", "unreadable"]


class Gap(Frozen):
    """A stretch that nothing could be said about, and why."""

    start_s: Seconds
    end_s: Seconds
    why: str
    cause: GapCause | None = None


class Mended(Frozen):
    """A turn whose speaker a person corrected, and the speaker that it had `before`."""

    turn_id: str
    before: str


class Coverage(Frozen):
    """How much of the speech that was found was also recognised."""

    speech_s: Seconds
    transcribed_s: Seconds
    gaps: tuple[Gap, ...] = ()


class Transcript(Frozen):
    """A call in turns, ordered by start time; card data is masked before this value is stored.

    `preview` marks the work of the offline preview engine; it is repeated on everything made from it.
    `sent_to` names the host that the audio was sent to, when it was recognised outside this machine.
    `loudness` is 0 to 99 for up to 600 equal shares of the recording; empty where none was listened to.
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
    sent_to: str | None = None
    settings_hash: str = ""
    loudness: tuple[int, ...] = ()

    def turn(self, turn_id: str) -> Turn | None:
        """Return the turn with this id, or None."""
        return next((turn for turn in self.turns if turn.id == turn_id), None)
