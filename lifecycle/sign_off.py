"""A manager signs off the decided notes of a call of high risk, and they go to the CRM.

In: a call, the person. Out: the call, its settlement handed over. Not here: who may (signing.py).
"""

from __future__ import annotations

import structlog

from lifecycle import signing
from lifecycle.enqueue import Enqueue, hand_over
from lifecycle.review import current, finish
from models.access import Actor
from models.call import Call
from models.errors import StageError
from storage import calls, drafts
from storage.shelves import Shelves

_log = structlog.get_logger(__name__)


def sign_off(
    shelves: Shelves, call_id: str, *, by: str, enqueue: Enqueue, actor: Actor | None = None
) -> Call:
    """Sign the call off. Raises SignOffNeededError for who may not, StageError where nothing waits for it.

    In a house without accounts who runs the command line signs, and the history says so.
    """
    with shelves.database.transaction() as session:
        row = calls.locked(session, call_id)
        stands_in = signing.stands_in(session, actor)
        if not (stands_in or signing.may_sign(session, row, by=by, actor=actor)):
            raise signing.not_yours()
        stored = drafts.notes(session, row.id)
        if stored is None or not signing.waits(row):
            raise StageError(
                "Nothing of this call waits to be signed off: either its risk is not high, or its items are "
                "still open; look at the call."
            )
        version, notes = stored
        decided = current(drafts.decisions(session, row.id, version.number))
        whole = not notes.items()  # accepted as a whole, which is what waits
        work = finish(
            session,
            row,
            notes,
            decided,
            shelves=shelves,
            by=by,
            actor=actor,
            accept_rest=whole,
            signs=True,
            stood_in=signing.NO_ACCOUNTS if stands_in else None,
        )
        call = calls.read(session, row)
    _log.info("call_signed_off", call_id=call.id, stage=call.stage.value)
    hand_over(work, enqueue)
    return call
