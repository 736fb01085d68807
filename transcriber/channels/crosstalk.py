"""Takes away from each channel what is only the other side, heard faintly.

In: blocks of two channels and the leaks that the survey found. Out: the same blocks without the leaks; where
a channel holds nothing else, silence. What a speaker says at the same time stays.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from itertools import chain
from typing import Final

import numpy as np
from numpy.typing import NDArray

from transcriber.channels.cancel import LeakCanceller
from transcriber.channels.relation import Leak
from transcriber.gate import WINDOW_S, Speech, Track
from transcriber.stretch import Stretch
from transcriber.voice import FRAME, FRAME_S, levels

_MARGIN_DB: Final = 7.0  # a leak's level comes and goes with its filter
_SMEARED: Final = (2, 4)  # frames before and after, which echo and codecs smear a leak over
_OWN_SHARE: Final = 0.1  # of a stretch of speech
_OWN_SURROUNDINGS: Final = 2  # frames; what touches a speaker's own sound is kept with it

Block = NDArray[np.float32]
Levels = NDArray[np.float32]


def without_crosstalk(blocks: Iterable[Block], leaks: tuple[Leak | None, Leak | None]) -> Iterator[Block]:
    """Yield the blocks (float32 [samples, 2], whole frames but for the last), silenced where only leaks are.

    One block is held back, so that what comes just after is known.
    """
    if leaks == (None, None):
        yield from blocks
        return
    cancellers = [LeakCanceller(leak.lag_s) if leak is not None else None for leak in leaks]
    before: tuple[Block, Levels] | None = None
    now: tuple[Block, Levels] | None = None
    for block in chain(blocks, (None,)):
        after = None if block is None else (block, _both_levels(block))
        if now is not None:
            yield _cleaned(before, now, after, leaks, cancellers)
        before, now = now, after


def own_speech(speech: Speech, mine: Track, other: Track, leak: Leak | None) -> Speech:
    """Return the speech without the stretches that hold hardly more than the other channel's leak."""
    if leak is None:
        return speech
    own = _own(mine.level_db.astype(np.float32), other.level_db.astype(np.float32), leak, step_s=WINDOW_S)

    def kept(runs: tuple[Stretch, ...]) -> tuple[Stretch, ...]:
        return tuple(run for run in runs if own[run.start : run.end].mean() >= _OWN_SHARE)

    return Speech(runs=kept(speech.runs), certain=kept(speech.certain))


def _cleaned(
    before: tuple[Block, Levels] | None,
    now: tuple[Block, Levels],
    after: tuple[Block, Levels] | None,
    leaks: tuple[Leak | None, Leak | None],
    cancellers: list[LeakCanceller | None],
) -> Block:
    block, frames = now
    parts = [part for part in (before, now, after) if part is not None]
    around = np.concatenate([part[0] for part in parts])
    heard = np.concatenate([part[1] for part in parts])
    first = len(before[1]) if before is not None else 0
    cleaned = block.copy()
    for channel, (leak, canceller) in enumerate(zip(leaks, cancellers, strict=True)):
        if leak is not None and canceller is not None:
            own = _own(heard[:, channel], heard[:, 1 - channel], leak)
            kept = _spread(own)[first : first + len(frames)]
            mine, other = around[:, channel], around[:, 1 - channel]
            rest = canceller.clean(mine, other, own, first * FRAME, len(block))
            cleaned[:, channel] = rest * _gate(kept, len(block))
    return cleaned


def _own(mine: Levels, other: Levels, leak: Leak, step_s: float = FRAME_S) -> NDArray[np.bool_]:
    """Return which frames hold more than the other channel's leak (bool [frames])."""
    lag = round(leak.lag_s / step_s)
    early, late = _SMEARED
    shifted = [_shifted(other, step, fill=-100.0) for step in range(lag - early, lag + late + 1)]
    leaked = np.max(shifted, axis=0) + leak.gain_db
    own: NDArray[np.bool_] = mine > leaked + _MARGIN_DB
    return own


def _spread(own: NDArray[np.bool_]) -> NDArray[np.bool_]:
    reach = range(-_OWN_SURROUNDINGS, _OWN_SURROUNDINGS + 1)
    spread: NDArray[np.bool_] = np.any([_shifted(own, step, fill=False) for step in reach], axis=0)
    return spread


def _shifted(frames: NDArray[np.generic], by: int, *, fill: float) -> NDArray[np.generic]:
    moved = np.full_like(frames, fill)
    if by >= 0:
        moved[by:] = frames[: len(frames) - by]
    else:
        moved[:by] = frames[-by:]
    return moved


def _gate(keep: NDArray[np.bool_], samples: int) -> Block:
    """Return a factor for each sample, without clicks: 0 or 1, with slopes from frame to frame."""
    middles = (np.arange(len(keep)) + 0.5) * FRAME
    if not len(keep):
        return np.ones(samples, dtype=np.float32)
    return np.interp(np.arange(samples), middles, keep.astype(np.float32)).astype(np.float32)


def _both_levels(block: Block) -> Levels:
    return np.stack([levels(np.ascontiguousarray(block[:, channel])) for channel in range(2)], axis=1)
