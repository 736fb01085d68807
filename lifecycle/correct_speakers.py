"""Corrects who said what in a call, on a person's word: a new transcript, and notes made again from it.

In: a call, corrections in order, the person. Out: the call, and the new attempt handed to the queue.
Not here: the corrections themselves (text/corrections.py), making the notes (pipeline).

Nothing is recognised again and nothing earlier is rewritten. The call goes back to `transcribed`; its pending
records in the CRM stay where they are until the new notes are written over them, under the same keys.
"""

from __future__ import annotations

from typing import Final

import structlog

from lifecycle import anew
from lifecycle.admission import due
from lifecycle.enqueue import Enqueue, hand_over
from lifecycle.stage import in_words, move, stage_of
from models.access import Actor
from models.call import Call
from models.corrections import Correction
from models.corrections import in_words as said
from models.errors import (
    CorrectedMeanwhileError,
    InputError,
    StageError,
)
from models.stages import Stage
from models.transcript import Transcript
from storage import calls, drafts
from storage.database import Session
from storage.drafts import Version
from storage.events import add_event
from storage.shelves import Shelves
from storage.tables import CallRow
from text.corrections import corrected
from text.masking import mask_cards

_log = structlog.get_logger(__name__)

#: Stages in which speakers may be corrected: there is a transcript, and nothing of the notes counts yet.
CORRECTABLE: Final = frozenset({Stage.TRANSCRIBED, Stage.DRAFTED, Stage.STAGED})
_MOST_IN_HISTORY: Final = 500
_DECIDED: Final = (
    "Items of this call are decided already, and its notes are made again from corrected speakers; "
    "repeat it with `--decide-anew` to decide all of them anew."
)


def correct_speakers(
    shelves: Shelves,
    call_id: str,
    corrections: tuple[Correction, ...],
    *,
    by: str,
    enqueue: Enqueue,
    actor: Actor | None = None,
    shown: int | None = None,
    decide_anew: bool = False,
    decisions_shown: int | None = None,
    wait_s: float = anew.PATIENCE_S,
) -> Call:
    """Keep the corrected transcript as a new version, and have the notes made again from it.

    `shown` is the version of the transcript that the person saw, `decisions_shown` how many decisions on the
    notes; what changed since is not replaced (CorrectedMeanwhileError, DecidedMeanwhileError). Decisions on
    the notes stay in the history and hold no more, which takes `decide_anew` (else ItemsDecidedError).
    Corrections that change nothing leave everything as it is. While the records of the notes of before are
    just being written, it waits, at most `wait_s`. Nothing is kept when it raises: InputError for
    a correction that cannot be made or a missing name, StageError where it is too early, too late, or the
    records are just being written.
    """
    if not by.strip() or not corrections:
        raise InputError("A correction needs the person who makes it and what is corrected; say both.")

    def once() -> Call:
        before, heard = _heard(shelves, call_id, shown)
        now_said = corrected(heard, corrections)
        if now_said is heard:
            with shelves.database.reading() as session:
                return calls.read(session, calls.find(session, call_id))
        turns, _ = mask_cards(
            now_said.turns
        )  # another speaker may show a card number that was not seen as one
        after = now_said.model_copy(update={"turns": turns})
        with shelves.database.transaction() as session:
            row = calls.locked(session, call_id)
            _refuse_unless_open(session, row)
            stored = drafts.transcript(session, row.id)
            if stored is None or stored[0] != before:
                raise _corrected_meanwhile()
            anew.refuse_decided(session, row, decide_anew=decide_anew, shown=decisions_shown, why=_DECIDED)
            version = _keep(session, row, after, before, shelves)
            anew.make_way(session, row)
            if stage_of(row) is not Stage.TRANSCRIBED:
                move(session, row, Stage.TRANSCRIBED, at=shelves.clock(), by=by)
            what = ", ".join(said(one) for one in corrections)[:_MOST_IN_HISTORY]
            add_event(session, row.id, "speakers_corrected", at=shelves.clock(), by=by, why=what)
            shelves.audit().note_in(
                session, actor, "corrected_speakers", call_id=row.id, detail=what, named=by
            )
            work = due(session, row, "process", at=shelves.clock())
            call = calls.read(session, row)
        _log.info("speakers_corrected", call_id=call.id, version=version.number, corrections=len(corrections))
        hand_over(work, enqueue)
        return call

    return anew.once_written(shelves, call_id, once, wait_s)


def _heard(shelves: Shelves, call_id: str, shown: int | None) -> tuple[Version, Transcript]:
    with shelves.database.reading() as session:
        row = calls.find(session, call_id)
        _refuse_unless_open(session, row)
        stored = drafts.transcript(session, row.id)
    if stored is None:
        raise StageError("The call has no transcript, so there are no speakers to correct.")
    if shown not in (None, stored[0].number):
        raise _corrected_meanwhile()
    return stored


def _refuse_unless_open(session: Session, row: CallRow) -> None:
    stage = stage_of(row)
    if stage in {Stage.IN_REVIEW, Stage.SETTLED}:
        raise StageError(
            "Every item of the call is decided and goes to the CRM, so its speakers can no longer be "
            "corrected; look at the call for what is written, and correct that in the CRM, where yours "
            "allows it."
        )
    if stage not in CORRECTABLE:
        raise StageError(
            f"The call is {in_words(stage)}; its speakers can be corrected from when it is transcribed until "
            "its last item is decided."
        )
    anew.refuse_while_written(session, row)


def _keep(
    session: Session, row: CallRow, transcript: Transcript, before: Version, shelves: Shelves
) -> Version:
    return drafts.add_transcript(
        session,
        transcript,
        call_id=row.id,
        after=before,
        audio_sha256=row.audio_sha256 if row.audio_kept else None,
        at=shelves.clock(),
    )


def _corrected_meanwhile() -> CorrectedMeanwhileError:
    return CorrectedMeanwhileError(
        "The speakers of this call were corrected meanwhile; look at the call again, then say it anew."
    )
