"""Which parts of the service can work now; the same list for the door, the doctor and whoever asks.

In: shelves, and checks that only the program can make. Out: a `Part` for each, in order.
"""

from __future__ import annotations

from collections.abc import Iterable
from functools import partial
from typing import Final

import structlog

from models.errors import CallNotesError, StorageError
from models.readiness import Part, PartCheck
from storage.shelves import Shelves
from storage.standing import check_answers, check_room, check_schema, check_writable

_log = structlog.get_logger(__name__)

#: How long a worker may be silent and still counts as alive, in seconds; it shows itself far more often.
ALIVE_S: Final = 30.0


def parts(shelves: Shelves, more: Iterable[PartCheck] = ()) -> tuple[Part, ...]:
    """Look at every part; a part that cannot work is told, never raised.

    What stands on the database is not looked at while that does not answer: it might wait for it.
    """
    ground = _looked_at(PartCheck("database", partial(check_answers, shelves.database)))
    beside = (
        PartCheck("audio", partial(check_writable, shelves.audio)),
        PartCheck("disk", partial(check_room, shelves.audio)),
    )
    upon = (
        PartCheck("schema", partial(check_schema, shelves.database)),
        PartCheck("worker", partial(_check_worker, shelves)),
        *more,
    )
    return (
        ground,
        *(_looked_at(check) for check in beside),
        *(_looked_at(check) if ground.ok else _unseen(check) for check in upon),
    )


def _unseen(check: PartCheck) -> Part:
    return Part(name=check.name, ok=False, why="Not looked at, because the database does not answer.")


def _check_worker(shelves: Shelves) -> None:
    if not shelves.heartbeat().alive(within_s=ALIVE_S):
        raise StorageError("No worker shows itself, so calls are taken in and wait; start one.")


def _looked_at(check: PartCheck) -> Part:
    try:
        check.look()
    except CallNotesError as error:
        return Part(name=check.name, ok=False, why=error.message)
    except Exception as error:  # noqa: BLE001 - whatever a part's library raises, its text may hold an address
        _log.error("readiness_check_failed", part=check.name, error=type(error).__name__)
        return Part(name=check.name, ok=False, why="It could not be looked at; see the log.")
    return Part(name=check.name, ok=True)
