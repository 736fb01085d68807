"""Speed and memory of step 1 by length, model shape, workers and threads, beside the bare recogniser.

Usage: python -m evals.bench [--shapes tiny base small] [--minutes 2 10] [--plans 1x1 2x1 1x2]
       [--rounds 3] [--audio FILE] [--plot FILE.svg] [--json]
Needs nothing from outside: the models have the shapes of real ones and weights made on the spot, and say 103
tokens in each window of 30 s; the recording is the sample's, repeated. Each job runs in a process of its own.
"2x1" is two calls at once with one thread each, "1x2" one call with two threads.
"""

from __future__ import annotations

import argparse
import json
import os
import subprocess
import sys
import tempfile
import wave
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import Final

import numpy as np

from callnotes.sample import load_sample
from evals.bars import bars_of
from evals.bench_job import Job, Measured
from evals.made_whisper import SHAPES, make_shaped_model
from models.frozen import Frozen
from transcriber.media.commands import SAMPLE_RATE
from transcriber.media.decode import Decoding
from transcriber.media.find_ffmpeg import find_ffmpeg
from transcriber.media.probe import probe
from transcriber.options import MediaLimits

_PLANS: Final = ("1x1", "2x1", "1x2")
_STAGES: Final = ("decode_s", "gate_s", "features_s", "recogniser_s", "rest_s")


class Row(Frozen):
    """A job by the names that it has in the tables, and what came out."""

    shape: str
    plan: str
    minutes: float
    measured: Measured


def make_recording(target: Path, minutes: float) -> None:
    """Write the sample's recording, again and again, as a stereo WAV of this length."""
    sample = load_sample()
    limits = MediaLimits()
    tool = find_ffmpeg()
    blocks = list(Decoding(tool, sample.audio, probe(tool, sample.audio, limits), limits))
    sound = (np.concatenate(blocks) * 32767).astype(np.int16)
    left = round(minutes * 60 * SAMPLE_RATE)
    with wave.open(str(target), "wb") as out:
        out.setnchannels(sound.shape[1])
        out.setsampwidth(2)
        out.setframerate(SAMPLE_RATE)
        while left > 0:
            out.writeframes(sound[:left].tobytes())
            left -= len(sound)


def run(job: Job) -> Measured:
    """Measure the job in a fresh process. subprocess.CalledProcessError when it fails."""
    command = [sys.executable, "-m", "evals.bench_job", job.model_dump_json()]
    as_the_program = {**os.environ, "OPENBLAS_NUM_THREADS": "1"}  # as callnotes/__main__.py says it
    done = subprocess.run(command, check=True, capture_output=True, text=True, env=as_the_program)
    return Measured.model_validate_json(done.stdout.splitlines()[-1])


def table_of(rows: Sequence[Row]) -> str:
    """Return three tables: speed and memory of all jobs; shares, then overhead, of those with one worker."""
    named = f"{'model':<7} {'plan':<5} {'minutes':>7}"
    speed = f"{'pieces':>6} {'windows':>7} {'audio h/h':>9} {'cpu s/audio s':>13}"
    memory = f"{'loaded MiB':>10} {'peak over':>9}"
    beside = f"{'around it':>9} {'over engine':>11} {'beside bare':>11} {'its windows':>11}"
    alone = [row for row in rows if row.plan.startswith("1x")]
    lines = [f"{named} {speed} {memory}", *map(_speed, rows)]
    lines += ["", f"{named}  share of all processor time, %", *map(_shares, alone)]
    lines += ["", f"{named} {beside}"]
    return "\n".join([*lines, *(_overhead(row) for row in alone)])


def _name(row: Row) -> str:
    return f"{row.shape:<7} {row.plan:<5} {row.minutes:>7g}"


def _speed(row: Row) -> str:
    one = row.measured
    speed = f"{one.audio_s / one.wall_s:>9.1f} {one.total_s / one.audio_s:>13.4f}"
    memory = f"{one.loaded_mib:>10.0f} {one.peak_mib - one.loaded_mib:>9.0f}"
    return f"{_name(row)} {one.pieces or '':>6} {one.windows or '':>7} {speed} {memory}"


def _shares(row: Row) -> str:
    return f"{_name(row)}  " + "  ".join(
        f"{stage.removesuffix('_s')} {100 * getattr(row.measured, stage) / row.measured.total_s:.1f}"
        for stage in _STAGES
    )


def _overhead(row: Row) -> str:
    """All but the recogniser as a share of real time per channel; and what ours costs more, in percent."""
    one = row.measured
    shares = f"{100 * one.overhead:>10.1f}% {100 * one.beside_bare:>+10.1f}% {one.bare_windows:>11}"
    return f"{_name(row)} {one.around_the_recogniser:>9.4f} {shares}"


def _rows(asked: argparse.Namespace, folder: Path) -> Iterable[Row]:
    for shape in asked.shapes:
        model = make_shaped_model(folder / shape, SHAPES[shape])
        for minutes in asked.minutes:
            audio = asked.audio
            if audio is None:
                audio = folder / f"{minutes:g}.wav"
                make_recording(audio, minutes)
            for plan in asked.plans:
                workers, threads = map(int, plan.split("x"))
                job = Job(model=model, audio=audio, workers=workers, threads=threads, rounds=asked.rounds)
                measured = run(job)
                length = round(measured.audio_s / workers / 60, 1) if asked.audio else minutes
                yield Row(shape=shape, plan=plan, minutes=length, measured=measured)


def main() -> None:
    """Measure, print the tables or JSON, draw the stages' shares."""
    parser = argparse.ArgumentParser(prog="python -m evals.bench", description="Speed and memory of step 1.")
    parser.add_argument("--shapes", nargs="+", choices=tuple(SHAPES), default=list(SHAPES))
    parser.add_argument("--minutes", nargs="+", type=float, default=[2, 10])
    parser.add_argument("--plans", nargs="+", choices=_PLANS, default=list(_PLANS), help="calls x threads")
    parser.add_argument("--rounds", type=int, default=1, help="of ours and bare in turn; the cheapest counts")
    parser.add_argument("--audio", type=Path, help="a recording of your own, instead of the sample repeated")
    parser.add_argument("--plot", type=Path, help="where to draw the shares of the stages, as SVG")
    parser.add_argument("--json", action="store_true")
    asked = parser.parse_args()
    if asked.audio is not None:
        asked.minutes = [0.0]
    with tempfile.TemporaryDirectory(prefix="callnotes-bench-") as folder:
        rows = list(_rows(asked, Path(folder)))
    if asked.json:
        sys.stdout.write(json.dumps([row.model_dump(mode="json") for row in rows], indent=2) + "\n")
    else:
        sys.stdout.write(table_of(rows) + "\n")
    if asked.plot is not None:
        asked.plot.write_text(_drawn(rows), "utf-8")


def _drawn(rows: Sequence[Row]) -> str:
    shares = {
        " ".join(_name(row).split()): {
            stage.removesuffix("_s"): 100 * getattr(row.measured, stage) / row.measured.total_s
            for stage in _STAGES
        }
        for row in rows
        if row.plan.startswith("1x")
    }
    return bars_of(shares, title="Share of all processor time")


if __name__ == "__main__":
    main()
