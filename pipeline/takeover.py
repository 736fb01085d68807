"""Signs of life of this worker, and the work of workers that died: theirs goes back on the queue, once.

In: a workshop, this worker's id. Out: a row that says it lives; workflows resumed for whoever is free.
A worker counts as dead when others saw its sign stand still for long enough by their own watch: neither
clocks that differ between machines nor a database that was away make a living worker look dead.
"""

from __future__ import annotations

import os
import signal
import time
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import datetime
from typing import Final

import structlog

from lifecycle import attempts
from models.workflows import parts_of_id
from pipeline import durable
from pipeline.durable import Begun
from pipeline.workshop import Workshop

log = structlog.get_logger(__name__)

BEAT_S: Final = 5.0
DEAD_AFTER_S: Final = 30.0


@dataclass
class Watch:
    """Shows that this worker lives, and, where several may work, takes over from those that do not."""

    workshop: Workshop
    executor_id: str
    alone: bool
    dead_after_s: float = DEAD_AFTER_S
    _seen: dict[str, tuple[datetime, float]] = field(default_factory=dict)
    _idle: dict[Begun, float] = field(default_factory=dict)
    _last_round: float = 0.0

    def round(self) -> None:
        """Show a sign of life, look for the dead, and take over what they left. Raises StorageError."""
        heartbeat = self.workshop.shelves.heartbeat()
        if not heartbeat.beat(self.executor_id):
            log.error("worker_was_taken_for_dead", executor_id=self.executor_id)
            os.kill(os.getpid(), signal.SIGTERM)  # its work is another's by now
            return
        if self.alone:
            return
        dead = self._dead(heartbeat.beats())
        with heartbeat.claim(dead) as living:
            begun = durable.begun()
            left = [one for one in begun if one.executor_id not in living]
            for one in (*left, *self._dropped(begun)):
                self._take_over(one)

    def _dead(self, beats: dict[str, datetime]) -> tuple[str, ...]:
        now = time.monotonic()
        if now - self._last_round > self.dead_after_s / 2:  # this worker itself saw nothing for a while
            self._seen.clear()
            self._idle.clear()
        self._last_round = now
        self._seen = {
            worker: self._seen[worker]
            if worker in self._seen and self._seen[worker][0] == beat
            else (beat, now)
            for worker, beat in beats.items()
        }
        return tuple(
            worker
            for worker, (_, since) in self._seen.items()
            if worker != self.executor_id and now - since > self.dead_after_s
        )

    def _dropped(self, begun: Iterable[Begun]) -> tuple[Begun, ...]:
        """What this worker has begun and not run for as long as others are waited for.

        A database that breaks off while work is taken from its queue, or while its end is noted, leaves such.
        """
        now = time.monotonic()
        idle = [
            one
            for one in begun
            if one.executor_id == self.executor_id and not durable.runs_here(one.workflow_id)
        ]
        self._idle = {one: self._idle.get(one, now) for one in idle}
        return tuple(one for one, since in self._idle.items() if now - since > self.dead_after_s)

    def _take_over(self, begun: Begun) -> None:
        call_id, verb, attempt = parts_of_id(begun.workflow_id)
        times = attempts.taken_over(self.workshop.shelves, call_id, verb, attempt)
        if times > durable.MAX_RECOVERIES:
            durable.put_aside(begun.workflow_id)
            return
        durable.resume(begun.workflow_id, begun.queue)
        log.warning("work_taken_over", call_id=call_id, verb=verb, attempt=attempt, times=times)
