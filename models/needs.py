"""What a call needs: a person, time, help, or nothing more.

In: its stage and how its last attempt stands. Out: `Need`. The database keeps the same by triggers
(migration 0036), so that lists are answered from an index.
"""

from __future__ import annotations

from typing import Final, Literal, get_args

from models.stages import END_STAGES, WAITING_STAGES, WORKING_STAGES, Stage

Need = Literal["waiting", "working", "failed", "done"]
NEEDS: Final[tuple[Need, ...]] = get_args(Need)


def need_of(stage: Stage, attempt: str | None) -> Need:
    """Return the need; `attempt` is the state of the newest one that does not wait for its time, or None."""
    if stage is Stage.REFUSED:
        return "failed"
    if stage in END_STAGES:
        return "done"
    if attempt == "failed":
        return "failed"
    if attempt in {"queued", "running"}:
        return "working"
    if stage in WAITING_STAGES:
        return "waiting"
    return "working" if stage in WORKING_STAGES or stage is Stage.AWAITING_AUDIO else "done"
