"""Looks into the CRM where a person asked for it on a page, since the server itself never speaks to a CRM.

In: the calls that were asked for. Out: what was found, noted in the ledger. Not here: comparing (crm_sync).
"""

from __future__ import annotations

import structlog

from crm_sync.adapter import CrmAdapter
from crm_sync.reconcile import reconcile
from models.errors import FailedError
from storage.shelves import Shelves

_log = structlog.get_logger(__name__)


def reconcile_asked(shelves: Shelves, adapter: CrmAdapter) -> None:
    """Look at the records of every call that was asked for; where the CRM is away, the entry says so."""
    book = shelves.ledger_book()
    for call_id in book.asked_to_look():
        try:
            reconcile(call_id, adapter=adapter, ledger=book)
        except FailedError as error:
            _log.warning("crm_not_looked_at", call_id=call_id, code=error.code)
        finally:
            book.end_of_look(call_id)
