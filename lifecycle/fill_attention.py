"""Says what wants attention on calls whose notes are older than the table of that (storage/attention.py).

In: shelves. Out: how many calls were filled in. One call is one transaction, so a kill loses nothing; a call
that has it is never read again, and notes that are stored meanwhile win.
"""

from __future__ import annotations

import structlog

from lifecycle.stage import stage_of
from models.attention import Attention, attention_to
from models.errors import StorageError
from models.stages import Stage
from storage import calls, drafts
from storage.attention import attention_of, keep_attention, without_attention
from storage.call_keys import is_of_another_key
from storage.database import Session
from storage.shelves import Shelves

_log = structlog.get_logger(__name__)


def fill_attention(shelves: Shelves) -> int:
    """Fill in every call that waits for a person, portion after portion."""
    count, closed = 0, set[str]()
    while True:
        with shelves.database.reading() as session:
            portion = without_attention(session, besides=closed)
        if not portion:
            break
        closed.update(call_id for call_id in portion if not _is_filled(shelves, call_id))
        count += len(portion)
    if count > len(closed):
        _log.info("attention_filled_in", calls=count - len(closed))
    if closed:
        _log.warning("attention_not_filled_in", calls=len(closed), cause="another master key")
    return count - len(closed)


def _is_filled(shelves: Shelves, call_id: str) -> bool:
    """Fill it in; False where the call cannot be opened, which keeps no other one waiting."""
    try:
        with shelves.database.transaction() as session:
            _fill(session, call_id)
    except StorageError as error:
        if not is_of_another_key(error):
            raise
        return False
    return True


def _fill(session: Session, call_id: str) -> None:
    row = calls.locked(session, call_id)
    if stage_of(row) is Stage.STAGED and not attention_of(session, (row.id,)):
        drafted, heard = drafts.notes(session, row.id), drafts.transcript(session, row.id)
        found = attention_to(drafted[1], heard[1] if heard else None) if drafted else Attention()
        keep_attention(session, row, found)
