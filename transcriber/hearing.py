"""Hears the pieces of a recording one by one: the engine's words, kept so that no crash repeats them.

In: pieces in order. Out: words with times in the recording, the language, and what could not be heard.
Not here: cutting (cutting.py), speakers and turns.
"""

from __future__ import annotations

import hashlib
import sys
from collections import Counter
from typing import Final

import numpy as np

from models.ports import PieceStore
from models.transcript import Gap, Word
from transcriber.cutting import Piece
from transcriber.engine import Recognised, SpeechEngine
from transcriber.guard.believe import Doubt, believe
from transcriber.languages import SURE_OF_LANGUAGE, ChannelLanguage, likelihood

_GAP_FROM_S: Final = 2.0
_UNHEARD: Final = "There is sound like speech here, but no words were recognised."
_OTHER_LANGUAGE: Final = (
    "This is in another language than the one asked for ({language}): its words were left out."
)
_SEVERAL: Final = (
    "Several languages are spoken in this call ({languages}): check the turns that are marked with one."
)
_LEFT_OUT: Final = (
    "Parts of this call are in another language than the one asked for ({languages}): they were left out."
)
_SENT: Final = "The audio was sent to {host} for recognition."


class Hearing:
    """What has been heard so far; each channel's language is settled by its first pieces."""

    def __init__(
        self,
        engine: SpeechEngine,
        *,
        language: str | None,
        settings_hash: str,
        pieces: PieceStore | None,
        hotwords: tuple[str, ...] = (),
    ) -> None:
        """Start with nothing heard; a given language is never questioned."""
        self.speech_s = 0.0
        self.lost_s = 0.0
        self.unheard: list[Gap] = []
        self.doubts: list[Doubt] = []
        self.sent_to: str | None = None
        self._engine = engine
        self._told = language
        self._hotwords = hotwords
        self._settings_hash = settings_hash
        self._pieces = pieces
        self._channels: dict[int, ChannelLanguage] = {}
        self._spoken: Counter[str] = Counter()
        self._otherwise: dict[tuple[float, float, str], str] = {}
        self._left_out: dict[str, None] = {}
        self._engine_says: dict[str, None] = {}

    @property
    def language(self) -> str | None:
        """The language that was told, else the one with the most words; None before there are any."""
        most = next((code for code, _ in self._spoken.most_common(1)), None)
        surest = max(self._channels.values(), key=lambda channel: channel.probability, default=None)
        return self._told or most or (surest.code if surest else None)

    @property
    def language_probability(self) -> float:
        """How sure that language is, as the channels found it."""
        return max(
            (of.probability for of in self._channels.values() if of.code == self.language), default=0.0
        )

    @property
    def warnings(self) -> tuple[str, ...]:
        """Return what a reader must know of how this was heard, one sentence each."""
        told = (
            (self.sent_to, _SENT.format(host=self.sent_to)),
            (len(self._spoken) > 1, _SEVERAL.format(languages=", ".join(self._spoken))),
            (self._left_out, _LEFT_OUT.format(languages=", ".join(self._left_out))),
        )
        return (*(sentence for applies, sentence in told if applies), *self._engine_says)

    def hear(self, piece: Piece) -> tuple[Word, ...]:
        """Return the words of this piece, with times from the start of the recording.

        Raises what the engine raises.
        """
        known = len(self.unheard)
        channel = self._channels.setdefault(piece.channel, ChannelLanguage(self._told))
        expected = channel.expected
        heard = self._recognise(piece, expected)
        other = channel.other_than_expected(heard, _speech_s(piece))
        self.speech_s += _speech_s(piece)
        if other is not None and self._told:
            self._left_out[other] = None
            self.unheard += _in_another(piece, other)
            self.lost_s += _speech_s(piece)
            return ()
        if other is not None:
            heard = max(heard, self._recognise(piece, other), key=likelihood)
        self.unheard += _unheard(piece, tuple(_moved(word, piece) for word in heard.words))
        heard, doubts = believe(piece, heard)
        self.doubts += doubts
        channel.learn(heard)
        words = tuple(_moved(word, piece) for word in heard.words)
        if expected or heard.language_probability >= SURE_OF_LANGUAGE:
            self._count(words, heard.language)
        self.lost_s += _overlap_s(piece.speech, (*self.unheard[known:], *doubts))
        return words

    def language_of(self, word: Word) -> str | None:
        """Return the language of a word that `hear` returned."""
        return self._otherwise.get(_name(word), next(iter(self._spoken), None))

    def _count(self, words: tuple[Word, ...], language: str) -> None:
        """Count the words of each language; those of another one than the first are kept by name."""
        if not words:
            return
        first = next(iter(self._spoken), language)
        self._spoken[language] += len(words)
        if language != first:
            self._otherwise |= dict.fromkeys(map(_name, words), language)

    def _recognise(self, piece: Piece, language: str | None) -> Recognised:
        key = self._key(piece, language)
        kept = self._pieces.get(key) if self._pieces else None
        if kept is not None:
            heard = Recognised.model_validate_json(kept)
        else:
            heard = self._engine.recognise(piece.samples, language, self._hotwords)
            if self._pieces:
                self._pieces.put(key, heard.model_dump_json())
        self.sent_to = heard.sent_to or self.sent_to
        self._engine_says |= dict.fromkeys(heard.warnings)
        return heard

    def _key(self, piece: Piece, language: str | None) -> str:
        """Name the piece by all that its words depend on."""
        parts = (
            self._engine.name,
            self._engine.model,
            str(piece.channel),
            str(piece.start_sample),
            str(piece.stretches),
            self._settings_hash,
            language or "",
            *self._hotwords,
        )
        named = hashlib.sha256("\n".join(parts).encode())
        named.update(np.ascontiguousarray(piece.samples).tobytes())
        return f"piece:{named.hexdigest()}"


def _speech_s(piece: Piece) -> float:
    return sum(end - start for start, end in piece.speech)


def _overlap_s(speech: tuple[tuple[float, float], ...], lost: tuple[Gap | Doubt, ...]) -> float:
    """Return for how many seconds of this speech there are no words."""
    return sum(max(0.0, min(end, of.end_s) - max(start, of.start_s)) for start, end in speech for of in lost)


def _name(word: Word) -> tuple[float, float, str]:
    return word.start_s, word.end_s, word.text


def _moved(word: Word, piece: Piece) -> Word:
    """Give the word its time in the recording; an engine's guess beyond the piece is brought back into it.

    The same texts come again and again, so that each is kept once.
    """
    start, end = (round(moment, 3) for moment in piece.during(word.start_s, word.end_s))
    return Word(text=sys.intern(word.text), start_s=start, end_s=end, probability=word.probability)


def _unheard(piece: Piece, words: tuple[Word, ...]) -> list[Gap]:
    """Return the stretches of speech, two seconds and longer, in which no word was recognised."""
    return [
        Gap(start_s=round(start, 3), end_s=round(end, 3), why=_UNHEARD, cause="unrecognised")
        for start, end in piece.speech
        if end - start >= _GAP_FROM_S and not any(word.start_s < end and word.end_s > start for word in words)
    ]


def _in_another(piece: Piece, language: str) -> list[Gap]:
    why = _OTHER_LANGUAGE.format(language=language)
    return [
        Gap(start_s=round(start, 3), end_s=round(end, 3), why=why, cause="other_language")
        for start, end in piece.speech
    ]
