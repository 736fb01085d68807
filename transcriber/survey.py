"""A first look at the whole recording, before a second of it is recognised: length, sameness, speech.

Decoding and listening are a hundred times faster than recognising, so a look costs little and spares much: an
overlong file is refused before any work, one voice on two channels is not transcribed twice, and where nobody
speaks nothing is recognised at all.
"""

from __future__ import annotations

from typing import Final

import numpy as np

from models.frozen import Frozen
from models.ports import Cancelled
from transcriber.cancelling import stop_if
from transcriber.channels.compare import ChannelComparison
from transcriber.channels.crosstalk import own_speech
from transcriber.channels.relation import Leak, Relation
from transcriber.cutting import PiecePlan, plan_pieces
from transcriber.gate import Listener, Track, pass_gate
from transcriber.loudness import loudness_of
from transcriber.media.commands import SAMPLE_RATE
from transcriber.media.sound import Decoded

_DEAD_DB: Final = -75.0


class Survey(Frozen):
    """What the whole recording is like.

    `listen_to` are the channels worth hearing; `pieces` is what to hear of each channel of the recording,
    `leaks` what either side leaves on the other (`Relation`).
    """

    channels: int
    duration_s: float
    listen_to: tuple[int, ...]
    pieces: tuple[tuple[PiecePlan, ...], ...]
    same: bool
    leaks: tuple[Leak | None, Leak | None]
    dead: bool
    errors: int
    loudness: tuple[int, ...] = ()


def survey(decoding: Decoded, cancelled: Cancelled) -> Survey:
    """Decode everything once and say what it is like. Raises what Decoding raises, and CancelledError."""
    listeners = tuple(Listener() for _ in range(decoding.channels))
    power = np.zeros(decoding.channels, dtype=np.float64)
    comparison = ChannelComparison() if decoding.channels == 2 else None
    samples = 0
    for block in decoding:
        stop_if(cancelled)
        samples += len(block)
        power += np.einsum("ij,ij->j", block, block)
        if comparison is not None:
            comparison.add(block)
        for channel, listener in enumerate(listeners):
            listener.feed(np.ascontiguousarray(block[:, channel]))
    tracks = tuple(listener.finish() for listener in listeners)
    loudest = [track.loudest_db() for track in tracks]
    relation = comparison.relation() if comparison is not None else Relation(same=False)
    dead = decoding.channels == 2 and min(loudest) < _DEAD_DB <= max(loudest)
    both = tuple(range(decoding.channels))
    return Survey(
        channels=decoding.channels,
        duration_s=samples / SAMPLE_RATE,
        listen_to=(int(np.argmax(power)),) if relation.same or dead else both,
        pieces=_pieces(tracks, relation),
        same=relation.same,
        leaks=relation.leaks,
        dead=dead,
        errors=decoding.errors,
        loudness=loudness_of(tracks),
    )


def _pieces(tracks: tuple[Track, ...], relation: Relation) -> tuple[tuple[PiecePlan, ...], ...]:
    """Plan the pieces of each channel, without speech that is only the other channel's."""
    spoken = zip(tracks, reversed(tracks), relation.leaks, strict=False)
    return tuple(
        plan_pieces(mine, own_speech(pass_gate(mine), mine, other, leak)) for mine, other, leak in spoken
    )
