"""Whose voice is where, as pyannote found it: stretches that may overlap, and how sure each of them is.

In: pyannote's stretches and votes in the run of speech, and where that is in the recording. Out: `Voices`.
"""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterable
from typing import Final

import numpy as np

from transcriber.diarizer import VoiceStretch
from transcriber.engines.pyannote.packed import PackedSpeech
from transcriber.engines.pyannote.votes import Votes

_CHANGE_S: Final = 0.2  # so near to another one's voice a word may be either's
_BESIDE_ANOTHER: Final = 0.5
_UNKNOWN: Final = 0.5
_SUREST: Final = 0.95  # how often pyannote is right on your calls, only a measurement tells


class FoundVoices:
    """The voices of one recording, numbered from 0 in the order in which they are heard."""

    told = "One channel: the speakers were told apart by pyannote.audio."

    def __init__(self, found: Iterable[tuple[float, float, int]], votes: Votes, packed: PackedSpeech) -> None:
        """Take the stretches (start, end, label: seconds in the run, a column of the votes)."""
        self._votes = votes
        self._packed = packed
        ordered = sorted(found)
        self._labels = tuple(dict.fromkeys(label for _, _, label in ordered))
        self._stretches = tuple(
            sorted(
                (one for part in ordered for one in self._in_recording(*part)),
                key=lambda one: (one.start_s, one.voice),
            )
        )
        self._by_voice = tuple(
            tuple(one for one in self._stretches if one.voice == voice) for voice in range(len(self._labels))
        )
        lengths = np.array([one.end_s - one.start_s for one in self._stretches])
        sure = np.array([one.confidence for one in self._stretches])
        self.certainty = (
            round(min(_SUREST, float(np.average(sure, weights=lengths))), 3) if len(sure) else _UNKNOWN
        )

    @property
    def stretches(self) -> tuple[VoiceStretch, ...]:
        """All stretches by time; those of two voices overlap where both speak."""
        return self._stretches

    def at(self, start_s: float, end_s: float) -> tuple[int, float]:
        """Return the voice of what is said between two moments, and how sure that is."""
        if not self._stretches:
            return 0, _UNKNOWN
        shares = self._votes.during(*self._packed.in_run(start_s, end_s))[list(self._labels)]
        voice = int(np.argmax(shares))
        sure = min(_SUREST, float(shares[voice]))
        if self._is_beside_another(voice, start_s - _CHANGE_S, end_s + _CHANGE_S):
            sure = min(sure, _BESIDE_ANOTHER)
        return voice, round(sure, 3)

    def _in_recording(self, start_s: float, end_s: float, label: int) -> list[VoiceStretch]:
        sure = min(_SUREST, float(self._votes.during(start_s, end_s)[label]))
        voice = self._labels.index(label)
        return [
            VoiceStretch(start_s=start, end_s=end, voice=voice, confidence=round(sure, 3))
            for start, end in self._packed.in_recording(start_s, end_s)
        ]

    def _is_beside_another(self, voice: int, start_s: float, end_s: float) -> bool:
        for other, own in enumerate(self._by_voice):
            place = bisect_left(own, end_s, key=lambda one: one.start_s)
            if other != voice and place and own[place - 1].end_s > start_s:
                return True
        return False
