"""The gate: which stretches of a channel are speech, so that nothing else reaches the recogniser.

In: the samples of one channel, block by block; then the whole `Track`, two bytes for each 32 ms.
Out: stretches of speech, in windows of 32 ms.

A window is judged by Silero and by what is around it. Music and noise make Silero sure now and then, for a
moment, amid sound that it does not take for speech; speech is a run of sure windows amid sound of which much
is speech. Where somebody surely speaks, the less sure windows nearby are speech, too: a faint "bye" counts.
The numbers are chosen in docs/gate.md.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

import numpy as np
from numpy.typing import NDArray

from models.frozen import Frozen
from transcriber.engines.silero import WINDOW, Silero
from transcriber.media.commands import SAMPLE_RATE
from transcriber.stretch import Marks, Stretch, bridged, only_long, runs
from transcriber.voice import speech_from_db

WINDOW_S: Final = WINDOW / SAMPLE_RATE
_LOUD_WINDOWS: Final = 10  # the level that at least 0.3 s of the whole recording reach
_BRIDGED: Final = 9  # a pause shorter than 0.3 s belongs to the speech around it


class GatePoint(Frozen):
    """Where the gate opens.

    Speech is certain where Silero gives `strong_from` for `strong_windows` in a row, or `sure_from` for
    `sure_windows` in a row while of the loud windows within `around_s` at least `share_from` may be speech.
    Within `reach_s` of that every window from `likely_from` on counts, where the same share is reached.
    """

    sure_from: float = 0.6
    sure_windows: int = 4
    strong_from: float = 0.8
    strong_windows: int = 12
    maybe_from: float = 0.35
    around_s: float = 5.0
    share_from: float = 0.25
    likely_from: float = 0.1
    reach_s: float = 15.0


#: The point that the product works at (docs/gate.md).
CHOSEN: Final = GatePoint()


@dataclass(frozen=True, eq=False)
class Track:
    """What was heard of one channel: for each window how likely it is speech, and its level in dB.

    `likely` is uint8 [windows], 255 for certain; `level_db` int8 [windows], -100..0; `samples` their number.
    """

    likely: NDArray[np.uint8]
    level_db: NDArray[np.int8]
    samples: int

    def loudest_db(self) -> float:
        """Return the level that 0.3 s of the recording reach; -100 when it is shorter than that."""
        if len(self.level_db) < _LOUD_WINDOWS:
            return -100.0
        return float(np.partition(self.level_db, -_LOUD_WINDOWS)[-_LOUD_WINDOWS])


@dataclass(frozen=True)
class Speech:
    """Where somebody speaks in a channel, in windows, in order, pauses under 0.3 s bridged.

    `certain` are the parts of the `runs` that are speech by themselves, not only by what is near them.
    """

    runs: tuple[Stretch, ...]
    certain: tuple[Stretch, ...]


class Listener:
    """Follows one channel and makes its track; holds no samples but those of the last, incomplete window."""

    def __init__(self) -> None:
        """Start at the beginning of the recording."""
        self._silero = Silero()
        self._rest = np.zeros(0, dtype=np.float32)
        self._before = np.float32(0.0)
        self._likely = bytearray()
        self._level_db = bytearray()
        self._samples = 0

    def feed(self, block: NDArray[np.float32]) -> None:
        """Take the next block (float32 [samples], 16 kHz)."""
        self._samples += len(block)
        sound = np.concatenate((self._rest, block))
        whole = len(sound) - len(sound) % WINDOW
        self._rest = sound[whole:]
        self._judge(sound[:whole])

    def finish(self) -> Track:
        """Return the track of the whole channel; a last incomplete window is filled up with silence."""
        if len(self._rest):
            self._judge(np.pad(self._rest, (0, WINDOW - len(self._rest))))
            self._rest = self._rest[:0]
        return Track(
            likely=np.frombuffer(self._likely, dtype=np.uint8),
            level_db=np.frombuffer(self._level_db, dtype=np.int8),
            samples=self._samples,
        )

    def _judge(self, sound: NDArray[np.float32]) -> None:
        if len(sound) == 0:
            return
        likely = self._silero.listen(sound.reshape(-1, WINDOW))
        self._likely += np.rint(likely * 255).astype(np.uint8).tobytes()
        self._level_db += self._levels(sound).tobytes()

    def _levels(self, sound: NDArray[np.float32]) -> NDArray[np.int8]:
        """Return the level of each window after a first difference, which takes away hum and rumble."""
        sharpened = sound.copy()
        sharpened[1:] -= np.float32(0.95) * sound[:-1]
        sharpened[0] -= np.float32(0.95) * self._before
        self._before = sound[-1]
        windows = sharpened.reshape(-1, WINDOW)
        power = np.einsum("ij,ij->i", windows, windows) / WINDOW
        decibels: NDArray[np.int8] = np.rint(10.0 * np.log10(np.maximum(power, 1e-10))).astype(np.int8)
        return decibels


def pass_gate(track: Track, point: GatePoint = CHOSEN) -> Speech:
    """Return what of this track is speech; nothing at all when nobody certainly speaks."""
    likely = track.likely
    amid_speech = _amid_speech(likely >= _byte(point.maybe_from), _loud(track.level_db), point)
    strong = only_long(likely >= _byte(point.strong_from), point.strong_windows)
    sure = only_long(likely >= _byte(point.sure_from), point.sure_windows)
    certain = strong | (sure & amid_speech)
    if not certain.any():
        return Speech(runs=(), certain=())
    near = _counted(certain, point.reach_s) > 0
    maybe = (likely >= _byte(point.likely_from)) & near & amid_speech
    return Speech(runs=bridged(runs(certain | maybe), _BRIDGED), certain=bridged(runs(certain), _BRIDGED))


def _byte(probability: float) -> int:
    return round(probability * 255)


def _loud(level_db: NDArray[np.int8]) -> Marks:
    """Mark the windows that are as loud as somebody who speaks would be in this recording."""
    if len(level_db) < _LOUD_WINDOWS:
        return np.ones(len(level_db), dtype=np.bool_)
    top = float(np.partition(level_db, -_LOUD_WINDOWS)[-_LOUD_WINDOWS])
    from_db = speech_from_db(float(np.percentile(level_db, 10)), top)
    return np.ones(len(level_db), dtype=np.bool_) if from_db is None else np.asarray(level_db >= from_db)


def _amid_speech(maybe: Marks, loud: Marks, point: GatePoint) -> Marks:
    """Mark the windows around which enough of the loud ones may be speech."""
    enough = np.multiply(np.maximum(1, _counted(loud, point.around_s)), point.share_from, dtype=np.float32)
    return np.asarray(_counted(maybe, point.around_s) >= enough)


def _counted(marks: Marks, around_s: float) -> NDArray[np.int32]:
    """Return for each window how many are marked within this distance of it."""
    reach = round(around_s / WINDOW_S)
    sums = np.cumsum(np.pad(marks, (reach + 1, reach)), dtype=np.int32)
    return sums[2 * reach + 1 :] - sums[: -2 * reach - 1]
