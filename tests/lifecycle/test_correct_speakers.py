from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from threading import Timer
from typing import Final

import pytest

from lifecycle import attempts, cancel, consent, correct_speakers, drafts, reading, recovery, review
from lifecycle.review import Shown
from models.call import Call
from models.corrections import Correction, GiveTurns, SwapRoles
from models.crm import Outcome, PutNote
from models.errors import (
    CancelledError,
    CorrectedMeanwhileError,
    DecidedMeanwhileError,
    InputError,
    ItemsDecidedError,
    StageError,
)
from models.notes import CallNotes
from models.review import Decision
from models.stages import Stage
from models.transcript import Turn
from storage.shelves import Shelves
from tests.lifecycle.house import DECLINED, NOW, AwayQueue, Queue, accept, notes_of, staged, transcript_of

_LEE: Final = "lee@example.com"
_MAX: Final = "max@example.com"
SWAP: Final = SwapRoles(kind="swap")
GIVE: Final = GiveTurns(kind="turn", turn="t2", to="agent")


def _correct(
    shelves: Shelves,
    call: Call,
    *corrections: Correction,
    queue: Queue | AwayQueue | None = None,
    shown: int | None = None,
    decide_anew: bool = False,
    decisions_shown: int | None = None,
    wait_s: float = 5.0,
) -> Call:
    return correct_speakers.correct_speakers(
        shelves,
        call.id,
        corrections or (SWAP,),
        by=_LEE,
        enqueue=queue or Queue(),
        shown=shown,
        decide_anew=decide_anew,
        decisions_shown=decisions_shown,
        wait_s=wait_s,
    )


def _swapped_notes(call_id: str) -> CallNotes:
    """Return notes as they are made from the swapped transcript."""
    notes, other = notes_of(call_id), {"agent": "customer", "customer": "agent"}

    def again(items: tuple[object, ...]) -> tuple[object, ...]:
        return tuple(
            item.model_copy(  # type: ignore[attr-defined]  # items of any kind
                update={
                    "evidence": tuple(
                        one.model_copy(update={"speaker": other[one.speaker]})
                        for one in item.evidence  # type: ignore[attr-defined]  # likewise
                    )
                }
            )
            for item in items
        )

    return CallNotes.model_validate(
        notes.model_dump()
        | {
            name: [one.model_dump() for one in again(getattr(notes, name))]  # type: ignore[attr-defined]  # likewise
            for name in ("promises", "follow_ups", "fields")
        }
    )


def _intend_pending(shelves: Shelves, call: Call) -> None:
    note = PutNote(key=f"{call.id}:note", call_id=call.id, title="Notes", body="", status="pending", at=NOW)
    shelves.ledger().intend(note)
    shelves.ledger().done(note, Outcome(result="applied", external_id="note_1"), adapter="local")


def _accept(item_id: str, by: str = _LEE) -> Decision:
    return Decision(item_id=item_id, verdict="accept", by=by, at=NOW)


@pytest.mark.parametrize("stage", [Stage.TRANSCRIBED, Stage.DRAFTED, Stage.STAGED])
def test_a_correction_is_a_new_transcript_whose_notes_are_made_again(shelves: Shelves, stage: Stage) -> None:
    queue = Queue()
    if stage is Stage.STAGED:
        call = staged(shelves)
    else:
        call = accept(shelves).call
        drafts.store_transcript(shelves, transcript_of(call.id))
        if stage is Stage.DRAFTED:
            drafts.store_notes(shelves, notes_of(call.id))
    after = _correct(shelves, call, queue=queue)
    found = reading.dossier(shelves, call.id)
    assert after.stage is Stage.TRANSCRIBED
    assert found.transcript is not None
    assert [turn.speaker for turn in found.transcript.turns] == ["customer", "agent"]
    assert (found.transcript_version, found.notes) == (2, None)
    assert [work[:2] for work in queue.work] == [(call.id, "process")]
    (owed,) = recovery.owed(shelves)
    assert (owed.call_id, owed.kind) == (call.id, "model")
    event = next(one for one in reversed(found.events) if one.kind == "speakers_corrected")
    assert (event.by, event.why) == (_LEE, "swap")
    assert drafts.store_notes(shelves, _swapped_notes(call.id), heard=2) == (
        1 if stage is Stage.TRANSCRIBED else 2
    )
    drafts.mark_staged(shelves, call.id)
    assert reading.dossier(shelves, call.id).notes_version is not None
    assert reading.call(shelves, call.id).stage is Stage.STAGED


def test_notes_of_the_transcript_before_are_not_kept_any_more(shelves: Shelves) -> None:
    call = accept(shelves).call
    drafts.store_transcript(shelves, transcript_of(call.id))
    assert not cancel.is_cancelled(shelves, call.id, heard=1)
    _correct(shelves, call)
    assert cancel.is_cancelled(shelves, call.id, heard=1)
    with pytest.raises(CancelledError):
        drafts.store_notes(shelves, notes_of(call.id), heard=1)
    assert reading.notes(shelves, call.id) is None


def test_the_attempt_at_the_notes_of_before_is_over_and_the_new_one_is_owed_though_the_queue_is_away(
    shelves: Shelves,
) -> None:
    call = accept(shelves).call
    attempts.begin(shelves, call.id, "process", 1)
    drafts.store_transcript(shelves, transcript_of(call.id))
    _correct(shelves, call, queue=AwayQueue())
    assert attempts.is_superseded(shelves, call.id, "process", 1)
    attempts.hand_on(shelves, call.id, "process", 1, kind="recognition", enqueue=Queue())
    attempts.succeed(shelves, call.id, "process", 1)
    with pytest.raises(CancelledError):
        attempts.begin(shelves, call.id, "process", 1)
    assert [(work.attempt, work.kind) for work in recovery.owed(shelves)] == [(2, "model")]
    assert not attempts.is_superseded(shelves, call.id, "process", 2)


def test_while_records_are_being_written_a_correction_waits(shelves: Shelves) -> None:
    call = staged(shelves)
    attempts.begin(shelves, call.id, "process", 2, kind="crm")
    with pytest.raises(StageError, match="in a moment"):
        _correct(shelves, call, wait_s=0.15)
    with ThreadPoolExecutor(1) as person:
        waiting = person.submit(_correct, shelves, call)
        attempts.succeed(shelves, call.id, "process", 2)
        assert waiting.result(timeout=20).stage is Stage.TRANSCRIBED


def test_writing_that_begins_between_the_look_and_the_correction_is_waited_for(
    shelves: Shelves, monkeypatch: pytest.MonkeyPatch
) -> None:
    call = staged(shelves)
    begun: list[int] = []

    def mask(turns: tuple[Turn, ...]) -> tuple[tuple[Turn, ...], object]:
        if not begun:
            begun.append(1)
            attempts.begin(shelves, call.id, "process", 2, kind="crm")
            Timer(0.3, attempts.succeed, (shelves, call.id, "process", 2)).start()
        return turns, None

    monkeypatch.setattr(correct_speakers, "mask_cards", mask)
    assert _correct(shelves, call, wait_s=15).stage is Stage.TRANSCRIBED
    assert begun


def test_what_was_decided_is_given_up_only_on_a_persons_word_and_stays_as_history(shelves: Shelves) -> None:
    call = staged(shelves)
    review.decide(shelves, call.id, (_accept("p1"),), by=_LEE, enqueue=Queue())
    with pytest.raises(ItemsDecidedError, match="--decide-anew"):
        _correct(shelves, call)
    assert [one.item_id for one in reading.decisions(shelves, call.id)] == ["p1"]
    with pytest.raises(DecidedMeanwhileError):
        _correct(shelves, call, decide_anew=True, decisions_shown=0)
    _correct(shelves, call, decide_anew=True, decisions_shown=1)
    drafts.store_notes(shelves, _swapped_notes(call.id))
    drafts.mark_staged(shelves, call.id)
    assert reading.decisions(shelves, call.id) == ()
    decided = review.decide(shelves, call.id, (), accept_rest=True, by=_LEE, enqueue=Queue())
    assert decided.stage is Stage.IN_REVIEW


def test_of_two_people_who_correct_at_once_the_second_one_is_refused(shelves: Shelves) -> None:
    call = staged(shelves)
    _correct(shelves, call, shown=1)
    with pytest.raises(CorrectedMeanwhileError):
        _correct(shelves, call, shown=1)
    found = reading.dossier(shelves, call.id).transcript
    assert found is not None
    assert [turn.speaker for turn in found.turns] == ["customer", "agent"]


def test_who_saw_the_notes_of_before_decides_nothing_on_the_new_ones(shelves: Shelves) -> None:
    call = staged(shelves)
    _correct(shelves, call)
    drafts.store_notes(shelves, _swapped_notes(call.id))
    drafts.mark_staged(shelves, call.id)
    with pytest.raises(CorrectedMeanwhileError):
        review.decide(
            shelves, call.id, (_accept("p1", _MAX),), by=_MAX, enqueue=Queue(), shown=Shown(heard=1)
        )
    review.decide(shelves, call.id, (_accept("p1", _MAX),), by=_MAX, enqueue=Queue(), shown=Shown(heard=2))
    assert [one.by for one in reading.decisions(shelves, call.id)] == [_MAX]


def test_once_the_last_item_is_decided_it_is_too_late(shelves: Shelves) -> None:
    call = staged(shelves)
    review.decide(shelves, call.id, (), accept_rest=True, by=_LEE, enqueue=Queue())
    for _ in range(2):
        with pytest.raises(StageError, match="no longer be corrected"):
            _correct(shelves, call, decide_anew=True)
        review.mark_settled(shelves, call.id)


def test_before_there_is_a_transcript_and_after_an_end_nothing_is_corrected(shelves: Shelves) -> None:
    call = accept(shelves).call
    with pytest.raises(StageError, match="queued"):
        _correct(shelves, call)
    consent.record(shelves, call.id, DECLINED, enqueue=Queue())
    with pytest.raises(StageError, match="declined"):
        _correct(shelves, call)


def test_what_changes_nothing_leaves_everything_as_it_is(shelves: Shelves) -> None:
    call, queue = staged(shelves), Queue()
    same = GiveTurns(kind="turn", turn="t1", to="agent")
    assert _correct(shelves, call, same, queue=queue).stage is Stage.STAGED
    assert reading.dossier(shelves, call.id).transcript_version == 1
    assert queue.work == []


def test_what_makes_no_sense_is_refused_and_nothing_is_kept(shelves: Shelves) -> None:
    call = staged(shelves)
    nowhere = GiveTurns(kind="turn", turn="t9", to="agent")
    with pytest.raises(InputError):
        _correct(shelves, call, GIVE, nowhere)
    with pytest.raises(InputError, match="person"):
        correct_speakers.correct_speakers(shelves, call.id, (SWAP,), by=" ", enqueue=Queue())
    assert reading.dossier(shelves, call.id).transcript_version == 1


def test_a_card_number_that_shows_only_after_a_correction_is_masked(shelves: Shelves) -> None:
    call = accept(shelves).call
    said = ("Fourty one eleven is wrong, 4111 1111.", "Wait, let me find something to write it down with.")
    heard = transcript_of(call.id)
    turns = tuple(
        heard.turns[0].model_copy(update={"id": f"t{n}", "start_s": n, "end_s": n + 1, "text": text})
        for n, text in enumerate((*said, "1111 1111, and that is all."))
    )
    drafts.store_transcript(shelves, heard.model_copy(update={"turns": turns}))
    before = reading.transcript(shelves, call.id)
    _correct(shelves, call, GiveTurns(kind="turn", turn="t1", to="customer"))
    after = reading.transcript(shelves, call.id)
    assert before is not None
    assert after is not None
    assert "4111" in before.model_dump_json(exclude={"call_id"})
    assert "1111" not in after.model_dump_json(exclude={"call_id"})


def test_while_its_pending_records_stand_a_call_is_declined_with_them_and_never_just_cancelled(
    shelves: Shelves,
) -> None:
    queue, call = Queue(), staged(shelves)
    _intend_pending(shelves, call)
    _correct(shelves, call)
    with pytest.raises(StageError, match="made again"):
        cancel.cancel(shelves, call.id)
    consent.record(shelves, call.id, DECLINED, enqueue=queue)
    assert [work[:2] for work in queue.work] == [(call.id, "settle")]
