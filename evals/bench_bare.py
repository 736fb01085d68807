"""What the bench holds ours against: faster-whisper's own call, on the same recording and the same clock.

In: a model's folder and a recording. Out: seconds of processors, and how many windows of 30 s were encoded.
"""

from __future__ import annotations

import resource
import time
from collections.abc import Callable
from pathlib import Path
from typing import TypeVar

Found = TypeVar("Found")


class Windows:
    """Counts how often any model of this process encodes a window."""

    def __init__(self) -> None:
        """Count from now on."""
        from faster_whisper import WhisperModel  # noqa: PLC0415 - slow to load

        self.seen = 0
        self._encode = WhisperModel.encode
        WhisperModel.encode = self._counted(self._encode)

    def since(self, before: int) -> int:
        """Return how many there were since there were that many."""
        return self.seen - before

    def _counted(self, encode: Callable[..., object]) -> Callable[..., object]:
        def counted(model: object, features: object) -> object:
            self.seen += 1
            return encode(model, features)

        return counted


class Bare:
    """faster-whisper itself on each channel, decoding and gating in its own way."""

    def __init__(self, folder: Path, audio: Path, threads: int, encoded: Windows) -> None:
        """Load the model of this folder."""
        from faster_whisper import WhisperModel  # noqa: PLC0415 - slow to load

        self.windows = 0
        self._audio = str(audio)
        self._encoded = encoded
        self._model = WhisperModel(
            str(folder), device="cpu", compute_type="int8", cpu_threads=threads, local_files_only=True
        )

    def run(self) -> float:
        """Return what it costs, and keep how many windows it encoded."""
        before = self._encoded.seen
        cost_s, _, _ = clocked(self._transcribe)
        self.windows = self._encoded.since(before)
        return cost_s

    def _transcribe(self) -> None:
        from faster_whisper import decode_audio  # noqa: PLC0415 - as above

        for channel in decode_audio(self._audio, split_stereo=True):
            segments, _ = self._model.transcribe(
                channel,
                language="en",
                beam_size=1,
                temperature=0.0,
                vad_filter=True,
                word_timestamps=True,
                condition_on_previous_text=False,
            )
            for _ in segments:
                pass  # they are recognised as they are asked for


def clocked(work: Callable[[], Found]) -> tuple[float, float, Found]:
    """Return what the work cost in seconds of processors, how long it took, and what it found."""
    cpu, wall = cpu_s(), time.perf_counter()
    found = work()
    return cpu_s() - cpu, time.perf_counter() - wall, found


def cpu_s() -> float:
    """Processor seconds of this process, all its threads, and of its children that have ended."""
    children = resource.getrusage(resource.RUSAGE_CHILDREN)
    return time.process_time() + children.ru_utime + children.ru_stime
