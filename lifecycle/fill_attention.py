"""Says what wants attention on calls whose notes are older than the table of that (storage/attention.py).

In: shelves. Out: how many calls were filled in. One call is one transaction, so a kill loses nothing; a call
that has it is never read again, and notes that are stored meanwhile win.
"""

from __future__ import annotations

import structlog

from lifecycle.stage import stage_of
from models.attention import Attention, attention_to
from models.stages import Stage
from storage import calls, drafts
from storage.attention import attention_of, keep_attention, without_attention
from storage.shelves import Shelves

_log = structlog.get_logger(__name__)


def fill_attention(shelves: Shelves) -> int:
    """Fill in every call that waits for a person, portion after portion."""
    count = 0
    while True:
        with shelves.database.reading() as session:
            portion = without_attention(session)
        if not portion:
            break
        for call_id in portion:
            _fill(shelves, call_id)
        count += len(portion)
    if count:
        _log.info("attention_filled_in", calls=count)
    return count


def _fill(shelves: Shelves, call_id: str) -> None:
    with shelves.database.transaction() as session:
        row = calls.locked(session, call_id)
        if stage_of(row) is not Stage.STAGED or attention_of(session, (row.id,)):
            return
        drafted, heard = drafts.notes(session, row.id), drafts.transcript(session, row.id)
        found = attention_to(drafted[1], heard[1] if heard else None) if drafted else Attention()
        keep_attention(session, row, found)
