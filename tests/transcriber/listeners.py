"""Speech engines that need no model: honest, simple implementations of the protocol."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from models.transcript import Word
from transcriber.engine import Recognised


class LoudnessEngine:
    """Says another word for each half second that is loud; keeps what it was asked."""

    name = "loudness"
    model = "none"
    preview = False

    def __init__(self, *, language: str = "en", probabilities: tuple[float, ...] = (0.9,)) -> None:
        self.asked: list[tuple[int, str | None]] = []
        self._language = language
        self._probabilities = list(probabilities)

    def recognise(
        self, samples: NDArray[np.float32], language: str | None, hotwords: tuple[str, ...] = ()
    ) -> Recognised:
        self.asked.append((len(samples), language))
        sure = self._probabilities.pop(0) if len(self._probabilities) > 1 else self._probabilities[0]
        half = 8000
        loud = [
            place
            for place in range(0, len(samples), half)
            if np.abs(samples[place : place + half]).max() > 0.05
        ]
        words = tuple(
            Word(text=f"hum{number}", start_s=place / 16000, end_s=place / 16000 + 0.4, probability=0.8)
            for number, place in enumerate(loud)
        )
        return Recognised(words=words, language=language or self._language, language_probability=sure)


class SpeakingEngine(LoudnessEngine):
    """Says the next of its lines for each piece, a word each 0.4 s."""

    def __init__(self, *lines: str) -> None:
        super().__init__()
        self._lines = list(lines)

    def recognise(
        self, samples: NDArray[np.float32], language: str | None, hotwords: tuple[str, ...] = ()
    ) -> Recognised:
        self.asked.append((len(samples), language))
        said = self._lines.pop(0).split()
        words = tuple(
            Word(text=word, start_s=0.4 * place, end_s=0.4 * place + 0.35, probability=0.8)
            for place, word in enumerate(said)
        )
        return Recognised(words=words, language=language or "en", language_probability=0.9)


class KeptPieces:
    """A PieceStore in memory that counts."""

    def __init__(self) -> None:
        self.kept: dict[str, str] = {}

    def get(self, key: str) -> str | None:
        return self.kept.get(key)

    def put(self, key: str, value: str) -> None:
        self.kept[key] = value
