"""Hands each hostile file to step 1 as a worker would, and notes what became of it.

In: files, the bait's watch. Out: an `Outcome` for each. Nothing is recognised; the survey decodes all.
"""

from __future__ import annotations

import time
from collections.abc import Iterable, Iterator
from pathlib import Path

from evals.hostile.hostile_file import Bait, HostileFile
from evals.hostile.peaks import Peaks
from evals.hostile.watch import Watch
from models.errors import CallNotesError
from models.frozen import Frozen
from transcriber.media.decode import Decoding
from transcriber.media.find_ffmpeg import find_ffmpeg
from transcriber.media.probe import probe
from transcriber.options import MediaLimits
from transcriber.survey import survey


class Outcome(Frozen):
    """What became of one file: one of our error codes or "decoded"; another error is a death of the worker.

    `peak_bytes` is the most memory that its ffmpeg had resident; `knocks` and `reads` are those at the bait.
    """

    kind: str
    ending: str
    became: str
    died: bool
    wall_s: float
    decoded_s: float
    peak_bytes: int
    knocks: int
    reads: int


def run_all(files: Iterable[HostileFile], job: Path, watch: Watch) -> Iterator[Outcome]:
    """Yield what becomes of each file, alone in the job's folder."""
    tool, limits = find_ffmpeg(), MediaLimits()
    for file in files:
        recording = job / f"recording.{file.ending}"
        recording.write_bytes(file.made())
        knocks, reads = watch.knocks, watch.reads
        began, decoded_s, died = time.monotonic(), 0.0, False
        with Peaks() as peaks:
            try:
                facts = probe(tool, recording, limits)
                decoded_s = survey(Decoding(tool, recording, facts, limits), lambda: False).duration_s
                became = "decoded"
            except CallNotesError as error:
                became = error.code
            except Exception as error:  # noqa: BLE001 - an error that is none of ours would end a worker's job
                became, died = type(error).__name__, True
        wall_s = time.monotonic() - began
        recording.unlink()
        watch.look()
        yield Outcome(
            kind=file.kind,
            ending=file.ending,
            became=became,
            died=died,
            wall_s=wall_s,
            decoded_s=decoded_s,
            peak_bytes=peaks.most_bytes,
            knocks=watch.knocks - knocks,
            reads=watch.reads - reads,
        )


def bait_for(watch: Watch, path: Path) -> Bait:
    """Return the bait: the watch's port, and a recording in the watched folder beside the job's."""
    return Bait(port=watch.port, path=str(path), relative=f"../{path.parent.name}/{path.name}")
