"""Runs attempts at a call's work as a worker does, a few durable steps at a time, and dies where it is told.

In: a workshop and work that is owed. Out: what became of it. What a finished step returned is kept over a
death, as DBOS keeps it, and an unfinished one runs again from its beginning.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Literal

from lifecycle import recovery
from lifecycle.enqueue import Work
from models.workflows import kind_after
from pipeline.attempt import Action, Attempt, Step, StepResult
from pipeline.worker import STEPS_OF
from pipeline.workshop import Workshop

Key = tuple[str, str, int, str]


class DiedError(BaseException):
    """The process is gone; nothing that follows in it is done."""


class _PausedError(BaseException):
    """Enough steps for now."""


@dataclass
class Points:
    """Counts the places that work passes, and dies at the one that was set."""

    left: int | None = None
    passed: list[str] = field(default_factory=list)

    def __call__(self, point: str) -> None:
        self.passed.append(point)
        if self.left is None:
            return
        if self.left == 0:
            self.left = None
            raise DiedError(point)
        self.left -= 1


@dataclass
class _Pace:
    place: int = 0
    left: int = 0


@dataclass(frozen=True)
class _Stepped(Attempt):
    """An attempt whose finished steps stand in `memory`, and that pauses after so many new ones."""

    memory: list[StepResult]
    pace: _Pace

    def run(self, name: str, action: Action) -> StepResult:
        place, self.pace.place = self.pace.place, self.pace.place + 1
        if place < len(self.memory):
            return self.memory[place]
        if self.pace.left == 0:
            raise _PausedError
        self.pace.left -= 1
        self.workshop.observe(f"{name}:begin", self.call_id)
        result = self._outcome(name, action)
        self.workshop.observe(f"{name}:end", self.call_id)
        self.memory.append(result)
        return result


@dataclass
class Worker:
    """All workers of a house in one thread; `begun` is what they are at, with its finished steps."""

    workshop: Workshop
    points: Points
    begun: dict[Key, list[StepResult]] = field(default_factory=dict)
    whole: bool = False

    def due(self) -> list[Work]:
        """Return what may be worked on now: what waits for its turn, and what was begun, even in vain."""
        shelves = self.workshop.shelves
        found = {_key(one): one for one in recovery.owed(shelves) if one.delay_s <= 0}
        found |= {_key(one): one for one in recovery.begun(shelves)}
        for call_id, verb, number, kind in self.begun:
            key = (call_id, verb, number, kind)
            found.setdefault(key, Work(call_id, verb, number, kind))  # type: ignore[arg-type] # as it was
        return list(found.values())

    def go_on(
        self, work: Work, *, steps: int = 1_000, dies_after: int | None = None
    ) -> Literal["paused", "died", "ended"]:
        """Do so many durable steps of the work, or die at the place that comes after so many."""
        memory = self.begun.setdefault(_key(work), [])
        attempt = _Stepped(
            self.workshop, work.call_id, work.verb, work.attempt, work.kind, memory, _Pace(left=steps)
        )
        self.points.left = dies_after
        try:
            attempt.through(
                _steps(work, whole=self.whole), to_the_end=kind_after(work.verb, work.kind) is None
            )
        except _PausedError:
            return "paused"
        except DiedError:
            return "died"
        finally:
            self.points.left = None
        del self.begun[_key(work)]
        return "ended"


def _steps(work: Work, *, whole: bool) -> Iterable[Step]:
    """The pipeline's own; unless it is the whole way, transcript and notes are on the shelves already."""
    return STEPS_OF[work.verb][work.kind] if whole or work.kind == "crm" else ()


def _key(work: Work) -> Key:
    return (work.call_id, work.verb, work.attempt, work.kind)
