"""Puts a call's work on the durable queue without importing the pipeline, so that the server stays light.

In: a piece of work. Out: a queued workflow; the same work again does nothing.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager, suppress
from typing import Any

from dbos import DBOS, DBOSClient, DBOSPortableJSONSerializer, error
from filelock import FileLock

from callnotes.settings import Settings
from callnotes.shelves import make_data_folder
from lifecycle.enqueue import Work
from models.errors import StorageError
from models.workflows import APP_NAME, APP_VERSION, WORKFLOW_OF, place_in_line, workflow_id
from storage.database import one_at_a_time
from storage.old_sqlite import teach_old_sqlite
from storage.outage import why
from storage.private_file import make_private


class Enqueuer:
    """Callable of the shape that `lifecycle` wants: `enqueue(work)`."""

    def __init__(self, client: DBOSClient) -> None:
        """Use this client; `open_queue` makes it."""
        self._client = client

    def __call__(self, work: Work) -> None:
        """Queue this attempt's next part; one that is on the queue already is left as it is."""
        call_id, verb, attempt, kind, priority, _ = work
        options: Any = {
            "workflow_name": WORKFLOW_OF[verb, kind],
            "queue_name": kind,
            "workflow_id": workflow_id(call_id=call_id, verb=verb, attempt=attempt, kind=kind),
            "app_version": APP_VERSION,
            "priority": place_in_line(verb, priority),
        }
        # An earlier version may have queued it under a name of its own.
        with suppress(error.DBOSConflictingWorkflowError):
            self._client.enqueue(options, call_id, attempt)

    def check(self) -> None:
        """Raise StorageError unless the queue's tables can be asked."""
        try:
            self._client.list_queued_workflows(limit=1)
        except Exception as error:  # translated whatever it is: DBOS passes on the errors of its own driver
            raise StorageError("The queue's tables do not answer; see `callnotes doctor`.") from error


def look_at_queue(settings: Settings) -> None:
    """Raise StorageError unless the queue's tables are there and can be asked; nothing is made or changed."""
    teach_old_sqlite()
    client = _client(settings)
    try:
        Enqueuer(client).check()
    finally:
        client.destroy()


@contextmanager
def open_queue(settings: Settings) -> Iterator[Enqueuer]:
    """Bring the queue's tables up to date behind one lock, and give an `Enqueuer` on them."""
    make_data_folder(settings.data)
    teach_old_sqlite()
    if settings.queue_database.startswith("sqlite"):
        make_private(settings.data / "workflows.db")
    with FileLock(settings.data / "workflows.lock"):
        _migrate(settings.queue_database)
    client = _client(settings)
    try:
        yield Enqueuer(client)
    finally:
        client.destroy()


def _client(settings: Settings) -> DBOSClient:
    return DBOSClient(
        system_database_url=settings.queue_database,
        serializer=DBOSPortableJSONSerializer(),
        application_name=APP_NAME,
        retry_connection_errors=False,  # nobody waits for a database that is away: the sweep hands over
    )


def _migrate(database_url: str) -> None:
    try:
        with one_at_a_time(database_url):
            DBOS.migrate(database_url)
    except Exception as error:  # translated whatever it is: DBOS passes on the errors of its own driver
        if not database_url.startswith("sqlite"):
            raise StorageError(why(error)) from error
        msg = (
            "The queue's database could not be read or written, and no call is lost by that: "
            "see `callnotes doctor`; a damaged workflows.db may be moved away, then try again."
        )
        raise StorageError(msg) from error
