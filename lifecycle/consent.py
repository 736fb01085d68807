"""The consent gate, and what people do at it: release a waiting call, or record consent anew.

In: shelves and a call. Out: a `Verdict` for the pipeline, the moved `Call` for the doors.
Not here: the rule itself (verdict.py), what consent makes of a call (admission.py).
"""

from __future__ import annotations

from lifecycle.admission import admit, decline, write_consent
from lifecycle.enqueue import Enqueue, Work, hand_over
from lifecycle.judge import is_stopped, judge, judge_row, note_judgement, settle_doubt
from lifecycle.masked_proof import masked_statement
from lifecycle.reading import call as call_of
from lifecycle.stage import in_words, move, stage_of
from lifecycle.stated import check_consent
from lifecycle.verdict import Verdict, verdict
from lifecycle.withdraw import withdraw
from models.access import Actor
from models.call import Call, Consent
from models.erasure import CrmAnswer
from models.errors import InputError, StageError
from models.stages import Stage, may_move
from storage import calls
from storage.database import Session
from storage.events import add_event
from storage.shelves import Shelves
from storage.tables import CallRow

__all__ = ["Verdict", "gate", "record", "release", "verdict"]

_ENDED = frozenset({Stage.CANCELLED, Stage.REFUSED, Stage.ERASED, Stage.DECLINED})


def gate(shelves: Shelves, call_id: str) -> Verdict:
    """Say whether the call may be processed now, and move it where the answer belongs.

    The pipeline asks before it decodes anything. On `stop` the audio is deleted and only the fact is kept.
    """
    with shelves.database.transaction() as session:
        row = calls.locked(session, call_id)
        answer = _decide(session, row, shelves)
    _drop_audio(shelves, row)
    return answer


def release(
    shelves: Shelves, call_id: str, by: str, reason: str, *, enqueue: Enqueue, actor: Actor | None = None
) -> Call:
    """Let a waiting call through on a named person's word; who and why are kept.

    Raises InputError without a name or a reason, StageError unless the call waits for consent.
    """
    if not by.strip() or not reason.strip():
        msg = "A release needs a person and a reason; say who releases the call and why."
        raise InputError(msg, field="reason")
    now = shelves.clock()
    with shelves.database.transaction() as session:
        row = calls.locked(session, call_id)
        if stage_of(row) is not Stage.AWAITING_CONSENT:
            raise StageError(
                f"The call is {in_words(stage_of(row))}; only one that is awaiting consent can be released."
            )
        row.released_by = by
        settle_doubt(row, at=now)
        add_event(session, row.id, "released", at=now, by=by, why=reason)
        shelves.audit().note_in(session, actor, "released", call_id=row.id, named=by)
        work = admit(session, row, shelves, at=now)
        call = calls.read(session, row)
    hand_over(work, enqueue)
    return call


def record(
    shelves: Shelves,
    call_id: str,
    consent: Consent,
    *,
    enqueue: Enqueue,
    by: str | None = None,
    crm: CrmAnswer | None = None,
    actor: Actor | None = None,
) -> Call:
    """Note consent as it is stated now, and move the call accordingly; all earlier statements are kept.

    A decline deletes the audio and all that was made from it, and has pending records emptied; a settled
    call is erased, and `crm` says what becomes of its records there. New proof reopens a declined call, which
    then waits for its audio. Raises InputError as intake and `withdraw` do, StageError when it is erased.
    """
    check_consent(consent, now=shelves.clock())
    known = call_of(shelves, call_id)
    if known.stage is Stage.SETTLED and verdict(consent).answer == "stop":
        says = by or consent.by or "unknown"
        return withdraw(shelves, known, consent, by=says, crm=crm, enqueue=enqueue, actor=actor)
    with shelves.database.transaction() as session:
        row = calls.locked(session, call_id)
        if stage_of(row) is Stage.ERASED:
            raise StageError("The call is erased; there is nothing left to record consent for.")
        work = _record(session, row, consent, shelves, by)
        shelves.audit().note_in(session, actor, "stated_consent", call_id=row.id, detail=consent.status)
        call = calls.read(session, row)
    _drop_audio(shelves, row)
    hand_over(work, enqueue)
    return call


def _record(
    session: Session, row: CallRow, consent: Consent, shelves: Shelves, by: str | None
) -> Work | None:
    now = shelves.clock()
    if consent.status != "declined" and is_stopped(session, row):
        raise StageError(
            "The customer opted out, so no consent lets this call through; take them off the list first, "
            "with `callnotes consent opt-out remove`."
        )
    rule = judge(session, shelves, calls.details_of(row), consent)
    withdrawal = None
    if rule.answer == "stop":
        consent = masked_statement(session, row, consent, shelves.masking, by=by)
        withdrawal = decline(session, row, shelves, at=now, why=rule.why, by=by or consent.by)
    write_consent(session, row, consent, at=now)
    if rule.answer == "stop":
        return withdrawal
    if rule.answer == "go":
        settle_doubt(row, at=now)
    stage = stage_of(row)
    if rule.answer == "go" and stage is Stage.DECLINED:
        move(session, row, Stage.AWAITING_AUDIO, at=now, why="reopened by new proof of consent", by=by)
    elif rule.answer == "go" and stage is Stage.AWAITING_CONSENT:
        return admit(session, row, shelves, at=now)
    elif rule.answer == "wait" and stage is Stage.QUEUED:
        move(session, row, Stage.AWAITING_CONSENT, at=now, why=rule.why, by=by)
    return None


def _decide(session: Session, row: CallRow, shelves: Shelves) -> Verdict:
    now = shelves.clock()
    stage = stage_of(row)
    rule = judge_row(session, shelves, row)
    if stage in _ENDED:
        return Verdict("stop", row.stage_why or f"the call is {in_words(stage)}")
    if rule.rule is not None:
        note_judgement(shelves, row, rule)
    if rule.answer == "stop":
        decline(session, row, shelves, at=now, why=rule.why)
    elif stage is Stage.AWAITING_AUDIO:
        return Verdict("wait", "the recording has not come yet")
    elif rule.answer == "go" and stage is Stage.AWAITING_CONSENT:
        move(session, row, Stage.QUEUED, at=now)
    elif rule.answer == "wait" and may_move(now=stage, then=Stage.AWAITING_CONSENT):
        move(session, row, Stage.AWAITING_CONSENT, at=now, why=rule.why)
    return rule


def _drop_audio(shelves: Shelves, row: CallRow) -> None:
    if stage_of(row) is Stage.DECLINED:
        shelves.database.wash()
    if row.audio_sha256 is not None and not row.audio_kept:
        shelves.drop_unkept(row.audio_sha256)
