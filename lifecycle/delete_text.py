"""Deletes the transcript or the notes of a decided call alone; what else is kept of it stays.

In: a call, which of both, who says so and why. Out: the certificate. Not here: a call that nobody decided,
which goes whole (retention.py).
"""

from __future__ import annotations

from typing import Final, Literal

import structlog

from lifecycle.erase import check, wash
from lifecycle.held import refuse_held
from lifecycle.reason import masked_reason
from lifecycle.stage import in_words, stage_of
from models.access import Actor
from models.erasure import Certificate, Portion, SealedCertificate
from models.errors import StageError
from models.stages import Stage
from storage import calls, certificates, erasing
from storage.events import add_event
from storage.ids import new_id
from storage.shelves import Shelves

_log = structlog.get_logger(__name__)

Text = Literal["transcript", "notes"]

_STAYS: Final[dict[Text, str]] = {
    "transcript": "notes with the quotes that prove them, and records",
    "notes": "transcript, and confirmed records in the CRM",
}


def delete_text(
    shelves: Shelves, call_id: str, what: Text, *, by: str, reason: str, actor: Actor | None = None
) -> SealedCertificate:
    """Delete every version of it; deleting it again returns the last certificate.

    Raises StageError for a call that is not decided, or has none, and under a legal hold; InputError without
    a person or a reason.
    """
    check(by, reason)
    now = shelves.clock()
    with shelves.database.transaction() as session:
        row = calls.locked(session, call_id)
        masked = masked_reason(session, shelves.masking, reason, (row,))
        if stage_of(row) is not Stage.SETTLED:
            raise StageError(
                f"The call is {in_words(stage_of(row))}; its {what} goes alone once it is decided."
            )
        refuse_held(session, row, at=now)
        went = erasing.forget_part(session, row.id, what)
        if not went:
            known = [one for one in certificates.of_call(session, row.id) if one.certificate.scope == what]
            if not known:
                raise StageError(f"The call has no {what}, so there is none to delete.")
            return known[-1]
        add_event(session, row.id, f"{what}_deleted", at=now, by=by, why=masked)
        certificate = Certificate(
            id=new_id("cert"),
            scope=what,
            calls=(row.id,),
            at=now,
            by=by,
            reason=masked,
            went=went,
            stays=(Portion(what=_STAYS[what], count=0, why=f"the {what} alone went"),),
        )
        sealed = shelves.certificates().keep_in(session, certificate)
        shelves.audit().note_in(
            session, actor, f"deleted_{what}", call_id=row.id, detail=sealed.sha256, named=by
        )
    wash(shelves)
    _log.info("text_deleted", call_id=row.id, what=what)
    return sealed
