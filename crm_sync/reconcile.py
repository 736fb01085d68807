"""Holds the ledger against the CRM: each record is read by its key, and what nobody knew is known after it.

In: the entries of a call, an adapter, the ledger. Out: one `Finding` a record. Nothing is ever written to the
CRM here, so that an outcome which was unknown is settled by reading, and never by sending once more.
"""

from __future__ import annotations

from typing import Final

import structlog

from crm_sync.adapter import CrmAdapter
from models.crm import Operation, SetContactField
from models.errors import CallNotesError
from models.ledger import Finding, LedgerEntry, Remote
from models.ports import LookedLedger

_log = structlog.get_logger(__name__)

_OF_DONE: Final = {
    "as_written": "It stands in the CRM as it was written.",
    "otherwise": "It stands in the CRM, and somebody has changed it there; it is left as it is.",
    "absent": "It is no longer in the CRM, or the field was set back; it is not written again by itself.",
}
_OF_OPEN: Final = {
    "as_written": "It stands in the CRM: only the answer had been lost. The ledger now says so.",
    "otherwise": "Another state of it stands in the CRM; `callnotes retry CALL` brings it to this one.",
    "absent": "It is not in the CRM; `callnotes retry CALL` writes it.",
}
_CONFLICT: Final = "The field still holds a person's newer value; it is left as it is."
_ELSEWHERE: Final = "It was written to another CRM than the one that is set now; it is not looked for here."


def reconcile(call_id: str, *, adapter: CrmAdapter, ledger: LookedLedger) -> tuple[Finding, ...]:
    """Look at every record of the call and note what is there; of a conflict, whether it still is one.

    What the CRM refuses to show is a finding. Raises CrmBusyError or CrmClosedError, noted at the entry, when
    it cannot be read at all.
    """
    return tuple(
        _reconciled(entry, call_id, adapter=adapter, ledger=ledger) for entry in ledger.entries(call_id)
    )


def _reconciled(entry: LedgerEntry, call_id: str, *, adapter: CrmAdapter, ledger: LookedLedger) -> Finding:
    key = entry.operation.key
    if entry.is_done and entry.adapter != adapter.name:
        ledger.looked(entry, None, adapter=adapter.name)
        return Finding(key=key, call_id=call_id, agrees=True, told=_ELSEWHERE)
    try:
        remote = adapter.look(_with_its_id(entry))
    except CallNotesError as error:
        ledger.looked(entry, None, adapter=adapter.name, error=error)
        if error.retryable:
            raise
        return Finding(key=key, call_id=call_id, agrees=False, told=error.message)
    if entry.is_done and remote.state == "otherwise" and _is_forgotten(entry.operation):
        remote = remote.model_copy(update={"state": "as_written"})
    resolved = ledger.looked(entry, remote, adapter=adapter.name)
    _log.info("crm_record_looked_at", key=key, found=remote.state, resolved=resolved)
    return Finding(key=key, call_id=call_id, resolved=resolved, **_told(entry, remote))


def _with_its_id(entry: LedgerEntry) -> Operation:
    """Where keys are not unique in the CRM, the id under which it was written is the surest way to it."""
    if entry.outcome is None or isinstance(entry.operation, SetContactField):
        return entry.operation
    return entry.operation.model_copy(update={"known_id": entry.outcome.external_id})


def _is_forgotten(operation: Operation) -> bool:
    """True where the words were taken out of the ledger: all that is known is that the record is there."""
    if isinstance(operation, SetContactField):
        return not operation.value
    return not operation.title and not operation.body


def _told(entry: LedgerEntry, remote: Remote) -> dict[str, bool | str]:
    if not entry.is_done:
        return {"agrees": remote.state == "as_written", "told": _OF_OPEN[remote.state]}
    if entry.outcome is not None and entry.outcome.result == "conflict" and remote.state == "otherwise":
        return {"agrees": True, "told": _CONFLICT}
    return {"agrees": remote.state == "as_written", "told": _OF_DONE[remote.state]}
