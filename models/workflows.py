"""Names of the durable workflows and their queues, shared by those who enqueue and those who run.

A kind of work is what it keeps busy, and each kind has a queue with limits of its own; work on a call may go
through several, one after the other. A workflow's name ends in its version; a changed order of steps is a
new name, the old one kept until it has drained.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final, Literal, cast, get_args

from models.call import Priority, Verb

APP_NAME: Final = "callnotes"
APP_VERSION: Final = "1"  # pinned: work that was enqueued under another version is never picked up

#: The processor (recognition), the language model (model), the CRM (crm), the phone system's server (fetch).
Kind = Literal["recognition", "model", "crm", "fetch"]
KINDS: Final[tuple[Kind, ...]] = get_args(Kind)

KINDS_OF_VERB: Final[Mapping[Verb, tuple[Kind, ...]]] = {
    "process": ("recognition", "model", "crm"),
    "settle": ("crm",),
    "fetch": ("fetch",),
}
WORKFLOW_OF: Final[Mapping[tuple[Verb, Kind], str]] = {
    ("process", "recognition"): "recognise_call_v1",
    ("process", "model"): "draft_call_v2",
    ("process", "crm"): "stage_call_v1",
    ("settle", "crm"): "settle_call_v1",
    ("fetch", "fetch"): "fetch_recording_v1",
}


#: Earlier versions processed a call in one go; what they enqueued is still done in that order.
PROCESS_CALL_V1: Final = "process_call_v1"
#: Before card data was silenced in recordings, notes were all that this kind of work made.
DRAFT_CALL_V1: Final = "draft_call_v1"
#: The queues of the first version, which nobody fills any more, and whose limit each counts under.
DRAINED_QUEUES: Final[Mapping[str, Kind]] = {"process": "recognition", "settle": "crm"}


def workflow_id(*, call_id: str, verb: Verb, attempt: int, kind: Kind) -> str:
    """Return the id under which this part of an attempt runs exactly once; a retry is a new attempt."""
    first = f"{call_id}:{verb}:{attempt}"
    return first if kind == KINDS_OF_VERB[verb][0] else f"{first}:{kind}"


def parts_of_id(workflow_id: str) -> tuple[str, Verb, int]:
    """Return call id, verb and number of the attempt that runs under this id."""
    call_id, verb, attempt, *_kind = workflow_id.split(":")
    return call_id, cast("Verb", verb), int(attempt)


def stored_kind(verb: Verb, kind: str) -> Kind:
    """Return the kind of work that a row tells; a row of an earlier version may tell none of this verb's."""
    kinds = KINDS_OF_VERB[verb]
    return next((one for one in kinds if one == kind), kinds[0])


def kind_after(verb: Verb, kind: Kind) -> Kind | None:
    """Return the kind of work that follows this one, or None when it is the last."""
    kinds = KINDS_OF_VERB[verb]
    following = kinds.index(kind) + 1
    return kinds[following] if following < len(kinds) else None


def place_in_line(verb: Verb, priority: Priority) -> int:
    """Return the place in a queue, the lowest first: what a person decided, live calls, back-fill."""
    if verb == "settle":
        return 1
    return 2 if priority == "live" else 3
