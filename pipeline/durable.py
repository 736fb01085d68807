"""The one thin layer over DBOS: durable workflows, durable steps, and their queues.

In: plain functions and ids. Out: each step's small JSON result, kept so that a restart does not repeat it.
Not here: what the steps do (process_call.py, settle_call.py, fetch_recording.py).

Only ids and small words cross this layer: DBOS stores arguments and results in its own tables in clear.
A step never raises through it, since DBOS would store the error; it returns what happened instead.
"""

from __future__ import annotations

import logging
import time
from collections.abc import Callable, Mapping, Sequence
from datetime import datetime
from pathlib import Path
from typing import Any, Final, NamedTuple

from dbos import DBOS, DBOSClient, DBOSConfig, DBOSPortableJSONSerializer

from models.errors import StorageError
from models.workflows import (
    APP_NAME,
    APP_VERSION,
    DRAFT_CALL_V1,
    DRAINED_QUEUES,
    PROCESS_CALL_V1,
    WORKFLOW_OF,
)
from pipeline.quiet_queues import Changes
from storage.old_sqlite import teach_old_sqlite

POLL_S: Final = 0.1
_DRAINED_POLL_S: Final = 2.0
_ENDED: Final = ("SUCCESS", "ERROR", "CANCELLED", "MAX_RECOVERY_ATTEMPTS_EXCEEDED")
MAX_RECOVERIES: Final = 50  # a call that kills its worker that often is put aside, visibly

Workflow = Callable[[str, int], str]

_running: set[str] = set()
_changes: list[Changes] = []
_SQLITE: Final = "sqlite:///"


def start(
    *,
    database_url: str,
    executor_id: str,
    workflows: Mapping[str, Workflow],
    queues: Mapping[str, int],
) -> None:
    """Launch DBOS with these workflows by name and these queues by worker concurrency.

    The tables must be up to date (callnotes/enqueue.py brings them there, behind one lock). Work of this
    executor that a crash interrupted starts again at its first unfinished step. Raises StorageError when the
    database breaks off meanwhile.
    """
    teach_old_sqlite()
    try:
        _set_limits(database_url, queues)
        _launch(database_url, executor_id, workflows)
    except Exception as error:  # translated whatever it is: DBOS passes on the errors of its own driver
        msg = "The queue's tables did not answer while the worker started; see `callnotes doctor`."
        raise StorageError(msg) from error


def _launch(database_url: str, executor_id: str, workflows: Mapping[str, Workflow]) -> None:
    config = DBOSConfig(
        name=APP_NAME,
        system_database_url=database_url,
        application_version=APP_VERSION,
        executor_id=executor_id,
        log_level="ERROR",
        serializer=DBOSPortableJSONSerializer(),
        notification_listener_polling_interval_sec=POLL_S,
        run_migrations=False,
    )
    dbos = DBOS(config=config)
    for name, workflow in workflows.items():
        DBOS.workflow(name=name, max_recovery_attempts=MAX_RECOVERIES)(_named(workflow, name))
    DBOS.launch()
    if database_url.startswith(_SQLITE):
        changes = Changes(Path(database_url.removeprefix(_SQLITE)), look_every_s=POLL_S)
        _changes.append(changes)
        for event in dbos.background_thread_stop_events:
            changes.quieten(event)


def _set_limits(database_url: str, queues: Mapping[str, int]) -> None:
    """Write the limits before the launch: its first batch would still be taken under the old ones."""
    client = DBOSClient(
        system_database_url=database_url, serializer=DBOSPortableJSONSerializer(), application_name=APP_NAME
    )
    try:
        for queue, concurrency in queues.items():
            client.register_queue(
                queue,
                worker_concurrency=concurrency,
                polling_interval_sec=_DRAINED_POLL_S if queue in DRAINED_QUEUES else POLL_S,
                on_conflict="always_update",
            )
    finally:
        client.destroy()


def stop(*, within_s: float) -> bool:
    """Wait for what runs, at most so long, then stop; what is left goes on at the next start.

    Returns whether nothing is left that this process may still be doing.
    """
    until = time.monotonic() + within_s
    while _running and time.monotonic() < until:
        time.sleep(0.02)
    DBOS.destroy(
        workflow_completion_timeout_sec=0, destroy_registry=True
    )  # its own wait sleeps whole seconds
    while _changes:
        _changes.pop().close()
    logging.getLogger("dbos").handlers.clear()  # they keep the standard error of this start
    return not _running


def step(name: str, action: Callable[[], dict[str, Any]]) -> dict[str, Any]:
    """Run the action once and keep its JSON result; after a crash an unfinished action runs again."""
    return DBOS.run_step({"name": name}, action)


def ended(workflow_ids: Sequence[str]) -> frozenset[str]:
    """Return those of these workflows that will never run again: finished, broken, cancelled or put aside.

    DBOS puts a workflow aside when it has killed its worker too often.
    """
    if not workflow_ids:
        return frozenset()
    found = DBOS.list_workflows(
        workflow_ids=list(workflow_ids), status=list(_ENDED), load_input=False, load_output=False
    )
    return frozenset(workflow.workflow_id for workflow in found)


class Begun(NamedTuple):
    """A workflow that a worker began and that has not ended."""

    workflow_id: str
    queue: str
    executor_id: str | None


def begun() -> tuple[Begun, ...]:
    """Return all workflows that were begun and have not ended, whoever began them."""
    names = [*WORKFLOW_OF.values(), PROCESS_CALL_V1, DRAFT_CALL_V1]
    pending = DBOS.list_workflows(status="PENDING", name=names, load_input=False, load_output=False)
    return tuple(
        Begun(one.workflow_id, one.queue_name, one.executor_id)
        for one in pending
        if one.queue_name is not None
    )


def runs_here(workflow_id: str) -> bool:
    """True while this process is at this workflow."""
    return workflow_id in _running


def resume(workflow_id: str, queue: str) -> None:
    """Put a workflow back on its queue, where its limits hold; what it finished is not done again."""
    DBOS.resume_workflow(workflow_id, queue_name=queue)


def forget_ended(*, before: datetime, at_most: int) -> int:
    """Delete workflows that ended before this moment, with what their steps left; returns how many."""
    found = DBOS.list_workflows(
        status=list(_ENDED),
        completed_before=before.isoformat(),
        limit=at_most,
        load_input=False,
        load_output=False,
    )
    DBOS.delete_workflows([workflow.workflow_id for workflow in found])
    return len(found)


def put_aside(workflow_id: str) -> None:
    """End a workflow that ends its worker again and again; `ended` tells of it."""
    DBOS.cancel_workflow(workflow_id)


def _named(workflow: Workflow, name: str) -> Workflow:
    def run(call_id: str, number: int) -> str:
        mark = DBOS.workflow_id or ""
        _running.add(mark)
        try:
            return workflow(call_id, number)
        finally:
            _running.discard(mark)

    run.__name__ = run.__qualname__ = name
    return run
