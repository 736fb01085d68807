"""Performs one planned operation: the ledger first, then the CRM, then the ledger again.

In: an operation, an adapter and the write ledger. Out: the record that stands in the CRM.
Not here: retry with back-off (pipeline), what is planned (plan_staging.py, plan_settlement.py).

A crash before the CRM was asked leaves only the intention; a crash after it was asked leaves a record
that the adapter finds by its key when the operation is performed again. Both end as one record.
"""

from __future__ import annotations

import structlog

from crm_sync.adapter import CrmAdapter
from models.crm import Operation, PutNote, Record, SetContactField
from models.errors import CallNotesError
from models.ports import WriteLedger

_log = structlog.get_logger(__name__)


def perform(operation: Operation, *, adapter: CrmAdapter, ledger: WriteLedger) -> Record:
    """Perform the operation once, however often it is called, and return its record.

    A conflict (a person changed the value meanwhile) is a record with status "conflict", not an error.
    Raises what the adapter raises, CrmBusyError being the one that is worth another try.
    """
    known = _knowing(operation, ledger)
    done = ledger.intend(operation)
    if done is not None:
        _log.info("crm_operation_found_done", key=operation.key, op=operation.op)
        return done
    try:
        outcome = adapter.apply(known)
    except CallNotesError as error:
        ledger.failed(operation, error)
        raise
    record = ledger.done(operation, outcome, adapter=adapter.name)
    _log.info(
        "crm_operation_performed",
        key=operation.key,
        op=operation.op,
        adapter=adapter.name,
        result=outcome.result,
        external_id=outcome.external_id,
    )
    return record


def _knowing(operation: Operation, ledger: WriteLedger) -> Operation:
    """Tell the adapter which record it was before, and what we wrote there; the ledger keeps it without."""
    if isinstance(operation, SetContactField):
        return operation
    trace = ledger.trace(operation.key)
    known: dict[str, object] = {"known_id": trace.external_id, "tried_at": trace.tried_at}
    if isinstance(operation, PutNote):
        known["written"] = ledger.written(operation.key)
    return operation.model_copy(update=known)
