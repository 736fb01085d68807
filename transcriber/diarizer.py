"""What a diarizer is: it tells apart the voices of a recording with one channel.

In: the pieces of the recording, one by one. Out: whose voice is where, and how sure that is.
Not here: which voice is the agent (roles.py), recordings with two channels, where the channel is the speaker.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Protocol

from models.ports import Cancelled, Progress

if TYPE_CHECKING:
    from transcriber.cutting import Piece


@dataclass(frozen=True, slots=True)
class VoiceStretch:
    """A stretch of speech: the voice (0, 1..) in it, and how sure that is."""

    start_s: float
    end_s: float
    voice: int
    confidence: float


class Voices(Protocol):
    """Whose voice is where in a recording, numbered from 0 in the order in which they are heard.

    `certainty` (0..1) holds for the whole recording; `told` is a sentence on how they were told apart.
    """

    certainty: float
    told: str

    @property
    def stretches(self) -> tuple[VoiceStretch, ...]:
        """All stretches by time; those of two voices may overlap."""
        ...

    def at(self, start_s: float, end_s: float) -> tuple[int, float]:
        """Return the voice of what is said between two moments, and how sure that is.

        It is less sure at a change of speaker, in overlap, and where the voice is like another one's.
        """
        ...


class Collector(Protocol):
    """Hears one recording piece by piece and says afterwards whose voice is where."""

    def add(self, piece: Piece) -> None:
        """Take the next piece."""
        ...

    def voices(self, count: int | None, *, progress: Progress, cancelled: Cancelled) -> Voices:
        """Divide what was heard among so many voices (1..6); None: as many as the diarizer finds.

        `progress` is told (done, total) of its `passes` over the recording, in parts. Raises CancelledError.
        """
        ...


class Diarizer(Protocol):
    """Tells voices apart, in any number of threads; keeps no voice beyond a recording.

    `passes`: how often it goes through a recording again once all pieces are in; 0 where that costs nothing.
    """

    name: str
    passes: int

    def collector(self) -> Collector:
        """Begin with a recording. Raises SettingsError and EngineUnknownError when it cannot work here."""
        ...
