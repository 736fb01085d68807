"""What consent makes of a call that has something to work on: let in, made to wait, or declined.

In: a locked row. Out: the moved row, and the work that is now due. `intake` and `consent` share it.
"""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Final, cast

from lifecycle.announce import Withdrawal, announce
from lifecycle.enqueue import Work
from lifecycle.held import seal_off
from lifecycle.judge import OPTED_OUT, REFUSED, judge_row, note_judgement
from lifecycle.masked_proof import mask_proof
from lifecycle.stage import in_words, move, stage_of
from models.access import THE_PROGRAM
from models.call import Consent, Priority, Verb
from models.errors import StageError
from models.stages import Stage, may_move
from models.workflows import KINDS_OF_VERB, Kind
from storage import attempts, drafts, persons
from storage.database import Session
from storage.erasing import forget_hooks
from storage.ledger import forget_text, is_pending
from storage.shelves import Shelves
from storage.tables import CallRow, ConsentRow


def admit(session: Session, row: CallRow, shelves: Shelves, *, at: datetime) -> Work | None:
    """Send a call that has its audio or transcript where its consent says; returns the work now due."""
    rule = judge_row(session, shelves, row)
    note_judgement(shelves, row, rule)
    if rule.answer == "stop":
        return decline(session, row, shelves, at=at, why=rule.why)
    if rule.answer == "go":
        move(session, row, Stage.QUEUED, at=at)
        return due(session, row, "process", at=at)
    if rule.answer == "wait" and stage_of(row) is not Stage.AWAITING_CONSENT:
        move(session, row, Stage.AWAITING_CONSENT, at=at, why=rule.why)
    return None


_PROCESS_AT: Final[dict[Stage, Kind]] = {
    Stage.TRANSCRIBED: "model",
    Stage.DRAFTED: "crm",
    Stage.STAGED: "crm",
}


def due(session: Session, row: CallRow, verb: Verb, *, at: datetime, after: timedelta = timedelta(0)) -> Work:
    """Note the next attempt at this work, in the same transaction as what makes it due.

    It waits for the kind of work that the call is at: what is done needs no place in another queue. With
    `after` it begins only then.
    """
    kind = _PROCESS_AT.get(stage_of(row)) if verb == "process" else None
    kind = kind or KINDS_OF_VERB[verb][0]
    attempt = attempts.add(session, row.id, verb, kind, at=at)
    attempt.not_before = at + after if after else None
    return Work(row.id, verb, attempt.number, kind, cast("Priority", row.priority), after.total_seconds())


def write_consent(session: Session, row: CallRow, consent: Consent, *, at: datetime) -> None:
    """Note consent as it is stated now; an earlier release does not cover it."""
    note_consent(row, consent)
    keep_consent(session, row, consent, at=at)
    session.flush()


def note_consent(row: CallRow, consent: Consent) -> None:
    """Have the row say what consent there is now; nobody has released the call under it yet."""
    row.consent_status, row.consent_by = consent.status, consent.by
    row.consent_at, row.consent_how = consent.at, consent.how
    row.consent_disclosed, row.consent_script = consent.disclosed, consent.script
    row.consent_response, row.recording_started_at = consent.response, consent.recording_started_at
    row.released_by = None


def keep_consent(session: Session, row: CallRow, consent: Consent, *, at: datetime) -> None:
    """Add the consent to those that were stated of the call, at the next flush."""
    session.add(
        ConsentRow(
            call_id=row.id,
            status=consent.status,
            by=consent.by,
            at=consent.at,
            how=consent.how,
            disclosed=consent.disclosed,
            script=consent.script,
            response=consent.response,
            recording_started_at=consent.recording_started_at,
            recorded_at=at,
        )
    )


#: Stages in which something of the call stands in the CRM, or is just being written there.
_IN_THE_CRM: Final = frozenset({Stage.DRAFTED, Stage.STAGED, Stage.IN_REVIEW})


#: Why a rule ends a call that no person ends at that moment, as the audit log calls the act.
_ENDED_BY_RULE: Final = {OPTED_OUT: "stopped_for_an_opt_out", REFUSED: "stopped_for_a_refusal"}


#: The same in a word for receivers of events.
_TOLD: Final[dict[str, Withdrawal]] = {OPTED_OUT: "opted_out", REFUSED: "refused_in_call"}


def _reason(row: CallRow) -> Withdrawal:
    return "withdrawn" if row.consent_status in {"announced", "granted"} else "declined"


def decline(
    session: Session, row: CallRow, shelves: Shelves, *, at: datetime, why: str, by: str | None = None
) -> Work | None:
    """Keep nothing of the call but the fact and the audio's hash; `Shelves.drop_unkept` follows the commit.

    What a legal hold keeps of it is put aside first, where nobody reads it, until the hold ends.

    Returns the work that takes what was said out of the CRM, when something of it may stand there.
    Raises StageError for a settled call, whose records a person has confirmed.
    """
    stage = stage_of(row)
    if stage is Stage.SETTLED:
        raise StageError(f"The call is {in_words(stage)}, so declining comes too late; it is erased instead.")
    if why in _ENDED_BY_RULE and stage is not Stage.DECLINED:
        shelves.audit().note_in(session, THE_PROGRAM, _ENDED_BY_RULE[why], call_id=row.id)
    seal_off(session, row, at=at, why=why)
    forget_hooks(session, row)
    mask_proof(session, row, shelves.masking)
    persons.take_away(session, row)
    drafts.remove_all(session, row.id)
    forget_text(session, row.id)
    row.audio_kept = False
    row.transcript_given = False
    row.source_url = None
    row.duration_s = None
    if may_move(now=stage, then=Stage.DECLINED):
        move(session, row, Stage.DECLINED, at=at, why=why, by=by)
    if stage is not Stage.DECLINED:
        announce(session, row, "call.withdrawn", at=at, reason=_TOLD.get(why) or _reason(row))
    written = stage in _IN_THE_CRM or (stage is Stage.TRANSCRIBED and is_pending(session, row.id))
    return due(session, row, "settle", at=at) if written else None
