"""Names of the durable workflows and their queues, shared by those who enqueue and those who run.

A name ends in its version; a changed order of steps is a new version, the old one kept until it has drained.
"""

from __future__ import annotations

from typing import Final, cast

from models.call import Verb

APP_NAME: Final = "callnotes"
APP_VERSION: Final = "1"  # pinned: work that was enqueued under another version is never picked up

PROCESS_CALL: Final = "process_call_v1"
SETTLE_CALL: Final = "settle_call_v1"
FETCH_RECORDING: Final = "fetch_recording_v1"

PROCESS_QUEUE: Final = "process"
SETTLE_QUEUE: Final = "settle"
FETCH_QUEUE: Final = "fetch"

WORKFLOW_OF_VERB: Final = {"process": PROCESS_CALL, "settle": SETTLE_CALL, "fetch": FETCH_RECORDING}
QUEUE_OF_VERB: Final = {"process": PROCESS_QUEUE, "settle": SETTLE_QUEUE, "fetch": FETCH_QUEUE}


def workflow_id(*, call_id: str, verb: str, attempt: int) -> str:
    """Return the id under which this attempt runs exactly once; a retry is a new attempt."""
    return f"{call_id}:{verb}:{attempt}"


def parts_of_id(workflow_id: str) -> tuple[str, Verb, int]:
    """Return call id, verb and number of the attempt that runs under this id."""
    call_id, verb, attempt = workflow_id.rsplit(":", 2)
    return call_id, cast("Verb", verb), int(attempt)
