"""The service in numbers at one moment, the same from every process; no name and no call is in it.

Out: `Figures`. Times are in seconds, sizes in bytes.
"""

from __future__ import annotations

from typing import Final

from models.frozen import Frozen

#: Upper bounds of the buckets in which waiting for a review is counted, in seconds: a minute to a week.
REVIEW_BOUNDS_S: Final = (60.0, 300.0, 900.0, 3600.0, 14400.0, 28800.0, 86400.0, 259200.0, 604800.0)


class QueueFigures(Frozen):
    """What waits for a worker: `ready` may begin now, `later` has its time to come after a failure."""

    kind: str
    ready: int = 0
    later: int = 0
    running: int = 0
    oldest_ready_s: float = 0.0


class Count(Frozen):
    """How many there are of one kind; `of` names the kind, `code` an error where one is meant."""

    of: str
    code: str = ""
    count: int


class StepFigures(Frozen):
    """How long a step took in all, and for how many seconds of audio."""

    step: str
    runs: int
    took_s: float
    audio_s: float


class ReviewFigures(Frozen):
    """How long calls waited for a person: `within` counts those under each of REVIEW_BOUNDS_S, and all."""

    within: tuple[int, ...]
    total_s: float
    oldest_waiting_s: float


class Figures(Frozen):
    """All numbers of one moment."""

    queue: tuple[QueueFigures, ...]
    calls: tuple[Count, ...]
    attempts: tuple[Count, ...]
    failures: tuple[Count, ...]
    steps: tuple[StepFigures, ...]
    review: ReviewFigures
    hook_events: tuple[Count, ...]
    outgoing: tuple[Count, ...]
    outgoing_paused: int
    hook_contradictions: int
    hook_deliveries: tuple[Count, ...]
    crm_closed: tuple[Count, ...]
    workers: int
    audio_bytes: int
    free_bytes: int
