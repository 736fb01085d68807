"""A refusal heard in the call ends it, a doubtful one waits for a person, a disclosure changes nothing."""

from __future__ import annotations

from lifecycle import consent, drafts, judge_again, reading, spoken_refusal
from lifecycle.judge import DOUBT, REFUSED
from models.call import Call, Customer
from models.stages import Stage
from models.transcript import Transcript
from storage.shelves import Shelves
from tests.lifecycle.house import DECLINED, GRANTED, UNKNOWN, Queue, accept, transcript_of

CLEAR = "Before we go on, please don't record this call."
DOUBTFUL = "What if I don't want to be recorded?"
DISCLOSED = "This call may be recorded for quality purposes."


def heard(call_id: str, text: str, speaker: str = "customer") -> Transcript:
    spoken = transcript_of(call_id, text)
    return spoken.model_copy(
        update={"turns": (spoken.turns[0].model_copy(update={"speaker": speaker}), *spoken.turns[1:])}
    )


def transcribed(shelves: Shelves, text: str, speaker: str = "customer") -> Call:
    call = accept(shelves).call
    shelves.pieces(call.id).put("piece", text)
    drafts.store_transcript(shelves, heard(call.id, text, speaker))
    assert reading.call(shelves, call.id).stage is Stage.TRANSCRIBED
    return call


def heed(shelves: Shelves, call: Call) -> bool:
    return spoken_refusal.heed(shelves, call.id, enqueue=Queue())


def test_a_clear_refusal_removes_audio_and_transcript_and_leaves_the_fact(shelves: Shelves) -> None:
    call = transcribed(shelves, CLEAR)
    assert not heed(shelves, call)
    after = reading.dossier(shelves, call.id)
    assert (after.call.stage, after.call.stage_why) == (Stage.DECLINED, REFUSED)
    assert (after.transcript, after.call.recording, shelves.audio.kept()) == (None, None, ())
    assert (after.consent.status, after.consent.response) == ("declined", "declined")
    assert after.consent.how == "said by the customer in the call, at 0:00"
    assert after.call.details.customer == Customer()
    assert consent.gate(shelves, call.id).answer == "stop"
    assert not heed(shelves, call)
    assert [one.action for one in shelves.audit().entries(call_id=call.id)] == ["stopped_for_a_refusal"]


def test_nothing_that_was_said_is_in_any_file_afterwards(sqlite_shelves: Shelves) -> None:
    shelves = sqlite_shelves
    call = transcribed(shelves, CLEAR)
    assert not heed(shelves, call)
    for path in shelves.audio.root.rglob("*"):
        if path.is_file():
            assert b"record this call" not in path.read_bytes(), path


def test_a_doubtful_one_waits_for_a_person_and_no_rule_lets_it_through(shelves: Shelves) -> None:
    call = transcribed(shelves, DOUBTFUL)
    assert not heed(shelves, call)
    waiting = reading.dossier(shelves, call.id)
    assert (waiting.call.stage, waiting.call.stage_why) == (Stage.AWAITING_CONSENT, DOUBT)
    assert waiting.transcript is not None
    assert consent.gate(shelves, call.id).answer == "wait"
    accept(shelves, consent=GRANTED)  # the same announcement once more
    judge_again.judge_again(shelves, enqueue=Queue())
    assert reading.call(shelves, call.id).stage is Stage.AWAITING_CONSENT


def test_a_person_who_read_it_lets_the_call_through_once_and_for_all(shelves: Shelves) -> None:
    call = transcribed(shelves, DOUBTFUL)
    heed(shelves, call)
    queue = Queue()
    consent.release(shelves, call.id, "eve@example.com", "she only asked", enqueue=queue)
    assert [work[0] for work in queue.work] == [call.id]
    assert consent.gate(shelves, call.id).answer == "go"
    stored = reading.transcript(shelves, call.id)
    assert stored is not None
    drafts.store_transcript(shelves, stored)
    assert heed(shelves, call)
    assert reading.call(shelves, call.id).stage is Stage.TRANSCRIBED


def test_a_person_may_state_consent_anew_or_decline_instead(shelves: Shelves) -> None:
    call = transcribed(shelves, DOUBTFUL)
    heed(shelves, call)
    assert consent.record(shelves, call.id, UNKNOWN, enqueue=Queue()).stage is Stage.AWAITING_CONSENT
    assert consent.record(shelves, call.id, GRANTED, enqueue=Queue()).stage is Stage.QUEUED
    assert consent.record(shelves, call.id, DECLINED, enqueue=Queue()).stage is Stage.DECLINED
    assert reading.transcript(shelves, call.id) is None


def test_the_agents_words_end_nothing_and_a_disclosure_gives_no_consent(shelves: Shelves) -> None:
    assert heed(shelves, transcribed(shelves, CLEAR, "agent"))
    call = accept(shelves, consent=UNKNOWN, audio=None, transcript=heard("", DISCLOSED, "agent")).call
    assert call.stage is Stage.AWAITING_CONSENT
    assert heed(shelves, call)
    assert reading.call(shelves, call.id).stage is Stage.AWAITING_CONSENT
