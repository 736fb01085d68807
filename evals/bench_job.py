"""Measures one job of step 1 in a process of its own: the product on a recording, the bare recogniser too.

In: `Job` as JSON on the command line (`python -m evals.bench_job '{..}'`). Out: `Measured` as JSON.
Times are of processors (all threads, and ffmpeg) unless they say wall, so that other work on the machine
changes shares little. Not here: which jobs to run, the tables (bench.py).
"""

from __future__ import annotations

import re
import sys
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Final, NamedTuple

import numpy as np
from numpy.typing import NDArray

from evals.bench_bare import Bare, Windows, clocked, cpu_s
from evals.transcripts import RecordingFile
from models.frozen import Frozen
from models.transcript import Transcript
from transcriber.engine import Recognised
from transcriber.engines.faster_whisper import FasterWhisperEngine
from transcriber.media.decode import Decoding
from transcriber.media.find_ffmpeg import find_ffmpeg
from transcriber.media.probe import probe
from transcriber.options import TranscribeOptions
from transcriber.survey import survey
from transcriber.transcribe import transcribe

_KIB: Final = 1024
_OPTIONS: Final = TranscribeOptions(language="en", agent_channel="left")

Samples = NDArray[np.float32]


class Job(Frozen):
    """What to measure: a model's folder, a recording, and how many calls at once on how many threads each.

    With one worker ours and the bare call take turns for so many `rounds`, and the cheapest of each counts.
    """

    model: Path
    audio: Path
    workers: int = 1
    threads: int = 1
    rounds: int = 1


class Measured(Frozen):
    """Seconds of processors, MiB, and counts.

    With one worker the stages are told apart: `decode_s` (twice: looking and hearing), `gate_s`,
    `features_s` and `recogniser_s` (the log-mel and all else inside the engine), and `rest_s` (cutting,
    speakers, turns, masking). `bare_s` is faster-whisper's own call on each channel, with its own gate.
    `windows` are those of 30 s that the model encoded, each of them the dear part of the work.
    """

    audio_s: float
    channels: int
    pieces: int
    windows: int = 0
    bare_windows: int = 0
    words: int
    wall_s: float
    total_s: float
    decode_s: float = 0.0
    gate_s: float = 0.0
    features_s: float = 0.0
    recogniser_s: float = 0.0
    rest_s: float = 0.0
    bare_s: float = 0.0
    loaded_mib: float
    peak_mib: float

    @property
    def around_the_recogniser(self) -> float:
        """Processor seconds of all but the engine, per second of a channel; the log-mel counts with them."""
        return (self.total_s - self.recogniser_s) / (self.audio_s * self.channels)

    @property
    def overhead(self) -> float:
        """What the pipeline adds to the engine's own work on the very same pieces, as a share of it."""
        engine_s = self.recogniser_s + self.features_s
        return (self.total_s - engine_s) / engine_s

    @property
    def beside_bare(self) -> float:
        """Ours against faster-whisper's own call on the same recording: 0.05 is five hundredths dearer."""
        return self.total_s / self.bare_s - 1.0


class _Watched:
    """The engine, and what it is asked; one call at a time."""

    def __init__(self, engine: FasterWhisperEngine) -> None:
        self.name, self.model, self.preview = engine.name, engine.model, engine.preview
        self.heard: list[int] = []
        self.cpu_s = 0.0
        self._engine = engine

    def recognise(self, samples: Samples, language: str | None, hotwords: tuple[str, ...] = ()) -> Recognised:
        """Recognise, and keep how long it took and how much there was."""
        began = cpu_s()
        found = self._engine.recognise(samples, language, hotwords)
        self.cpu_s += cpu_s() - began
        self.heard.append(len(samples))
        return found


def measure(job: Job) -> Measured:
    """Run the job and return what it cost; the model is loaded before the clock starts."""
    encoded = Windows()
    engine = FasterWhisperEngine(
        str(job.model), model_dir=job.model, workers=job.workers, threads=job.threads
    )
    engine.recognise(np.zeros(16_000, dtype=np.float32), "en")
    loaded_mib = _resident_mib()
    _forget_peak()
    if job.workers > 1:
        return _together(job, engine, loaded_mib)
    first = _round(job, engine, encoded)
    peak_mib = _peak_mib()
    bare = Bare(job.model, job.audio, job.threads, encoded)
    bare_s = bare.run()
    ours = [first]
    for _ in range(job.rounds - 1):
        ours.append(_round(job, engine, encoded))
        bare_s = min(bare_s, bare.run())
    total_s, wall_s, heard, watched, windows = min(ours, key=lambda one: one.total_s)
    decode_s, look_s = _of_parts(job)
    features_s = _features(watched.heard)
    return Measured(
        audio_s=heard.duration_s,
        channels=heard.channels,
        pieces=len(watched.heard),
        windows=windows,
        bare_windows=bare.windows,
        words=sum(len(turn.words) for turn in heard.turns),
        wall_s=wall_s,
        total_s=total_s,
        decode_s=2 * decode_s,
        gate_s=look_s - decode_s,
        features_s=features_s,
        recogniser_s=watched.cpu_s - features_s,
        rest_s=total_s - watched.cpu_s - decode_s - look_s,
        bare_s=bare_s,
        loaded_mib=loaded_mib,
        peak_mib=peak_mib,
    )


class _Round(NamedTuple):
    """What our own call cost once, what it heard, and how many windows were encoded for it."""

    total_s: float
    wall_s: float
    heard: Transcript
    watched: _Watched
    windows: int


def _round(job: Job, engine: FasterWhisperEngine, encoded: Windows) -> _Round:
    watched, before = _Watched(engine), encoded.seen
    total_s, wall_s, heard = clocked(lambda: _product(job, watched))
    return _Round(total_s, wall_s, heard, watched, encoded.since(before))


def _together(job: Job, engine: FasterWhisperEngine, loaded_mib: float) -> Measured:
    """As many calls at once as there are workers, on one engine."""

    def all_of_them() -> list[Transcript]:
        with ThreadPoolExecutor(job.workers) as pool:
            return list(pool.map(lambda _: _product(job, engine), range(job.workers)))

    total_s, wall_s, heard = clocked(all_of_them)
    return Measured(
        audio_s=sum(one.duration_s for one in heard),
        channels=heard[0].channels,
        pieces=0,
        words=sum(len(turn.words) for one in heard for turn in one.turns),
        wall_s=wall_s,
        total_s=total_s,
        loaded_mib=loaded_mib,
        peak_mib=_peak_mib(),
    )


def _product(job: Job, engine: FasterWhisperEngine | _Watched) -> Transcript:
    return transcribe(RecordingFile(job.audio), engine=engine, options=_OPTIONS)


def _of_parts(job: Job) -> tuple[float, float]:
    """Return what decoding alone costs, and the whole first look."""
    tool = find_ffmpeg()
    facts = probe(tool, job.audio, _OPTIONS.limits)

    def decoding() -> Decoding:
        return Decoding(tool, job.audio, facts, _OPTIONS.limits)

    decode_s, _, _ = clocked(lambda: sum(len(block) for block in decoding()))
    look_s, _, _ = clocked(lambda: survey(decoding(), lambda: False))
    return decode_s, look_s


def _features(lengths: list[int]) -> float:
    """Return what the log-mel of pieces of these lengths costs; it depends on nothing else."""
    from faster_whisper.feature_extractor import FeatureExtractor  # noqa: PLC0415 - slow to load

    extractor = FeatureExtractor(feature_size=80)
    sound = np.random.default_rng(7).normal(0.0, 0.1, max(lengths, default=0)).astype(np.float32)
    cost_s, _, _ = clocked(lambda: [extractor(sound[:length]) for length in lengths])
    return cost_s


def _resident_mib() -> float:
    return _status("VmRSS") / _KIB


def _peak_mib() -> float:
    return _status("VmHWM") / _KIB


def _status(line: str) -> int:
    found = re.search(rf"^{line}:\s+(\d+) kB", Path("/proc/self/status").read_text("ascii"), re.MULTILINE)
    return int(found.group(1)) if found else 0


def _forget_peak() -> None:
    """Let the peak begin anew (proc(5), clear_refs), so that loading the model is not in it."""
    Path("/proc/self/clear_refs").write_text("5", "ascii")


if __name__ == "__main__":
    sys.stdout.write(measure(Job.model_validate_json(sys.argv[1])).model_dump_json() + "\n")
