"""The doors to the ledger: how the way to the CRM is, each record of a call, and having it looked at there.

In: an id. Out: documents without anybody's words: titles and values stand in the call's own document.
"""

from __future__ import annotations

from typing import Annotated, Literal

from fastapi import APIRouter, Depends
from pydantic import AwareDatetime

from api.entry import Entry, entry_of, in_thread, let_in
from api.problem_document import PROBLEMS
from api.v1.documents import CallDocument, describe
from lifecycle import ledger_view
from lifecycle.ledger_view import CrmStatus
from lifecycle.veil import veiled_call
from models.access import Actor, Permission
from models.frozen import Frozen
from models.ledger import LedgerEntry, RemoteState

router = APIRouter(prefix="/api/v1", tags=["the way to the CRM"], responses=PROBLEMS)
Here = Annotated[Entry, Depends(entry_of)]


class LedgerRecord(Frozen):
    """One record: `state` is that of the ledger, `remote` what was read last in the CRM under its key."""

    key: str
    op: Literal["put_note", "put_task", "put_call", "set_contact_field"]
    state: Literal["open", "done", "conflict"]
    tries: int
    intended_at: AwareDatetime
    done_at: AwareDatetime | None
    external_id: str | None
    adapter: str | None
    code: str | None
    error: str | None
    failed_at: AwareDatetime | None
    remote: RemoteState | None
    looked_at: AwareDatetime | None
    is_being_looked_at: bool


class CallLedger(Frozen):
    """The records of one call, in the order in which they were first intended."""

    records: tuple[LedgerRecord, ...]


@router.get("/crm/status")
async def show_status(
    entry: Here, _actor: Annotated[Actor, Depends(let_in(Permission.SEE_METRICS))]
) -> CrmStatus:
    """Show what waits for the CRM, since when, and why."""
    return await in_thread(ledger_view.crm_status, entry.doors.shelves, limits=entry.doors.crm_limits)


@router.get("/calls/{call_id}/ledger")
async def show_call_ledger(
    call_id: str, entry: Here, actor: Annotated[Actor, Depends(let_in(Permission.SEE_CALLS))]
) -> CallLedger:
    """Show every record of the call: its state, its tries, the last failure, what was found in the CRM."""
    entries = await in_thread(ledger_view.entries_of, entry.doors.shelves, call_id, seen_by=actor)
    return CallLedger(records=tuple(_record(one) for one in entries))


@router.post("/calls/{call_id}/reconcile")
async def reconcile_call(
    call_id: str, entry: Here, actor: Annotated[Actor, Depends(let_in(Permission.DECIDE))]
) -> CallDocument:
    """Have a worker look into the CRM; nothing is written there."""
    call = await in_thread(ledger_view.ask_to_reconcile, entry.doors.shelves, call_id, actor=actor)
    return describe(veiled_call(call, actor, entry.doors.shelves.masking))


def _record(entry: LedgerEntry) -> LedgerRecord:
    outcome = entry.outcome
    is_conflict = entry.is_done and outcome is not None and outcome.result == "conflict"
    return LedgerRecord(
        key=entry.operation.key,
        op=entry.operation.op,
        state="conflict" if is_conflict else "done" if entry.is_done else "open",
        tries=entry.tries,
        intended_at=entry.intended_at,
        done_at=entry.done_at,
        external_id=None if outcome is None else outcome.external_id,
        adapter=entry.adapter,
        code=entry.code,
        error=entry.error,
        failed_at=entry.failed_at,
        remote=entry.remote,
        looked_at=entry.looked_at,
        is_being_looked_at=entry.look_asked_at is not None,
    )
