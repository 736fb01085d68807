"""Scores who tells voices apart: each known call mixed to one channel, by `voices` and by pyannote.

Usage: python -m evals.diarizers FOLDER [--model FOLDER] [--speakers N]
FOLDER is laid out like HarperValleyBank (reference.py); `--model` is a pyannote pipeline; without one
only `voices` is scored. For each call and diarizer: DER, how sure the stretches say they are, processor time.
"""

from __future__ import annotations

import argparse
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator, Sequence
from pathlib import Path

from callnotes.settings import Settings
from evals.reference import KnownCall, read_calls
from evals.speakers import diarization_error
from evals.transcripts import RecordingFile
from models.errors import CallNotesError, InputError
from models.frozen import Frozen
from transcriber.cancelling import never, unwatched
from transcriber.diarize import diarize
from transcriber.diarizer import Diarizer
from transcriber.media.commands import SAMPLE_RATE
from transcriber.media.find_ffmpeg import find_ffmpeg
from transcriber.options import TranscribeOptions


class DiarizerScore(Frozen):
    """One call by one diarizer; `error` is a share of the time spoken, `cost` processor time per second."""

    call: str
    diarizer: str
    error: float
    confidence: float
    cost: float


def score(
    calls: Sequence[KnownCall], diarizers: Sequence[Diarizer], *, speakers: int | None
) -> Iterator[DiarizerScore]:
    """Yield a score per call and diarizer. Raises InputError for a call without a recording."""
    with tempfile.TemporaryDirectory(prefix="callnotes-evals-") as folder:
        for call in calls:
            mono = _mixed(call, Path(folder))
            for diarizer in diarizers:
                yield _score(call, mono, diarizer, TranscribeOptions(speakers=speakers))


def table_of(scores: Sequence[DiarizerScore]) -> str:
    """Return a line per call and diarizer, and the median of each diarizer."""
    lines = [f"{'call':<20} {'diarizer':<10} {'DER %':>7} {'sure':>6} {'cpu s per s':>12}"]
    for one in scores:
        figures = f"{100 * one.error:>7.2f} {one.confidence:>6.2f} {one.cost:>12.4f}"
        lines.append(f"{one.call[:20]:<20} {one.diarizer:<10} {figures}")
    for name in dict.fromkeys(one.diarizer for one in scores):
        median = statistics.median(one.error for one in scores if one.diarizer == name)
        lines.append(f"{'median':<20} {name:<10} {100 * median:>7.2f}")
    return "\n".join(lines)


def _score(call: KnownCall, mono: Path, diarizer: Diarizer, options: TranscribeOptions) -> DiarizerScore:
    started = time.process_time()
    found = diarize(
        RecordingFile(mono), options=options, diarizer=diarizer, progress=unwatched, cancelled=never
    )
    spent_s = time.process_time() - started
    heard = [(one.speaker, one.start_s, one.end_s) for one in found.stretches]
    return DiarizerScore(
        call=call.name,
        diarizer=diarizer.name,
        error=diarization_error(call.speech, heard),
        confidence=statistics.fmean(one.confidence for one in found.stretches) if heard else 0.0,
        cost=spent_s / max(found.duration_s, 1.0),
    )


def _mixed(call: KnownCall, folder: Path) -> Path:
    """Write all channels of the recording as one, and return where."""
    if call.audio is None:
        raise InputError("A call has no recording beside it, so that nobody can tell its voices apart.")
    mono = folder / f"{call.name}.wav"
    command = [str(find_ffmpeg()), "-y", "-loglevel", "error", "-i", str(call.audio)]
    subprocess.run([*command, "-ac", "1", "-ar", str(SAMPLE_RATE), str(mono)], check=True)
    return mono


def main() -> None:
    """Print the table."""
    from callnotes.diarizers import diarizer_named  # noqa: PLC0415 - after the options were read

    parser = argparse.ArgumentParser(prog="python -m evals.diarizers", description="DER on one channel.")
    parser.add_argument("folder", type=Path)
    parser.add_argument("--model", type=Path, help="a folder with a pyannote pipeline")
    parser.add_argument("--speakers", type=int, help="how many speak; else each finds out as it does")
    asked = parser.parse_args()
    names = ("voices", "pyannote") if asked.model else ("voices",)
    try:
        diarizers = [diarizer_named(Settings(diarization_model=asked.model), name) for name in names]
        scores = tuple(score(read_calls(asked.folder), diarizers, speakers=asked.speakers))
    except CallNotesError as error:
        raise SystemExit(error.message) from error
    sys.stdout.write(table_of(scores) + "\n")


if __name__ == "__main__":
    main()
