"""Which language each channel speaks: told, or settled by its first pieces, and where it is another one.

In: what the engine heard in each piece, in order. Out: the language to ask for, and the turns marked.
Everything follows from the pieces alone, so that it is the same after a restart.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Final

from models.transcript import Turn, Word
from transcriber.engine import Recognised

_UNKNOWN: Final = "und"
SURE_OF_LANGUAGE: Final = 0.5
_DETECTIONS: Final = 3  # after so many unsure answers the surest one stands
_SURE_OF_ANOTHER: Final = 0.8
_ANOTHER_FROM_S: Final = 3.0  # "okay" is in every language
_UNLIKELY: Final = 0.5


class ChannelLanguage:
    """The language of one channel; one that was told is never questioned, one that was found is kept."""

    def __init__(self, told: str | None) -> None:
        """Start with what was told, or with nothing known."""
        self.code = told
        self.probability = 1.0 if told else 0.0
        self._told = told is not None
        self._settled = self._told
        self._detections = 0

    @property
    def expected(self) -> str | None:
        """The language to ask for, or None while it is still to be found."""
        return self.code if self._settled else None

    def learn(self, heard: Recognised) -> None:
        """Take note of what a piece was in, until the language is settled."""
        if self._settled or not heard.words or heard.language == _UNKNOWN:
            return
        self._detections += 1
        if heard.language_probability >= self.probability:
            self.code = heard.language
            self.probability = heard.language_probability
        self._settled = self.probability >= SURE_OF_LANGUAGE or self._detections >= _DETECTIONS

    def other_than_expected(self, heard: Recognised, speech_s: float) -> str | None:
        """Return the language that the piece is surely in when that is not the expected one, else None.

        Where the language was told, the words must be unlikely as well.
        """
        sure = heard.detected_probability >= _SURE_OF_ANOTHER and speech_s >= _ANOTHER_FROM_S
        if self.expected is None or heard.detected in {None, self.expected} or not sure:
            return None
        if self._told and likelihood(heard) >= _UNLIKELY:
            return None
        return heard.detected


def likelihood(heard: Recognised) -> float:
    """Return the mean probability of the words, 0 where there are none."""
    return sum(word.probability for word in heard.words) / max(1, len(heard.words))


def with_languages(
    turns: tuple[Turn, ...], language_of: Callable[[Word], str | None], main: str | None
) -> tuple[Turn, ...]:
    """Return the turns, those marked with their language of which most words are not in the main one."""
    return tuple(_marked(turn, [language_of(word) for word in turn.words], main) for turn in turns)


def _marked(turn: Turn, spoken: list[str | None], main: str | None) -> Turn:
    most = max(spoken, key=spoken.count, default=main)
    return turn if most == main else turn.model_copy(update={"language": most})
