"""Heeds what was said in a call about its recording: it can only make the outcome stricter.

In: a transcribed call. Out: whether its notes may be made. A clear refusal by the customer ends the call, and
nothing is kept of it but that fact; a doubtful one makes it wait for a person. A disclosure changes nothing.
Not here: how words are found (text/spoken_consent). Nothing of what was said is logged or written down.
"""

from __future__ import annotations

from datetime import datetime
from typing import Final

import structlog

from lifecycle.admission import decline, write_consent
from lifecycle.enqueue import Enqueue, Work, hand_over
from lifecycle.judge import DOUBT, REFUSED
from lifecycle.stage import move, refuse_ended, stage_of
from models.call import Consent
from models.spoken_consent import SpokenConsent
from models.stages import Stage
from models.transcript import Transcript
from storage import calls, drafts
from storage.database import Session
from storage.shelves import Shelves
from storage.tables import CallRow
from text.spoken_consent import spoken_consent

_log = structlog.get_logger(__name__)

_BY: Final = "rules that read the transcript"


def heed(shelves: Shelves, call_id: str, *, enqueue: Enqueue) -> bool:
    """Say whether the call may be worked on by what was said in it; end it or make it wait where not.

    Raises CancelledError or StageError when the call has ended meanwhile.
    """
    with shelves.database.reading() as session:
        stored = drafts.transcript(session, calls.find(session, call_id).id)
    if stored is None:  # it was removed meanwhile
        return False
    refusals = _refusals(stored[1])
    if not refusals:
        return True
    clear = next((one for one in refusals if one.is_clear_refusal), None)
    work: Work | None = None
    with shelves.database.transaction() as session:
        row = calls.locked(session, call_id)
        refuse_ended(row)
        if clear is not None:
            work = _end(session, row, shelves, clear)
        elif not _hold(session, row, at=shelves.clock()):
            return True
        sha256 = row.audio_sha256
    if clear is not None:
        shelves.database.wash()
        if sha256 is not None:
            shelves.drop_unkept(sha256)
    hand_over(work, enqueue)
    _log.info("refusal_heard", call_id=call_id, clear=clear is not None)
    return False


def _refusals(transcript: Transcript) -> tuple[SpokenConsent, ...]:
    return tuple(one for one in spoken_consent(transcript) if one.kind == "refusal")


def _end(session: Session, row: CallRow, shelves: Shelves, clear: SpokenConsent) -> Work | None:
    """Keep nothing but that the customer refused, and when in the call."""
    at = shelves.clock()
    minutes, seconds = divmod(int(clear.evidence.start_s), 60)
    work = decline(session, row, shelves, at=at, why=REFUSED, by=_BY)
    how = f"said by the customer in the call, at {minutes}:{seconds:02d}"
    write_consent(
        session, row, Consent(status="declined", by=_BY, at=at, how=how, response="declined"), at=at
    )
    return work


def _hold(session: Session, row: CallRow, *, at: datetime) -> bool:
    """Let a person decide; false where one has, or where the call is past the point."""
    if row.doubt_settled_at is not None or stage_of(row) is not Stage.TRANSCRIBED:
        return False
    row.doubt_heard_at, row.released_by = at, None
    move(session, row, Stage.AWAITING_CONSENT, at=at, why=DOUBT)
    return True
