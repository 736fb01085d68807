"""What notes and completed tasks of the CRM say became of open promises: proposed, never done here.

In: a contact's activities, or a promise. Out: `Sign`s, kept. A person confirms (promises.py).
Not here: asking the CRM (pipeline/signs.py), what a later call says (promise_proposals.py).
"""

from __future__ import annotations

from collections.abc import Collection

import structlog

from lifecycle.veil import may_see
from models.access import Actor
from models.crm_activity import CrmActivity
from models.errors import StorageError
from models.transcript import Turn
from storage import promise_signs as rows
from storage.call_keys import is_of_another_key
from storage.promise_list import find_promise
from storage.promise_rows import words_of
from storage.promise_signs import Sign
from storage.shelves import Shelves
from storage.tables import PromiseRow
from text.fulfilment import find_fulfilment, names_the_same

_log = structlog.get_logger(__name__)


def note_signs(shelves: Shelves, contact_id: str, left: Collection[CrmActivity]) -> int:
    """Keep what is a sign for an open promise with this contact; returns how many are new."""
    with shelves.database.transaction() as session:
        found = 0
        for row in rows.open_with(session, contact_id):
            try:
                words = words_of(session, row).text
            except StorageError as error:
                if not is_of_another_key(error):
                    raise
                continue
            for one in left:
                sign = _sign(row, words, one) if one.at > row.confirmed_at else None
                found += sign is not None and rows.keep(session, row, sign)
    if found:
        _log.info("signs_found", count=found)
    return found


def signs_for(shelves: Shelves, call_id: str, item_id: str, *, actor: Actor | None) -> tuple[Sign, ...]:
    """Return what the CRM says of this promise while it is open, for who may see what is personal."""
    if not may_see(actor):
        return ()
    with shelves.database.reading() as session:
        row = find_promise(session, call_id, item_id, actor)
        return () if row is None or row.state != "open" else rows.signs_of(session, row)


def _sign(row: PromiseRow, words: str, one: CrmActivity) -> Sign | None:
    if one.kind == "task":
        own = {f"{row.call_id}:fu:{item}" for item in (row.item_id, row.follow_up_id) if item}
        if one.key in own:
            why = "the task that came of it is completed"
        elif one.key is None and row.side == "ours" and names_the_same(words, one.text):
            why = "a task that names it is completed"
        else:
            return None
        return Sign(
            kind="task", ref=one.external_id, became="kept", at=one.at, quote=one.text, reasons=(why,)
        )
    written = Turn(id="note", speaker="agent", speaker_confidence=1, start_s=0, end_s=0, text=one.text)
    found = find_fulfilment(words, "ours" if row.side == "ours" else "theirs", (written,))
    if found is None:
        return None
    return Sign(
        kind="note", ref=one.external_id, became=found.became, at=one.at, quote=found.quote,
        reasons=found.reasons,
    )  # fmt: skip
