"""A worker: holds its database, runs the durable workflows, and sweeps up what a crash left out.

In: a workshop and the limits of its queues. Out: a running worker for as long as the context is open.
On SQLite one worker process may run; the second one is told so (`WorkerBusyError`).
"""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import Final

import structlog
from filelock import FileLock, Timeout

from lifecycle.announce import announce_due
from lifecycle.calibration import fit_when_due
from lifecycle.fill_attention import fill_attention
from lifecycle.misses import enter_misses
from lifecycle.promises_due import tell_due
from lifecycle.reading_texts import read_texts
from lifecycle.retention import apply_retention
from lifecycle.trust_alarms import watch_drifts
from lifecycle.trusted import review_trust_now
from models.call import Verb
from models.errors import StorageError, WorkerBusyError
from models.workflows import DRAFT_CALL_V1, DRAINED_QUEUES, PROCESS_CALL_V1, WORKFLOW_OF, Kind, kind_after
from pipeline import durable
from pipeline.attempt import Attempt, Step
from pipeline.digests import DIGEST_S, Digesting
from pipeline.fetch_recording import FETCH_STEPS
from pipeline.look import LOOK_S, Looking
from pipeline.mute_cards import mute_what_is_there
from pipeline.outgoing import AT_ONCE, SEND_S, Sender
from pipeline.process_call import DRAFT_STEPS_V1, PROCESS_STEPS, PROCESS_STEPS_V1
from pipeline.reconcile_asked import reconcile_asked
from pipeline.settle_call import SETTLE_STEPS
from pipeline.signs import SIGNS_S, Signs
from pipeline.sweep import sweep
from pipeline.takeover import BEAT_S, DEAD_AFTER_S, Watch
from pipeline.tidy import tidy
from pipeline.watch_folders import WATCH_S, Watching
from pipeline.workshop import Workshop
from storage.database import was_away
from storage.heartbeat import Heartbeat
from storage.seal_old import seal_old

log = structlog.get_logger(__name__)

STEPS_OF: Final[Mapping[Verb, Mapping[Kind, tuple[Step, ...]]]] = {
    "process": PROCESS_STEPS,
    "settle": {"crm": SETTLE_STEPS},
    "fetch": {"fetch": FETCH_STEPS},
}
SWEEP_S: Final = 2.0
TIDY_S: Final = 3600.0
LEARN_S: Final = 3600.0
MUTE_S: Final = 60.0
DUE_S: Final = 60.0
READ_S: Final = 3.0


@dataclass(frozen=True)
class WorkerPlace:
    """Where a worker runs: its queue database, its name, and the lock of a database for one worker only."""

    queue_database: str
    executor_id: str
    lock: Path | None
    concurrency: Mapping[Kind, int]
    beat_s: float = BEAT_S
    dead_after_s: float = DEAD_AFTER_S


@contextmanager
def worker(workshop: Workshop, place: WorkerPlace, *, stop_within_s: float = 5.0) -> Iterator[None]:
    """Run a worker while the context is open. Raises WorkerBusyError when another one holds the lock."""
    with _held(place.lock):
        workshop.shelves.sweep()
        alone = place.lock is not None
        heartbeat = workshop.shelves.heartbeat()
        heartbeat.appear(place.executor_id)  # before any work: work of a worker without a sign is taken over
        durable.start(
            database_url=place.queue_database,
            executor_id=place.executor_id,
            workflows=_workflows(workshop),
            queues=_queues(place),
        )
        log.info("worker_started", executor_id=place.executor_id)
        stopped = threading.Event()
        digesting = Digesting(
            workshop.shelves, workshop.send_mail, workshop.digest_hours, workshop.zone, workshop.public_url
        )
        sender = Sender(workshop.shelves, workshop.send_hook, workshop.public_url, workshop.observe)
        watch = Watch(workshop, place.executor_id, alone, place.dead_after_s)
        rounds = (
            _rounds("sweep", partial(sweep, workshop), SWEEP_S, stopped),
            _rounds(
                "reconcile", partial(reconcile_asked, workshop.shelves, workshop.adapter), SWEEP_S, stopped
            ),
            _rounds("tidy", tidy, TIDY_S, stopped),
            _rounds("seal", partial(seal_old, workshop.shelves.database), TIDY_S, stopped),
            _rounds("attention", partial(fill_attention, workshop.shelves), TIDY_S, stopped),
            _rounds("read texts", partial(read_texts, workshop.shelves, workshop.search), READ_S, stopped),
            _rounds("forget sent", workshop.shelves.outbox().tidy, TIDY_S, stopped),
            *(_rounds("send", partial(sender.all_due, stopped), SEND_S, stopped) for _ in range(AT_ONCE)),
            _rounds("due", partial(tell_due, workshop.shelves, announce_due), DUE_S, stopped),
            _rounds("digest", digesting.round, DIGEST_S, stopped),
            _rounds("look", Looking(workshop).round, LOOK_S, stopped),
            _rounds("signs", Signs(workshop).round, SIGNS_S, stopped),
            _rounds("folders", Watching(workshop).round, WATCH_S, stopped),
            _rounds("mute", partial(mute_what_is_there, workshop), MUTE_S, stopped),
            _rounds("retention", partial(_retain, workshop, stopped), TIDY_S, stopped),
            _rounds("trust", partial(review_trust_now, workshop.shelves), LEARN_S, stopped),
            _rounds("misses", partial(enter_misses, workshop.shelves), LEARN_S, stopped),
            _rounds("drift", partial(watch_drifts, workshop.shelves), DUE_S, stopped),
            _rounds("learn", partial(fit_when_due, workshop.shelves), LEARN_S, stopped),
            _rounds("watch", watch.round, place.beat_s, stopped),
        )
        try:
            yield
        finally:
            stopped.set()
            for thread in rounds:
                thread.join(timeout=10)
            if durable.stop(within_s=stop_within_s):
                _say_stopped(heartbeat, place.executor_id)  # else others wait until it is silent
            log.info("worker_stopped", executor_id=place.executor_id)


def _retain(workshop: Workshop, stopped: threading.Event) -> None:
    """Delete what was kept long enough, call by call, until the worker stops."""
    apply_retention(workshop.shelves, workshop.retention, enqueue=workshop.enqueue, stopped=stopped.is_set)


@contextmanager
def _held(path: Path | None) -> Iterator[None]:
    if path is None:
        yield
        return
    lock = FileLock(path)
    try:
        lock.acquire(timeout=0)
    except Timeout as error:
        msg = (
            "Another worker already works on this SQLite database, and only one may. "
            "Let it do the work, or stop it first; several workers need PostgreSQL."
        )
        raise WorkerBusyError(msg) from error
    try:
        yield
    finally:
        lock.release()


def _queues(place: WorkerPlace) -> dict[str, int]:
    """Return how much of each queue this worker does at once."""
    queues: dict[str, int] = dict(place.concurrency.items())
    return queues | {queue: place.concurrency[kind] for queue, kind in DRAINED_QUEUES.items()}


def _workflows(workshop: Workshop) -> dict[str, durable.Workflow]:
    """Return every workflow by its name: one per kind of work, and the one of earlier versions."""
    parts = {
        name: _part(workshop, verb, kind, STEPS_OF[verb][kind], to_the_end=kind_after(verb, kind) is None)
        for (verb, kind), name in WORKFLOW_OF.items()
    }
    parts[PROCESS_CALL_V1] = _part(workshop, "process", "recognition", PROCESS_STEPS_V1, to_the_end=True)
    parts[DRAFT_CALL_V1] = _part(workshop, "process", "model", DRAFT_STEPS_V1, to_the_end=False)
    return parts


def _part(
    workshop: Workshop, verb: Verb, kind: Kind, steps: tuple[Step, ...], *, to_the_end: bool
) -> durable.Workflow:
    def run(call_id: str, number: int) -> str:
        return Attempt(workshop, call_id, verb, number, kind).through(steps, to_the_end=to_the_end)

    return run


def _rounds(
    name: str, act: Callable[[], object], every_s: float, stopped: threading.Event
) -> threading.Thread:
    """Do this in a thread, again and again until the worker stops."""

    def run() -> None:
        while True:
            try:
                act()
            except Exception as error:  # noqa: BLE001 - it must outlive a busy database; the next round tries again
                if not was_away(error):  # that one is told once, see storage/outage.py
                    log.warning("round_failed", round=name, error=type(error).__name__)
            if stopped.wait(every_s):
                return

    thread = threading.Thread(target=run, name=name, daemon=True)
    thread.start()
    return thread


def _say_stopped(heartbeat: Heartbeat, executor_id: str) -> None:
    try:
        heartbeat.stop(executor_id)
    except StorageError as error:
        log.warning("stop_not_noted", error=type(error).__name__)
