"""Hears the pieces of a recording one by one: the engine's words, kept so that no crash repeats them.

In: pieces in order. Out: words with times in the recording, the language, and what could not be heard.
Not here: cutting (cutting.py), speakers and turns.
"""

from __future__ import annotations

import hashlib
from typing import Final

import numpy as np

from models.ports import PieceStore
from models.transcript import Gap, Word
from transcriber.cutting import Piece
from transcriber.engine import Recognised, SpeechEngine

_SURE_OF_LANGUAGE: Final = 0.5
_DETECTIONS: Final = 3  # after so many unsure answers the surest one stands
_GAP_FROM_S: Final = 2.0
_UNHEARD: Final = "There is sound like speech here, but no words were recognised."


class Hearing:
    """What has been heard so far; the language is settled by the first pieces and kept for the rest."""

    def __init__(
        self, engine: SpeechEngine, *, language: str | None, settings_hash: str, pieces: PieceStore | None
    ) -> None:
        """Start with nothing heard; a given language is never questioned."""
        self.language = language
        self.language_probability = 1.0 if language else 0.0
        self.speech_s = 0.0
        self.unheard: list[Gap] = []
        self._engine = engine
        self._settings_hash = settings_hash
        self._pieces = pieces
        self._settled = language is not None
        self._detections = 0

    def hear(self, piece: Piece) -> tuple[Word, ...]:
        """Return the words of this piece, with times from the start of the recording.

        Raises what the engine raises.
        """
        heard = self._recognise(piece)
        self._learn_language(heard)
        words = tuple(_moved(word, piece) for word in heard.words)
        self.speech_s += sum(end - start for start, end in piece.speech)
        self.unheard += _unheard(piece, words)
        return words

    def _recognise(self, piece: Piece) -> Recognised:
        language = self.language if self._settled else None
        key = self._key(piece, language)
        kept = self._pieces.get(key) if self._pieces else None
        if kept is not None:
            return Recognised.model_validate_json(kept)
        heard = self._engine.recognise(piece.samples, language)
        if self._pieces:
            self._pieces.put(key, heard.model_dump_json())
        return heard

    def _key(self, piece: Piece, language: str | None) -> str:
        """Name the piece by all that its words depend on."""
        parts = (
            self._engine.name,
            self._engine.model,
            str(piece.channel),
            str(piece.start_sample),
            str(len(piece.samples)),
            self._settings_hash,
            language or "",
        )
        named = hashlib.sha256("\n".join(parts).encode())
        named.update(np.ascontiguousarray(piece.samples).tobytes())
        return f"piece:{named.hexdigest()}"

    def _learn_language(self, heard: Recognised) -> None:
        if self._settled or not heard.words:
            return
        self._detections += 1
        if heard.language_probability >= self.language_probability:
            self.language = heard.language
            self.language_probability = heard.language_probability
        sure = self.language_probability >= _SURE_OF_LANGUAGE
        self._settled = sure or self._detections >= _DETECTIONS


def _moved(word: Word, piece: Piece) -> Word:
    """Give the word its time in the recording; an engine's guess beyond the piece is brought back into it."""
    start = min(piece.start_s + word.start_s, piece.end_s)
    end = min(max(start, piece.start_s + word.end_s), piece.end_s)
    return Word(text=word.text, start_s=round(start, 3), end_s=round(end, 3), probability=word.probability)


def _unheard(piece: Piece, words: tuple[Word, ...]) -> list[Gap]:
    """Return the stretches of speech, two seconds and longer, in which no word was recognised."""
    return [
        Gap(start_s=round(start, 3), end_s=round(end, 3), why=_UNHEARD)
        for start, end in piece.speech
        if end - start >= _GAP_FROM_S and not any(word.start_s < end and word.end_s > start for word in words)
    ]
