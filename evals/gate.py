"""Measures the gate: how much of what is said it keeps, and how often it opens where nobody speaks.

In: a folder of calls with word times, laid out like HarperValleyBank, and clips that are synthesized on the
spot. Out: a table over thresholds and paddings, and the same as a curve. `python -m evals.gate --help`

Words count where a person wrote them down; a turn that says only "[noise]" has none. A clip of 30 s passes
when any of it is taken for speech. Half of the clips are of kinds that were in view while the gate was made,
with other seeds; half are of kinds that were not.
"""

from __future__ import annotations

import argparse
import json
import time
from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Final

import numpy as np

from evals.curve import svg_of
from evals.nonspeech.clips import FIRST_HELD_OUT_SEED, SEEN, UNSEEN, clips
from transcriber.gate import CHOSEN, WINDOW_S, GatePoint, Listener, Track, pass_gate
from transcriber.media.decode import Decoding
from transcriber.media.find_ffmpeg import find_ffmpeg
from transcriber.media.probe import probe
from transcriber.options import MediaLimits
from transcriber.stretch import Stretch

_CALLS: Final = Path("../shared/data/harper_valley")
_THRESHOLDS: Final = (0.1, 0.2, 0.3, 0.4, 0.5, 0.6, 0.7, 0.8, 0.9)
PADDINGS: Final = (0.1, 0.2, 0.3, 0.4, 0.6)
CHOSEN_PADDING: Final = 0.3  # the margin of cutting.py
_CHANNELS: Final = {"caller": 0, "agent": 1}

Judge = Callable[[Track], tuple[Stretch, ...]]


@dataclass(frozen=True, eq=False)
class Spoken:
    """One channel of a call: its track, and when its words are said, in seconds."""

    track: Track
    words: tuple[tuple[float, float], ...]


@dataclass(frozen=True, eq=False)
class Unspoken:
    """A clip without speech: what it is, whether that kind was in view, its track."""

    kind: str
    seen: bool
    track: Track


@dataclass(frozen=True)
class Result:
    """What a judge does: word time kept for each padding, and clips passed (shares); who passed."""

    kept: tuple[float, ...]
    passed: float
    passed_unseen: float
    kinds: tuple[tuple[str, int], ...]


def spoken_in(folder: Path) -> Iterator[Spoken]:
    """Yield both channels of each call in the folder."""
    for path in sorted(folder.glob("*.stereo.flac")):
        turns = json.loads(
            path.with_name(path.name.replace("stereo.flac", "transcript.json")).read_text("utf-8")
        )
        for channel, track in enumerate(_tracks(path)):
            own = [turn for turn in turns if _CHANNELS[turn["speaker_role"]] == channel]
            yield Spoken(track=track, words=tuple(word for turn in own for word in _words(turn)))


def unspoken(count: int) -> Iterator[Unspoken]:
    """Yield this many clips, half of them of kinds that were never in view."""
    for seen, kinds, share in ((True, SEEN, count - count // 2), (False, UNSEEN, count // 2)):
        for clip in clips(kinds, FIRST_HELD_OUT_SEED, share):
            listener = Listener()
            listener.feed(clip.samples)
            yield Unspoken(kind=clip.kind, seen=seen, track=listener.finish())


def measure(judge: Judge, said: tuple[Spoken, ...], silent: tuple[Unspoken, ...]) -> Result:
    """Return what this judge keeps and lets pass."""
    runs = [judge(one.track) for one in said]
    total = sum(end - start for one in said for start, end in one.words)
    passed = [clip for clip in silent if judge(clip.track)]
    unseen = [clip for clip in silent if not clip.seen]
    return Result(
        kept=tuple(
            sum(_kept(one, found, padding) for one, found in zip(said, runs, strict=True)) / max(total, 1e-9)
            for padding in PADDINGS
        ),
        passed=len(passed) / max(1, len(silent)),
        passed_unseen=sum(not clip.seen for clip in passed) / max(1, len(unseen)),
        kinds=tuple(Counter(clip.kind for clip in passed).most_common()),
    )


def silero_alone(threshold: float) -> Judge:
    """Return the judge that takes each window from this probability on for speech, and asks nothing else."""
    point = GatePoint(strong_from=threshold, strong_windows=1, likely_from=threshold, share_from=2.0)
    return lambda track: pass_gate(track, point).runs


def gate_from(threshold: float) -> Judge:
    """Return the gate with another threshold of being sure; the thresholds around it move with it."""
    point = GatePoint(
        sure_from=threshold,
        strong_from=max(CHOSEN.strong_from, threshold),
        likely_from=min(CHOSEN.likely_from, threshold),
    )
    return lambda track: pass_gate(track, point).runs


def _tracks(path: Path) -> tuple[Track, ...]:
    tool, limits = find_ffmpeg(), MediaLimits()
    decoding = Decoding(tool, path, probe(tool, path, limits), limits)
    listeners = tuple(Listener() for _ in range(decoding.channels))
    for block in decoding:
        for channel, listener in enumerate(listeners):
            listener.feed(np.ascontiguousarray(block[:, channel]))
    return tuple(listener.finish() for listener in listeners)


def _words(turn: dict[str, object]) -> Iterator[tuple[float, float]]:
    """Yield the times of the words of a turn in which a person heard words."""
    if not any(word[0] not in "[<" for word in str(turn["human_transcript"]).split()):
        return
    begins, offsets, lengths = turn["offset_ms"], turn["word_offsets_ms"], turn["word_durations_ms"]
    if isinstance(begins, int) and isinstance(offsets, list) and isinstance(lengths, list):
        for offset, length in zip(offsets, lengths, strict=True):
            yield (begins + offset) / 1000, (begins + offset + length) / 1000


def _kept(one: Spoken, runs: tuple[Stretch, ...], padding: float) -> float:
    """Return the seconds of the words that lie within the runs and their padding."""
    open_s: list[tuple[float, float]] = []
    for run in runs:
        start, end = run.start * WINDOW_S - padding, run.end * WINDOW_S + padding
        if open_s and start <= open_s[-1][1]:
            open_s[-1] = (open_s[-1][0], end)
        else:
            open_s.append((start, end))
    return sum(
        max(0.0, min(end, last) - max(start, first)) for start, end in one.words for first, last in open_s
    )


def _row(name: str, result: Result) -> str:
    kept = "".join(f"{100 * share:8.2f}" for share in result.kept)
    kinds = ", ".join(f"{kind} {count}" for kind, count in result.kinds[:4])
    return f"{name:18}{kept}{100 * result.passed:10.2f}{100 * result.passed_unseen:10.2f}   {kinds}"


def main() -> None:
    """Print the table, and write the curve where asked to."""
    parser = argparse.ArgumentParser(prog="python -m evals.gate", description=__doc__.splitlines()[0])
    parser.add_argument("--calls", type=Path, default=_CALLS, help="a folder laid out like harper_valley")
    parser.add_argument(
        "--clips", type=int, default=240, help="clips of 30 s without speech (240: two hours)"
    )
    parser.add_argument("--plot", type=Path, help="write the curve to this SVG file")
    asked = parser.parse_args()
    began = time.process_time()
    said, silent = tuple(spoken_in(asked.calls)), tuple(unspoken(asked.clips))
    seconds = sum(end - start for one in said for start, end in one.words)
    print(f"{len(said)} channels with {seconds:.0f} s of words; {len(silent)} clips without speech")
    print(
        f"{'kept (%), padding':18}" + "".join(f"{padding:8}" for padding in PADDINGS) + "  passed %  unseen %"
    )
    alone = {threshold: measure(silero_alone(threshold), said, silent) for threshold in _THRESHOLDS}
    gate = {threshold: measure(gate_from(threshold), said, silent) for threshold in _THRESHOLDS}
    for name, results in (("Silero alone", alone), ("the gate", gate)):
        for threshold, result in results.items():
            chosen = " *" if results is gate and threshold == CHOSEN.sure_from else ""
            print(_row(f"{name} {threshold}{chosen}", result))
    print(f"{time.process_time() - began:.0f} s of processor time; * is the point that the product works at")
    if asked.plot is not None:
        asked.plot.write_text(_curve(alone, gate), "utf-8")


def _curve(alone: dict[float, Result], gate: dict[float, Result]) -> str:
    place = PADDINGS.index(CHOSEN_PADDING)
    at = gate[CHOSEN.sure_from]
    curves = {
        name: tuple((100 * result.passed, 100 * result.kept[place]) for result in results.values())
        for name, results in (("Silero alone", alone), ("the gate", gate))
    }
    return svg_of(
        curves,
        across="clips of 30 s without speech that pass (%)",
        up="word time kept (%)",
        x_range=(0.0, 20.0),
        y_range=(90.0, 100.0),
        marked=(100 * at.passed, 100 * at.kept[place]),
    )


if __name__ == "__main__":
    main()
