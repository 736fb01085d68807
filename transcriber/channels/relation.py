"""What the seconds of two channels say together: one sound twice, or how loud either is heard on the other.

In: for each second the lag, the shared power and the power by band. Out: `Relation`.
One sound twice is coherent wherever anybody speaks, with one gain throughout. Two people are not: where only
the second one speaks, the gain that held for the first is off by tens of dB, however loud the cross-talk.
"""

from __future__ import annotations

from typing import Final

import numpy as np
from numpy.typing import NDArray

from models.frozen import Frozen
from transcriber.channels.alignment import RATE

_AUDIBLE_DB: Final = 10.0  # over the noise of its channel
_RANGE_DB: Final = 25.0  # under the loudest of its channel
_SILENT_DB: Final = -65.0
_SHARED: Final = 0.6  # real calls without cross-talk have 0.1 and less, copies through any codec 0.9 and more
_APART: Final = 0.35
_MOST_SHARED: Final = 0.7  # of the seconds in which both are audible
_UNLIKE_DB: Final = 8.0
_UNLIKE_S: Final = 1
_UNLIKE_SHARE: Final = 0.02
_OFF_DB: Final = (
    18.0  # off the one gain, added up in dB seconds; of 200 copies all had less, calls 26 and more
)
_OFF_DB_PER_S: Final = 0.1
_BAND_RANGE_DB: Final = 12.0  # a band that a filter took away says nothing
_LEAK_BELOW_DB: Final = 4.0
_SAME_LAG: Final = RATE // 250  # 4 ms to either side
_LEAK_S: Final = 3
_LEAK_QUANTILE: Final = 0.8


class Leak(Frozen):
    """How one side of a call is heard on the other: how much quieter (dB, below 0), and how much later."""

    gain_db: float
    lag_s: float


class Relation(Frozen):
    """What two channels have to do with each other; `leaks[n]` is what the other one leaves on channel n."""

    same: bool
    leaks: tuple[Leak | None, Leak | None] = (None, None)


def relation_of(
    lags: NDArray[np.int16],
    shared: NDArray[np.float32],
    power: NDArray[np.float32],
    quiet: NDArray[np.float32],
) -> Relation:
    """Judge what each second measured: see `Measure` for the four (here [seconds, ...])."""
    total = _summed(power)
    from_db = _audible_from(total, quiet)
    audible = total >= from_db
    if _is_same(lags, shared, power, total, from_db):
        return Relation(same=True)
    found = [
        _leak(lags * sign, shared, total[:, source] - total[:, 1 - source], audible[:, source])
        for source, sign in ((1, -1), (0, 1))
    ]
    return Relation(same=False, leaks=(found[0], found[1]))


def _is_same(
    lags: NDArray[np.int16],
    shared: NDArray[np.float32],
    power: NDArray[np.float32],
    total: NDArray[np.float32],
    from_db: NDArray[np.float32],
) -> bool:
    both = (total >= from_db).all(axis=1)
    alike = both & (shared > _SHARED)
    if alike.sum() < max(2, _MOST_SHARED * both.sum()):
        return False
    if (both & (shared < _APART)).sum() > _UNLIKE_S + _UNLIKE_SHARE * both.sum():
        return False
    gains = np.median(power[alike, 1] - power[alike, 0], axis=0)
    kept = np.abs(gains - np.median(gains)) < _BAND_RANGE_DB
    bands = power[:, :, kept]
    expected = np.stack([_summed(bands[:, 1] - gains[kept]), _summed(bands[:, 0] + gains[kept])], axis=1)
    found = np.maximum(_summed(bands), from_db - _AUDIBLE_DB)
    off = np.where((total >= from_db)[:, ::-1] & (expected >= from_db), expected - found, 0.0).max(axis=1)
    off = off[_at_one_lag(lags, alike) | (shared < _APART)]  # else other moments were compared
    return float(np.maximum(0.0, off - _UNLIKE_DB).sum()) <= _OFF_DB + _OFF_DB_PER_S * float(both.sum())


def _leak(
    lags: NDArray[np.int16],
    shared: NDArray[np.float32],
    lead: NDArray[np.float32],
    audible: NDArray[np.bool_],
) -> Leak | None:
    """Judge the seconds in which the source is the louder one (`lead`, dB) and shares its sound."""
    heard = audible & (shared > _SHARED) & (lead > _LEAK_BELOW_DB)
    if not heard.any():
        return None
    together = heard & _at_one_lag(lags, heard)
    if together.sum() < _LEAK_S:
        return None
    lag = float(np.median(lags[together]))
    gain = float(np.quantile(-lead[together], _LEAK_QUANTILE))
    return Leak(gain_db=round(gain, 1), lag_s=lag / RATE)


def _at_one_lag(lags: NDArray[np.int16], among: NDArray[np.bool_]) -> NDArray[np.bool_]:
    """Return which seconds have the lag that is the most frequent one among these."""
    values, counts = np.unique(lags[among], return_counts=True)
    near: NDArray[np.bool_] = np.abs(lags - values[np.argmax(counts)]) <= _SAME_LAG
    return near


def _summed(power: NDArray[np.float32]) -> NDArray[np.float32]:
    decibels: NDArray[np.float32] = 10.0 * np.log10(np.power(10.0, power / 10.0).sum(axis=-1))
    return decibels


def _audible_from(total: NDArray[np.float32], quiet: NDArray[np.float32]) -> NDArray[np.float32]:
    """Return the level from which either channel counts as heard (dB [2]).

    That is over its noise, which is what pauses sound like, and not far under its loudest.
    """
    loud = np.quantile(total, 0.98, axis=0)
    noise = np.minimum(np.maximum(np.quantile(quiet, 0.1, axis=0), _SILENT_DB), loud - 15.0)
    level: NDArray[np.float32] = np.maximum(noise + _AUDIBLE_DB, loud - _RANGE_DB)
    return level
