"""How long a seek in an encrypted recording takes, by the length of the recording.

Usage: python -m evals.bench_seek [--minutes 1 60 180] [--seeks 200] [--json]
A seek is what the player asks for when somebody jumps to a place: the file is opened, its key unwrapped, and
the 64 KiB from that place on are read, checked and decrypted. The recording is telephone sound (8 kHz, two
channels, 16 bits), and the places are drawn by a fixed seed. Needs nothing from outside.
"""

from __future__ import annotations

import argparse
import json
import os
import random
import tempfile
import time
from collections.abc import Iterator, Sequence
from pathlib import Path
from statistics import quantiles
from typing import Final

from models.frozen import Frozen
from storage.audio import AudioShelf
from storage.master_key import MasterKey

_BYTES_PER_S: Final = 8000 * 2 * 2
_ASKED_BYTES: Final = 64 * 1024
_PORTION_BYTES: Final = 1 << 20
_AIM_MS: Final = 300.0


class Seeks(Frozen):
    """What the seeks in a recording of this length took, in milliseconds."""

    minutes: float
    first_byte_p50_ms: float
    whole_p50_ms: float
    whole_p95_ms: float
    whole_max_ms: float


def measure(folder: Path, minutes: float, seeks: int) -> Seeks:
    """Seal a recording of this length and seek in it."""
    shelf = AudioShelf(folder, MasterKey(os.urandom(32)))
    recording = shelf.receive(_sound(round(minutes * 60 * _BYTES_PER_S)), max_bytes=1 << 40)
    places, first, whole = random.Random(7), [], []
    for _ in range(seeks):
        start = places.randrange(recording.size_bytes)
        began = time.perf_counter()
        portions = shelf.part(recording, start, min(start + _ASKED_BYTES, recording.size_bytes))
        next(portions)
        first.append(time.perf_counter() - began)
        for _portion in portions:
            pass
        whole.append(time.perf_counter() - began)
    shelf.delete(recording.sha256)
    return Seeks(
        minutes=minutes,
        first_byte_p50_ms=_percentile(first, 50),
        whole_p50_ms=_percentile(whole, 50),
        whole_p95_ms=_percentile(whole, 95),
        whole_max_ms=round(1000 * max(whole), 3),
    )


def _sound(size_bytes: int) -> Iterator[bytes]:
    portion = os.urandom(_PORTION_BYTES)
    while size_bytes > 0:
        yield portion[:size_bytes]
        size_bytes -= len(portion)


def _percentile(times: Sequence[float], percent: int) -> float:
    return round(1000 * quantiles(times, n=100)[percent - 1], 3)


def main() -> None:
    """Measure what was asked, and print it."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    parser.add_argument("--minutes", type=float, nargs="+", default=[1.0, 60.0, 180.0])
    parser.add_argument("--seeks", type=int, default=200)
    parser.add_argument("--json", action="store_true")
    asked = parser.parse_args()
    with tempfile.TemporaryDirectory(prefix="callnotes-seek-") as folder:
        found = [measure(Path(folder), minutes, asked.seeks) for minutes in asked.minutes]
    if asked.json:
        print(json.dumps([one.model_dump() for one in found], indent=1))
        return
    print(f"{'minutes':>8} {'first byte':>11} {'64 KiB: p50':>12} {'p95':>8} {'max':>8}  ms, aim {_AIM_MS:g}")
    for one in found:
        print(
            f"{one.minutes:>8g} {one.first_byte_p50_ms:>11.2f} {one.whole_p50_ms:>12.2f} "
            f"{one.whole_p95_ms:>8.2f} {one.whole_max_ms:>8.2f}"
        )


if __name__ == "__main__":
    main()
