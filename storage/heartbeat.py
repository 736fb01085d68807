"""Signs of life of the workers, so that the work of a dead one can be taken over and the doctor can tell.

In: a worker's id, every few seconds. Out: who is alive and who is gone.
"""

from __future__ import annotations

import os
import socket
from collections.abc import Collection, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime, timedelta

from pydantic import AwareDatetime
from sqlalchemy import select, update

from models.frozen import Frozen
from models.ports import Clock
from storage.database import Database, hold_key
from storage.tables import WorkerRow


class Worker(Frozen):
    """A worker process as it last showed itself; `stopped_at` is set when it ended in order."""

    id: str
    host: str
    pid: int
    started_at: AwareDatetime
    beat_at: AwareDatetime
    stopped_at: AwareDatetime | None = None


@dataclass(frozen=True)
class Heartbeat:
    """The table of workers; one transaction per method."""

    database: Database
    clock: Clock

    def appear(self, worker_id: str) -> None:
        """Show that this process begins to work under this id, which may have been another's."""
        now = self.clock()
        with self.database.transaction() as session:
            session.merge(
                WorkerRow(
                    id=worker_id,
                    host=socket.gethostname(),
                    pid=os.getpid(),
                    started_at=now,
                    beat_at=now,
                    stopped_at=None,
                )
            )

    def beat(self, worker_id: str) -> bool:
        """Show that this process still works under this id; False when it has none: it was taken for dead.

        To look and to write are one statement: whoever froze before it and wakes after it was taken for dead
        does not come back to life.
        """
        alive = WorkerRow.id == worker_id, WorkerRow.pid == os.getpid(), WorkerRow.stopped_at.is_(None)
        with self.database.transaction() as session:
            told = session.execute(
                update(WorkerRow).where(*alive).values(beat_at=self.clock()).returning(WorkerRow.id)
            )
            return told.first() is not None

    def beats(self) -> dict[str, datetime]:
        """Return the last sign of life of every worker that has not ended."""
        with self.database.reading() as session:
            rows = session.scalars(select(WorkerRow).where(WorkerRow.stopped_at.is_(None)))
            return {row.id: row.beat_at for row in rows}

    @contextmanager
    def claim(self, dead: Collection[str]) -> Iterator[frozenset[str]]:
        """Note these workers as ended and give the living ones, with nobody else claiming meanwhile.

        When the block fails, nothing was noted, and another worker claims the same.
        """
        with self.database.transaction() as session:
            hold_key(session, "workers")
            ended = WorkerRow.id.in_(dead), WorkerRow.stopped_at.is_(None)
            session.execute(update(WorkerRow).where(*ended).values(stopped_at=self.clock()))
            yield frozenset(session.scalars(select(WorkerRow.id).where(WorkerRow.stopped_at.is_(None))))

    def stop(self, worker_id: str) -> None:
        """Note that this worker ended in order."""
        with self.database.transaction() as session:
            row = session.get(WorkerRow, worker_id)
            if row is not None:
                row.stopped_at = self.clock()

    def alive(self, *, within_s: float) -> tuple[Worker, ...]:
        """Return the workers that showed themselves within this time and did not end."""
        return self._workers(silent=False, within_s=within_s)

    def dead(self, *, silent_s: float) -> tuple[Worker, ...]:
        """Return the workers that did not end in order and have been silent for longer than this."""
        return self._workers(silent=True, within_s=silent_s)

    def _workers(self, *, silent: bool, within_s: float) -> tuple[Worker, ...]:
        since = self.clock() - timedelta(seconds=within_s)
        beat = WorkerRow.beat_at < since if silent else WorkerRow.beat_at >= since
        with self.database.reading() as session:
            rows = session.scalars(
                select(WorkerRow).where(WorkerRow.stopped_at.is_(None), beat).order_by(WorkerRow.id)
            )
            return tuple(
                Worker(
                    id=row.id,
                    host=row.host,
                    pid=row.pid,
                    started_at=row.started_at,
                    beat_at=row.beat_at,
                    stopped_at=row.stopped_at,
                )
                for row in rows
            )
