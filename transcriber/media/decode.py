"""A recording as a stream of blocks of samples; nothing holds more than one block."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Final

import numpy as np
from numpy.typing import NDArray

from models.errors import AudioTooLongError
from transcriber.media.child import Allowance, Child
from transcriber.media.commands import SAMPLE_RATE, decode_command
from transcriber.media.probe import TOO_LONG, StreamFacts, refusal
from transcriber.options import MediaLimits

_LEAST_CPU_S: Final = 7
_CPU_SHARE: Final = 0.05  # of real time: ten times what the dearest recording took (six channels at 192 kHz)
_FULL_SCALE: Final = np.float32(1.0 / 32768.0)


class Decoding:
    """Iterates over float32 [samples, channels] blocks of one second, 16 kHz; the last one is shorter.

    Blocks never depend on how the pipe was filled, so that two runs over a recording see the same.
    Afterwards `errors` says how often ffmpeg stumbled over the file. Raises AudioTooLongError as soon as
    the limit is passed, AudioUndecodableError when there is no sound at all, MediaToolError when a limit
    ended ffmpeg.
    """

    def __init__(self, tool: Path, recording: Path, facts: StreamFacts, limits: MediaLimits) -> None:
        """Remember what to decode; ffmpeg starts with the iteration."""
        self.channels = min(2, facts.channels)
        self.errors = 0
        self._recording = recording
        self._limits = limits
        self._allowance = _allowance(facts, limits)
        self._command = decode_command(
            tool,
            recording,
            channels=self.channels,
            source_channels=facts.channels,
            max_duration_s=limits.max_duration_s,
        )

    def __iter__(self) -> Iterator[NDArray[np.float32]]:
        """Decode from the start."""
        samples = 0
        with Child(self._command, self._allowance, reads=(self._recording,)) as child:
            for block in self._blocks(child):
                samples += len(block)
                if samples > self._limits.max_duration_s * SAMPLE_RATE:
                    raise AudioTooLongError(TOO_LONG)
                yield block
            ending = child.ending()
        if samples == 0 or ending.stopped:
            raise refusal(ending)
        self.errors = ending.errors

    def _blocks(self, child: Child) -> Iterator[NDArray[np.float32]]:
        frame_bytes = 2 * self.channels
        block_bytes = frame_bytes * SAMPLE_RATE
        rest = bytearray()
        while got := child.read():
            rest += got
            while len(rest) >= block_bytes:
                yield self._samples(bytes(rest[:block_bytes]))
                del rest[:block_bytes]
        whole = len(rest) - len(rest) % frame_bytes
        if whole:
            yield self._samples(bytes(rest[:whole]))

    def _samples(self, block: bytes) -> NDArray[np.float32]:
        frames = np.frombuffer(block, dtype="<i2").reshape(-1, self.channels)
        return frames.astype(np.float32) * _FULL_SCALE


def _allowance(facts: StreamFacts, limits: MediaLimits) -> Allowance:
    """Allow CPU time by the length that the packets have, so that a short file cannot take long."""
    expected_s = limits.max_duration_s if facts.packets_s is None else facts.packets_s
    return Allowance(
        cpu_s=min(limits.decoder_cpu_s, _LEAST_CPU_S + int(expected_s * _CPU_SHARE)),
        stalled_cpu_s=limits.stalled_cpu_s,
        wait_s=limits.decoder_wait_s,
        memory_bytes=limits.decoder_memory_bytes,
    )
