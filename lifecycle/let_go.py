"""Lets go of what a legal hold kept of calls whose consent had ended, once no hold keeps them any more.

In: shelves. Out: how many calls; each has a certificate. It is done when a hold is ended, and in every round
of retention, since a hold may end by its date. Not here: what is kept (storage/withheld.py).
"""

from __future__ import annotations

from typing import Final

import structlog

from lifecycle.admission import due
from lifecycle.enqueue import Enqueue, Work, hand_over
from lifecycle.erase import SEALED_OFF, is_owed_in, wash
from models.access import THE_PROGRAM
from models.erasure import Certificate, Portion
from storage import calls, holds, withheld
from storage.database import hold_audio
from storage.ids import new_id
from storage.shelves import Shelves

_log = structlog.get_logger(__name__)

#: Who deletes, since nobody has to ask for it once more.
BY: Final = "end of the legal hold"


def let_go(shelves: Shelves, *, enqueue: Enqueue | None = None) -> int:
    """Delete what no hold keeps any more. A worker finds what is to leave the CRM also without `enqueue`."""
    with shelves.database.reading() as session:
        found = withheld.call_ids(session)
    went = sum(_let_go(shelves, call_id, enqueue) for call_id in found)
    if went:
        wash(shelves)
    return went


def _let_go(shelves: Shelves, call_id: str, enqueue: Enqueue | None) -> bool:
    now, work = shelves.clock(), None
    with shelves.database.transaction() as session:
        hold_audio(session)
        row = calls.locked(session, call_id)
        kept = withheld.of_call(session, row.id)
        if not kept or holds.hold_of(session, row, at=now) is not None:
            return False
        certificate = Certificate(
            id=new_id("cert"),
            scope="hold",
            calls=(row.id,),
            at=now,
            by=BY,
            reason=kept[-1].why,
            went=(
                Portion(what=SEALED_OFF, count=withheld.remove(session, row.id)),
                *((Portion(what="recording", count=1),) if any(one.audio_sha256 for one in kept) else ()),
            ),
        )
        sealed = shelves.certificates().keep_in(session, certificate)
        shelves.audit().note_in(
            session, THE_PROGRAM, "let_go", call_id=row.id, detail=sealed.sha256, named=BY
        )
        if is_owed_in(session, row.id) is not None:
            work = due(session, row, "settle", at=now)
        sha256 = row.audio_sha256
    if sha256 is not None:
        shelves.drop_unkept(sha256)
    _log.info("held_call_let_go", call_id=call_id, certificate=certificate.id)
    _hand_over(work, enqueue)
    return True


def _hand_over(work: Work | None, enqueue: Enqueue | None) -> None:
    if enqueue is not None:
        hand_over(work, enqueue)
