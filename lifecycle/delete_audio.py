"""Deletes the sound of a call alone; transcript, notes and records stay, and say when it was.

In: a call, who says so and why. Out: the certificate.
"""

from __future__ import annotations

import structlog

from lifecycle.erase import check, wash
from lifecycle.held import refuse_held
from lifecycle.reason import masked_reason
from lifecycle.stage import in_words, stage_of
from models.access import Actor
from models.erasure import Certificate, Portion, SealedCertificate
from models.errors import StageError
from models.stages import Stage
from storage import calls, certificates
from storage.database import hold_audio
from storage.events import add_event
from storage.ids import new_id
from storage.shelves import Shelves

_log = structlog.get_logger(__name__)


def delete_audio(
    shelves: Shelves, call_id: str, *, by: str, reason: str, actor: Actor | None = None
) -> SealedCertificate:
    """Delete the recording; deleting it again returns the first certificate.

    Raises StageError where there is none, while it is just being heard, and under a legal hold; InputError
    without a person or a reason.
    """
    check(by, reason)
    now = shelves.clock()
    with shelves.database.transaction() as session:
        hold_audio(session)
        row = calls.locked(session, call_id)
        masked = masked_reason(session, shelves.masking, reason, (row,))
        if not row.audio_kept:
            known = [one for one in certificates.of_call(session, row.id) if one.certificate.scope == "audio"]
            if not known:
                raise StageError("The call has no recording, so there is none to delete.")
            return known[0]
        if stage_of(row) is Stage.QUEUED:
            raise StageError(f"The call is {in_words(stage_of(row))} and about to be heard; cancel it first.")
        refuse_held(session, row, at=now)
        row.audio_kept = False
        add_event(session, row.id, "audio_deleted", at=now, by=by, why=masked)
        certificate = Certificate(
            id=new_id("cert"),
            scope="audio",
            calls=(row.id,),
            at=now,
            by=by,
            reason=masked,
            went=(Portion(what="recording", count=1),),
            stays=(
                Portion(what="transcript, notes and records", count=0, why="the sound alone was deleted"),
            ),
        )
        sealed = shelves.certificates().keep_in(session, certificate)
        shelves.audit().note_in(
            session, actor, "deleted_audio", call_id=row.id, detail=sealed.sha256, named=by
        )
        sha256 = row.audio_sha256
    if sha256 is not None:
        shelves.drop_unkept(sha256)
    wash(shelves)
    _log.info("audio_deleted", call_id=row.id)
    return sealed
