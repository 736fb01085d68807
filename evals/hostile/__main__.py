"""All hostile files through step 1, as a table: `python -m evals.hostile [--seed N] [--every N]`."""

from __future__ import annotations

import argparse
import tempfile
from collections import Counter
from pathlib import Path

from evals.hostile.files import hostile_files
from evals.hostile.run import Outcome, bait_for, run_all
from evals.hostile.valid_files import valid_files
from evals.hostile.watch import Watch
from transcriber.media.find_ffmpeg import find_ffmpeg


def main() -> None:
    """Run them, and print what became of each kind, the slowest ones and the totals."""
    parser = argparse.ArgumentParser(prog="python -m evals.hostile", description=__doc__)
    parser.add_argument("--seed", type=int, default=4)
    parser.add_argument("--every", type=int, default=1, help="take only each Nth file")
    chosen = parser.parse_args()
    _report(outcomes(chosen.seed, chosen.every))


def outcomes(seed: int, every: int = 1) -> tuple[Outcome, ...]:
    """Return what became of each file of this seed, or of each `every`th one."""
    with tempfile.TemporaryDirectory(prefix="callnotes-hostile-") as name:
        made, job, outside = (Path(name) / part for part in ("made", "job", "outside"))
        for folder in (made, job, outside):
            folder.mkdir()
        valid = valid_files(find_ffmpeg(), made)
        (outside / "bait.wav").write_bytes(valid["wav"])
        with Watch(outside) as watch:
            files = hostile_files(seed, valid, bait_for(watch, outside / "bait.wav"))
            picked = (file for number, file in enumerate(files) if number % every == 0)
            return tuple(run_all(picked, job, watch))


def _report(found: tuple[Outcome, ...]) -> None:
    kinds = Counter((outcome.kind, outcome.became) for outcome in found)
    for (kind, became), count in sorted(kinds.items()):
        print(f"{kind:16} {became:22} {count:4}")
    print("\nThe slowest:")
    for slow in sorted(found, key=lambda outcome: -outcome.wall_s)[:8]:
        print(
            f"{slow.wall_s:6.2f} s  {slow.kind} .{slow.ending}: {slow.became}, {slow.decoded_s:.0f} s sound"
        )
    knocks, reads, died = (
        sum(getattr(outcome, what) for outcome in found) for what in ("knocks", "reads", "died")
    )
    peak, longest = (max(getattr(outcome, what) for outcome in found) for what in ("peak_bytes", "wall_s"))
    print(
        f"\n{len(found)} files: {knocks} connections, {reads} reads of the bait, {died} deaths, "
        f"at most {peak / 1e6:.0f} MB and {longest:.1f} s"
    )


if __name__ == "__main__":
    main()
