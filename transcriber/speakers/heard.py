"""Gathers the words piece by piece and says at the end who spoke them: by channel, or by voice.

In: pieces and their words. Out: `Speakers`. Kept of the sound: a level for each word, or how voices sound.
"""

from __future__ import annotations

from array import array
from dataclasses import replace
from typing import Final

import numpy as np

from models.ports import Cancelled, Progress
from models.transcript import Word
from transcriber.channels.twice_said import Channel, without_copies
from transcriber.cutting import Piece
from transcriber.diarizer import Diarizer
from transcriber.options import TranscribeOptions
from transcriber.speakers.by_channel import by_channel
from transcriber.speakers.by_voice import by_voice
from transcriber.speakers.naming import Speakers

_COPIES: Final = (
    "One side is also heard faintly on the other channel: {copies} words that were recognised there "
    "a second time were left out."
)


class Heard:
    """The words of each channel that is listened to, and for a single one the voices in it."""

    def __init__(self, channels: tuple[int, ...], diarizer: Diarizer) -> None:
        """Start with nothing heard. Raises what the diarizer raises, where it is needed."""
        self._words: dict[int, list[Word]] = {channel: [] for channel in channels}
        self._levels = {channel: array("f") for channel in channels}
        self._voices = diarizer.collector() if len(channels) == 1 else None

    def add(self, piece: Piece, words: tuple[Word, ...]) -> None:
        """Take the words of the next piece of its channel."""
        ordered = sorted(words, key=lambda word: word.start_s)
        self._words[piece.channel] += ordered
        if self._voices is not None:
            self._voices.add(piece)
        else:
            self._levels[piece.channel].extend(_level_db(piece, word) for word in ordered)

    def speakers(self, options: TranscribeOptions, *, progress: Progress, cancelled: Cancelled) -> Speakers:
        """Say who spoke which words, once: nothing is kept. Raises CancelledError."""
        said = [tuple(words) for words in self._words.values()]
        self._words.clear()
        if self._voices is not None:
            voices = self._voices.voices(options.speakers, progress=progress, cancelled=cancelled)
            self._voices = None
            return by_voice(said[0], voices, options)
        channels = map(Channel, said, self._levels.values())
        left, right, copies = without_copies(*channels)
        found = by_channel((left, right), options)
        return replace(found, warnings=(*found.warnings, _COPIES.format(copies=copies))) if copies else found


def _level_db(piece: Piece, word: Word) -> float:
    samples = piece.sound(word.start_s, word.end_s)
    power = float(np.mean(np.square(samples))) if len(samples) else 0.0
    return round(10.0 * float(np.log10(max(power, 1e-10))), 1)
