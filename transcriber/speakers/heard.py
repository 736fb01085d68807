"""Gathers the words piece by piece and says at the end who spoke them: by channel, or by voice.

In: pieces and their words. Out: `Speakers`. Kept of the sound: a level for each word, or how voices sound.
"""

from __future__ import annotations

from typing import Final

import numpy as np

from models.ports import Cancelled, Progress
from models.transcript import Word
from transcriber.channels.twice_said import LevelledWord, without_copies
from transcriber.cutting import Piece
from transcriber.diarizer import Diarizer
from transcriber.options import TranscribeOptions
from transcriber.speakers.by_channel import by_channel
from transcriber.speakers.by_voice import by_voice
from transcriber.speakers.naming import Speakers

_COPIES: Final = (
    "One side is also heard faintly on the other channel: {} words that were recognised there a second time"
    " were left out."
)


class Heard:
    """The words of each channel that is listened to, and for a single one the voices in it."""

    def __init__(self, channels: tuple[int, ...], diarizer: Diarizer) -> None:
        """Start with nothing heard. Raises what the diarizer raises, where it is needed."""
        self._words: dict[int, list[LevelledWord]] = {channel: [] for channel in channels}
        self._voices = diarizer.collector() if len(channels) == 1 else None

    def add(self, piece: Piece, words: tuple[Word, ...]) -> None:
        """Take the words of a piece."""
        self._words[piece.channel] += [
            LevelledWord(word=word, level_db=_level_db(piece, word)) for word in words
        ]
        if self._voices is not None:
            self._voices.add(piece)

    def speakers(self, options: TranscribeOptions, *, progress: Progress, cancelled: Cancelled) -> Speakers:
        """Say who spoke which words, once: they are not kept. Raises CancelledError."""
        said = [tuple(sorted(words, key=lambda one: one.word.start_s)) for words in self._words.values()]
        self._words.clear()
        if self._voices is not None:
            voices = self._voices.voices(options.speakers, progress=progress, cancelled=cancelled)
            return by_voice(tuple(one.word for one in said.pop()), voices, options)
        left, right, copies = without_copies(said[0], said[1])
        found = by_channel((left, right), options)
        if not copies:
            return found
        return found.model_copy(update={"warnings": (*found.warnings, _COPIES.format(copies))})


def _level_db(piece: Piece, word: Word) -> float:
    samples = piece.sound(word.start_s, word.end_s)
    power = float(np.mean(np.square(samples))) if len(samples) else 0.0
    return round(10.0 * float(np.log10(max(power, 1e-10))), 1)
