"""Writes and reads who spoke when as RTTM, which tools that score speakers take.

In: turns of a transcript, or stretches. Out: lines, or stretches again.
Source: NIST, RT-09 evaluation plan, appendix A: SPEAKER file channel onset duration <NA> <NA> name <NA> <NA>.
Not here: words (RTTM holds none of them).
"""

from __future__ import annotations

import math
import re
from collections.abc import Iterable
from typing import Final, Protocol

from models.frozen import Frozen
from models.transcript import Transcript

_BLANKS: Final = re.compile(r"\s+")


class Stretch(Protocol):
    """What a speaker said in one go; a `Turn` is one."""

    @property
    def speaker(self) -> str:
        """Who speaks."""

    @property
    def start_s(self) -> float:
        """When it begins, in seconds."""

    @property
    def end_s(self) -> float:
        """When it ends, in seconds."""


class Spoken(Frozen):
    """One line of a file: a speaker's stretch, times in seconds."""

    speaker: str
    start_s: float
    end_s: float


def write_rttm(transcript: Transcript, *, recording: str = "call") -> str:
    """Return a line per turn; `recording` stands for a transcript that belongs to no call yet."""
    return rttm_lines(transcript.turns, recording=transcript.call_id or recording)


def rttm_lines(stretches: Iterable[Stretch], *, recording: str) -> str:
    """Return a line per stretch, in their order; blanks in names become "_"."""
    return "".join(
        f"SPEAKER {_field(recording)} 1 {one.start_s:.3f} {one.end_s - one.start_s:.3f} "
        f"<NA> <NA> {_field(one.speaker)} <NA> <NA>\n"
        for one in stretches
    )


def read_rttm(text: str) -> tuple[Spoken, ...]:
    """Return the stretches in file order; lines that are no SPEAKER lines are left out."""
    found = []
    for line in text.splitlines():
        fields = line.split()
        if len(fields) < 8 or fields[0] != "SPEAKER":
            continue
        try:
            start_s, duration_s = float(fields[3]), float(fields[4])
        except ValueError:
            continue
        if math.isfinite(start_s + duration_s) and start_s >= 0 and duration_s >= 0:
            found.append(Spoken(speaker=fields[7], start_s=start_s, end_s=start_s + duration_s))
    return tuple(found)


def _field(text: str) -> str:
    return _BLANKS.sub("_", text.strip()) or "<NA>"
