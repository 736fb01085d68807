"""Stretches: where marks, one for each window or frame, stand without a break.

In: marks by time. Out: the first of each run and the one after its last.
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

Marks = NDArray[np.bool_]
Edges = NDArray[np.int64]


class Stretch(NamedTuple):
    """From the first to before the last; in windows, frames or samples, as the name of the field says."""

    start: int
    end: int


def runs(marks: Marks) -> Edges:
    """Return where each run begins, and the one after its last (int64 [runs, 2])."""
    padded = np.pad(marks, 1)
    return np.flatnonzero(padded[1:] != padded[:-1]).reshape(-1, 2)


def bridged(found: Edges, shorter_than: int) -> tuple[Stretch, ...]:
    """Return the runs, those with fewer than so many between them made one."""
    apart = found[1:, 0] - found[:-1, 1] >= shorter_than
    starts = found[np.concatenate(([True], apart)), 0] if len(found) else found[:, 0]
    ends = found[np.concatenate((apart, [True])), 1] if len(found) else found[:, 1]
    return tuple(map(Stretch, starts.tolist(), ends.tolist()))


def only_long(marks: Marks, at_least: int) -> Marks:
    """Return the marks without those in runs of fewer than so many."""
    found = runs(marks)
    long = found[found[:, 1] - found[:, 0] >= at_least]
    edges = np.zeros(len(marks) + 1, dtype=np.int8)
    edges[long[:, 0]], edges[long[:, 1]] = 1, -1
    return np.cumsum(edges[:-1], dtype=np.int8).astype(np.bool_)
