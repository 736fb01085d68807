"""An entry of the write ledger as people see it, and what was found in the CRM under its key.

Out: `Remote`, `LedgerEntry`, `Finding`. Not here: writing the ledger (storage/ledger.py).
"""

from __future__ import annotations

from typing import Literal

from pydantic import AwareDatetime

from models.crm import Operation, Outcome, SetContactField
from models.frozen import Frozen

RemoteState = Literal["as_written", "otherwise", "absent"]


class Remote(Frozen):
    """What stands in the CRM under an operation's key, found by reading alone.

    `as_written`: what the operation asks for; of a contact's field, its value. `absent`: no such record, or a
    field that still holds what it held before. `otherwise`: another state, by a person or of an earlier time.
    """

    state: RemoteState
    external_id: str | None = None
    current_value: str | None = None


def field_remote(change: SetContactField, now: str | None, *, external_id: str) -> Remote:
    """Return what a field that holds `now` says of a change: made, not made, or another value."""
    state: RemoteState = "otherwise"
    wanted = change.value.lower() if change.name == "email" else change.value  # as every CRM keeps addresses
    if (now or "") in {change.value, wanted}:
        state = "as_written"
    elif (now or None) == (change.expected or None):
        state = "absent"
    return Remote(state=state, external_id=external_id, current_value=now or None)


class LedgerEntry(Frozen):
    """One record of ours: what it is to be, whether that is known to be done, and what came in between.

    `is_done` False means that nobody knows yet what became of `operation`: it waits, or its answer was lost.
    `tries` counts how often it was begun; `code` and `error` are of the last one that failed. `outcome` and
    `adapter` are of the state that was done last, perhaps an earlier one. `remote` is what was read last.
    """

    operation: Operation
    is_done: bool
    tries: int
    intended_at: AwareDatetime
    done_at: AwareDatetime | None = None
    outcome: Outcome | None = None
    adapter: str | None = None
    code: str | None = None
    error: str | None = None
    failed_at: AwareDatetime | None = None
    remote: RemoteState | None = None
    looked_at: AwareDatetime | None = None
    look_asked_at: AwareDatetime | None = None


class Finding(Frozen):
    """What looking into the CRM told of one record, in one sentence without anybody's words."""

    key: str
    call_id: str
    agrees: bool
    resolved: bool = False
    told: str
