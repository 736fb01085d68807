"""Pieces of a made-up sound, cut as the product cuts them, only that whatever is loud counts as speech."""

from __future__ import annotations

import numpy as np

from tests.transcriber.sounds import RATE, Samples
from transcriber.cutting import Cutter, Piece, PiecePlan, plan_pieces
from transcriber.engines.silero import WINDOW
from transcriber.gate import Track, pass_gate


def track_of(sound: Samples, from_db: float = -50.0) -> Track:
    """Return a track in which every window of at least this level is certain speech."""
    padded = np.pad(sound, (0, -len(sound) % WINDOW)).reshape(-1, WINDOW)
    level = 10 * np.log10(np.maximum(np.mean(np.square(padded), axis=1), 1e-10))
    likely = np.where(level >= from_db, 255, 0).astype(np.uint8)
    return Track(likely=likely, level_db=np.rint(level).astype(np.int8), samples=len(sound))


def plans_of(sound: Samples, from_db: float = -50.0) -> tuple[PiecePlan, ...]:
    track = track_of(sound, from_db)
    return plan_pieces(track, pass_gate(track))


def pieces_of(sound: Samples, from_db: float = -50.0, block: int = RATE) -> tuple[Piece, ...]:
    cutter = Cutter(0, plans_of(sound, from_db))
    return tuple(
        piece for start in range(0, len(sound), block) for piece in cutter.feed(sound[start : start + block])
    )
