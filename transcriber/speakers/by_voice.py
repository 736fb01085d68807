"""Speakers of a recording with one channel: two voices told apart by their sound, roles by what they say.

In: pieces as they are heard, then all words. Out: agent and customer when that is clear, else S1 and S2.
"""

from __future__ import annotations

from bisect import bisect_right
from itertools import pairwise
from typing import Final

import numpy as np

from models.transcript import Word
from transcriber.cutting import Piece
from transcriber.options import TranscribeOptions
from transcriber.roles import agent_of, is_clear
from transcriber.speakers.gaussians import Gaussian
from transcriber.speakers.mfcc import mfcc
from transcriber.speakers.naming import Speakers, Voice
from transcriber.speakers.two_voices import Division, two_voices

_LONGEST_S: Final = 2.0  # speakers may change without a pause
_FEWEST_FRAMES: Final = 20
_ONE_VOICE: Final = "One channel, one voice: a second speaker could not be told apart."
_TWO_VOICES: Final = "One channel: the speakers were estimated from their voices."
_WITH_ROLES: Final = " Which of them is the agent was worked out from what is said."


class VoiceCollector:
    """Keeps how each stretch of speech sounds, in about 3 kilobytes a stretch, and no samples."""

    def __init__(self) -> None:
        """Start with nothing heard."""
        self._starts: list[float] = []
        self._sounds: list[Gaussian] = []

    def add(self, piece: Piece) -> None:
        """Keep the sound of this piece's speech."""
        for start_s, end_s in piece.speech:
            parts = max(1, round((end_s - start_s) / _LONGEST_S + 0.49))
            edges = np.linspace(start_s, end_s, parts + 1)
            for first_s, last_s in pairwise(edges):
                self._add(piece, float(first_s), float(last_s))

    def division(self) -> Division:
        """Divide what was kept between two voices."""
        return two_voices(tuple(self._sounds))

    def label_at(self, moment_s: float, division: Division) -> int:
        """Return the voice of the stretch that this moment falls into, or of the last one before it."""
        place = max(0, bisect_right(self._starts, moment_s) - 1)
        return division.labels[place] if division.labels else 0

    def _add(self, piece: Piece, start_s: float, end_s: float) -> None:
        features = mfcc(piece.sound(start_s, end_s))
        if len(features) >= _FEWEST_FRAMES:
            self._starts.append(start_s)
            self._sounds.append(Gaussian.of(features))


def by_voice(words: tuple[Word, ...], collector: VoiceCollector, options: TranscribeOptions) -> Speakers:
    """Return the speakers of a recording with one channel, each with how sure that is."""
    division = collector.division()
    if not division.is_two:
        voice = Voice(speaker="S1", confidence=0.5, words=words)
        return Speakers(voices=(voice,), warnings=(_ONE_VOICE,) if words else ())
    said = _divided(words, collector, division)
    certainty = _certainty(division)
    agent, role_certainty = agent_of(said, options.direction)
    if not is_clear(role_certainty):
        names, sure, warning = ("S1", "S2"), certainty, _TWO_VOICES
    else:
        names = ("agent", "customer") if agent == 0 else ("customer", "agent")
        sure, warning = round(certainty * role_certainty, 3), _TWO_VOICES + _WITH_ROLES
    voices = (
        Voice(speaker=name, confidence=sure, words=own) for name, own in zip(names, said, strict=True) if own
    )
    return Speakers(voices=tuple(voices), warnings=(warning,))


def _divided(
    words: tuple[Word, ...], collector: VoiceCollector, division: Division
) -> tuple[tuple[Word, ...], tuple[Word, ...]]:
    """Return the words of each voice, the one that is heard first before the other."""
    labels = [collector.label_at((word.start_s + word.end_s) / 2, division) for word in words]
    first = labels[0] if labels else 0
    own = tuple(word for word, label in zip(words, labels, strict=True) if label == first)
    other = tuple(word for word, label in zip(words, labels, strict=True) if label != first)
    return own, other


def _certainty(division: Division) -> float:
    """Map the separation to 0.5..0.9: clean studio voices reach the top, alike ones on a telephone do not."""
    return round(min(0.9, 0.5 + 0.3 * division.separation), 3)
