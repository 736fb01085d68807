"""The lock that a worker on SQLite holds, and whether somebody holds it now."""

from __future__ import annotations

from pathlib import Path

from filelock import FileLock, Timeout

from callnotes.settings import Settings


def worker_lock(settings: Settings) -> Path | None:
    """Return the lock's file; None on PostgreSQL, where any number of workers may run."""
    return settings.data / "worker.lock" if settings.queue_database.startswith("sqlite") else None


def a_worker_runs(settings: Settings) -> bool:
    """True while a worker holds the lock; on PostgreSQL nobody can tell from here, and true is said."""
    path = worker_lock(settings)
    if path is None:
        return True
    lock = FileLock(path)
    try:
        lock.acquire(timeout=0)
    except Timeout:
        return True
    lock.release()
    return False
