"""A first look at the whole recording, before a second of it is recognised: length, sameness, speech.

Decoding and listening are a hundred times faster than recognising, so a look costs little and spares much: an
overlong file is refused before any work, one voice on two channels is not transcribed twice, and where nobody
speaks nothing is recognised at all.
"""

from __future__ import annotations

from typing import Final

import numpy as np
from numpy.typing import NDArray

from models.frozen import Frozen
from models.ports import Cancelled
from transcriber.cancelling import stop_if
from transcriber.cutting import PiecePlan, plan_pieces
from transcriber.gate import Listener, pass_gate
from transcriber.media.commands import SAMPLE_RATE
from transcriber.media.decode import Decoding

_SAME_FROM: Final = 0.97  # squared correlation: what one channel does not say of the other is 15 dB below it
_DEAD_DB: Final = -75.0


class Survey(Frozen):
    """What the whole recording is like.

    `listen_to` are the channels worth hearing; `pieces` is what to hear of each channel of the recording.
    """

    channels: int
    duration_s: float
    listen_to: tuple[int, ...]
    pieces: tuple[tuple[PiecePlan, ...], ...]
    same: bool
    dead: bool
    errors: int


def survey(decoding: Decoding, cancelled: Cancelled) -> Survey:
    """Decode everything once and say what it is like. Raises what Decoding raises, and CancelledError."""
    listeners = tuple(Listener() for _ in range(decoding.channels))
    products = np.zeros((decoding.channels, decoding.channels), dtype=np.float64)
    samples = 0
    for block in decoding:
        stop_if(cancelled)
        samples += len(block)
        wide = block.astype(np.float64)
        products += wide.T @ wide
        for channel, listener in enumerate(listeners):
            listener.feed(np.ascontiguousarray(block[:, channel]))
    tracks = tuple(listener.finish() for listener in listeners)
    loudest = [track.loudest_db() for track in tracks]
    same = _same(products)
    dead = decoding.channels == 2 and min(loudest) < _DEAD_DB <= max(loudest)
    both = tuple(range(decoding.channels))
    return Survey(
        channels=decoding.channels,
        duration_s=samples / SAMPLE_RATE,
        listen_to=(int(np.argmax(np.diag(products))),) if same or dead else both,
        pieces=tuple(plan_pieces(track, pass_gate(track)) for track in tracks),
        same=same,
        dead=dead,
        errors=decoding.errors,
    )


def _same(products: NDArray[np.float64]) -> bool:
    """True when the two channels carry one signal, whatever their loudness or polarity."""
    if len(products) < 2:
        return False
    power = float(products[0, 0] * products[1, 1])
    return power > 0.0 and float(products[0, 1]) ** 2 / power >= _SAME_FROM
