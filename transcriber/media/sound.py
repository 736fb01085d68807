"""The sound of a lent recording: one file, or the two legs of a call, decoded side by side.

In: a lent file. Out: what it states of itself, and as often as asked its samples.
Not here: one file's probe and decoding (probe.py, decode.py), how a file holds two legs (models/two_legs.py).
"""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import contextmanager
from itertools import zip_longest
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Final, Protocol

import numpy as np
from numpy.typing import NDArray

from models.errors import AudioUndecodableError
from models.two_legs import BEGIN_BYTES, END_BYTES, is_two_legs, places
from transcriber.media.decode import Decoding
from transcriber.media.probe import StreamFacts, probe
from transcriber.options import MediaLimits

_CHUNK_BYTES: Final = 1 << 20

Block = NDArray[np.float32]


class Decoded(Protocol):
    """Iterates over float32 [samples, channels] blocks of one second, 16 kHz; the last one is shorter."""

    @property
    def channels(self) -> int:
        """One or two."""
        ...

    @property
    def errors(self) -> int:
        """How often ffmpeg stumbled over the recording, known afterwards."""
        ...

    def __iter__(self) -> Iterator[Block]:
        """Decode from the start."""
        ...


class Sound:
    """What a recording states of itself, and its samples."""

    def __init__(self, tool: Path, files: tuple[Path, ...], limits: MediaLimits) -> None:
        """Look at each file. Raises what `probe` raises."""
        self._tool, self._files, self._limits = tool, files, limits
        self._each = tuple(probe(tool, file, limits) for file in files)
        self.facts = self._each[0] if len(files) == 1 else _together(self._each)

    def decoded(self) -> Decoded:
        """Return the samples, decoded anew; of two legs the first is the left channel."""
        each = tuple(
            Decoding(self._tool, file, facts, self._limits)
            for file, facts in zip(self._files, self._each, strict=True)
        )
        return each[0] if len(each) == 1 else _SideBySide(each)


class _SideBySide:
    """Two decodings as two channels; the shorter one ends in silence, a leg of two channels is mixed."""

    channels = 2

    def __init__(self, legs: tuple[Decoding, ...]) -> None:
        self._legs = legs

    @property
    def errors(self) -> int:
        """How often ffmpeg stumbled over either of them."""
        return sum(leg.errors for leg in self._legs)

    def __iter__(self) -> Iterator[Block]:
        nothing = np.zeros((0, 1), dtype=np.float32)
        for blocks in zip_longest(*self._legs, fillvalue=nothing):
            together = np.zeros((max(map(len, blocks)), 2), dtype=np.float32)
            for channel, block in enumerate(blocks):
                together[: len(block), channel] = block.mean(axis=1)
            yield together


@contextmanager
def sound_of(tool: Path, recording: Path, limits: MediaLimits) -> Iterator[Sound]:
    """Give the sound of a lent file; two legs are laid out beside it, and are gone when the context ends.

    Raises what `probe` raises, of either leg, and AudioUndecodableError when a file of two legs is torn.
    """
    with files_of(recording) as files:
        yield Sound(tool, files, limits)


@contextmanager
def files_of(recording: Path) -> Iterator[tuple[Path, ...]]:
    """Give the file itself, or the two legs in it, each as a file that is gone when the context ends.

    Raises AudioUndecodableError when a file of two legs is torn.
    """
    with recording.open("rb") as file:
        if not is_two_legs(file.read(BEGIN_BYTES)):
            yield (recording,)
            return
        size = file.seek(0, os.SEEK_END)
        file.seek(max(0, size - END_BYTES))
        where = places(file.read(), size)
    if where is None:
        raise AudioUndecodableError("The recording of two legs is torn: send both files again.")
    with TemporaryDirectory(prefix="legs-", dir=recording.parent) as folder:
        files = tuple(Path(folder) / name for name in ("left", "right"))
        for place, leg in zip(where, files, strict=True):
            _lay_out(recording, place, leg)
        yield files


def _lay_out(recording: Path, place: range, leg: Path) -> None:
    with recording.open("rb") as both, leg.open("xb") as alone:
        both.seek(place.start)
        left = len(place)
        while chunk := both.read(min(_CHUNK_BYTES, left)):
            alone.write(chunk)
            left -= len(chunk)


def _together(each: tuple[StreamFacts, ...]) -> StreamFacts:
    """Return the facts of both legs as of one recording: as long as the longer one, if either states it."""
    declared = [facts.declared_s for facts in each if facts.declared_s is not None]
    reached = [facts.packets_s for facts in each if facts.packets_s is not None]
    return StreamFacts(
        channels=2,
        sound_tracks=max(facts.sound_tracks for facts in each),
        declared_s=max(declared) if len(declared) == len(each) else None,
        packets_s=max(reached, default=None),
        no_end=any(facts.no_end for facts in each),
    )
