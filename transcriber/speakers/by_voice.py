"""Speakers of a recording with one channel."""

from __future__ import annotations

from models.transcript import Word
from transcriber.cutting import Piece
from transcriber.options import TranscribeOptions
from transcriber.speakers.naming import Speakers
from transcriber.turns import Voice


class VoiceCollector:
    def add(self, piece: Piece) -> None:
        pass


def by_voice(words: tuple[Word, ...], collector: VoiceCollector, options: TranscribeOptions) -> Speakers:
    return Speakers(voices=(Voice(speaker="S1", confidence=0.5, words=words),))
