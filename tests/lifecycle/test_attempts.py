from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest

from lifecycle import attempts, cancel, drafts, reading, recovery, refuse, retry
from lifecycle.enqueue import Work
from models.access import Actor
from models.errors import AudioUndecodableError, CancelledError, StageError
from models.stages import Stage
from storage.shelves import Shelves
from tests.lifecycle.house import Queue, accept, staged, transcript_of


def _fail(shelves: Shelves, call_id: str, number: int = 1, *, retry_in_s: float | None = None) -> None:
    attempts.fail(
        shelves,
        call_id,
        "process",
        number,
        step="transcribe",
        code="speech.model_missing",
        message="The model is missing; run `callnotes fetch-models`.",
        retryable=True,
        retry_in_s=retry_in_s,
    )


def test_a_failure_shows_its_step_and_cause_beside_the_stage(shelves: Shelves) -> None:
    call = accept(shelves).call
    attempts.begin(shelves, call.id, "process", 1)
    _fail(shelves, call.id)
    after = reading.call(shelves, call.id)
    assert after.stage is Stage.QUEUED
    assert after.attempt is not None
    assert (after.attempt.number, after.attempt.step, after.attempt.code, after.attempt.retryable) == (
        1,
        "transcribe",
        "speech.model_missing",
        True,
    )
    assert recovery.owed(shelves) == recovery.begun(shelves) == ()


def test_an_attempt_that_met_a_closed_crm_is_not_counted(shelves: Shelves) -> None:
    call = accept(shelves).call
    for number, code in enumerate(("crm.closed", "crm.busy", "crm.closed"), start=1):
        attempts.begin(shelves, call.id, "process", number)
        attempts.fail(
            shelves, call.id, "process", number, step="match", code=code, message="Away.", retryable=True,
            retry_in_s=0.0,
        )  # fmt: skip
    assert reading.call(shelves, call.id).attempts == 3
    assert attempts.tried(shelves, call.id, "process") == 2


def test_a_call_whose_work_is_well_shows_no_failure(shelves: Shelves) -> None:
    call = accept(shelves).call
    attempts.begin(shelves, call.id, "process", 1)
    assert reading.call(shelves, call.id).attempt is None
    assert recovery.begun(shelves) == (Work(call.id, "process", 1, "recognition", delay_s=0.0),)
    attempts.succeed(shelves, call.id, "process", 1)
    assert reading.call(shelves, call.id).attempt is None
    assert not reading.is_worked_on(shelves, call.id)


def test_beginning_and_ending_again_after_a_crash_changes_nothing(shelves: Shelves) -> None:
    call = accept(shelves).call
    for _ in range(2):
        attempts.begin(shelves, call.id, "process", 1)
    for _ in range(2):
        _fail(shelves, call.id, retry_in_s=60)
    assert reading.call(shelves, call.id).attempts == 1
    assert len(recovery.owed(shelves)) == 1


def test_a_done_attempt_does_not_run_again(shelves: Shelves) -> None:
    call = accept(shelves).call
    attempts.succeed(shelves, call.id, "process", 1)
    attempts.begin(shelves, call.id, "process", 1)
    assert recovery.begun(shelves) == ()


def test_the_next_attempt_waits_for_its_time_while_the_failure_stays_visible(shelves: Shelves) -> None:
    call = accept(shelves).call
    now = shelves.clock()
    shelves = replace(shelves, clock=lambda: now)
    attempts.begin(shelves, call.id, "process", 1)
    _fail(shelves, call.id, retry_in_s=300)
    assert recovery.owed(shelves) == (Work(call.id, "process", 2, "recognition", delay_s=300.0),)
    waiting = reading.call(shelves, call.id)
    assert waiting.attempt is not None
    assert reading.is_worked_on(shelves, call.id)
    now += timedelta(seconds=301)
    assert recovery.owed(shelves) == (Work(call.id, "process", 2, "recognition", delay_s=0.0),)
    attempts.begin(shelves, call.id, "process", 2)
    assert reading.call(shelves, call.id).attempt is None


def test_a_person_who_retries_now_does_not_wait_for_the_back_off(shelves: Shelves) -> None:
    queue = Queue()
    call = accept(shelves).call
    attempts.begin(shelves, call.id, "process", 1)
    _fail(shelves, call.id, retry_in_s=3600)
    retry.retry(shelves, call.id, enqueue=queue)
    assert queue.work == [(call.id, "process", 3)]
    assert recovery.owed(shelves) == (Work(call.id, "process", 3, "recognition", delay_s=0.0),)
    with pytest.raises(CancelledError):
        attempts.begin(shelves, call.id, "process", 2)


def test_a_retry_is_a_new_attempt(shelves: Shelves) -> None:
    queue = Queue()
    call = accept(shelves).call
    attempts.begin(shelves, call.id, "process", 1)
    _fail(shelves, call.id)
    again = retry.retry(shelves, call.id, enqueue=queue)
    assert (again.attempt, again.attempts) == (None, 2)
    assert queue.work == [(call.id, "process", 2)]


@pytest.mark.parametrize("running", [False, True])
def test_a_call_that_is_being_worked_on_cannot_be_retried(shelves: Shelves, running: bool) -> None:
    call = accept(shelves).call
    if running:
        attempts.begin(shelves, call.id, "process", 1)
    with pytest.raises(StageError, match="being worked on"):
        retry.retry(shelves, call.id, enqueue=Queue())


@pytest.mark.parametrize("audio", [True, False])
def test_a_call_that_waits_for_a_person_cannot_be_retried(shelves: Shelves, audio: bool) -> None:
    call = staged(shelves) if audio else accept(shelves, audio=None).call
    attempts.succeed(shelves, call.id, "process", 1)
    with pytest.raises(StageError, match="nothing to retry"):
        retry.retry(shelves, call.id, enqueue=Queue())


def test_a_fetch_that_failed_is_retried_as_a_fetch(shelves: Shelves) -> None:
    queue = Queue()
    call = accept(shelves, audio=None, source_url="https://pbx.example.com/1.wav").call
    attempts.fail(
        shelves, call.id, "fetch", 1, step="fetch", code="fetch.failed", message="No.", retryable=True
    )
    retry.retry(shelves, call.id, enqueue=queue)
    assert queue.work == [(call.id, "fetch", 2)]


def test_an_attempt_that_killed_its_worker_becomes_a_visible_failure_once(shelves: Shelves) -> None:
    call = accept(shelves).call
    attempts.begin(shelves, call.id, "process", 1)
    for message in ("first", "second"):
        attempts.give_up(shelves, _hearing(call.id), code="internal.fault", message=message)
    failed = reading.call(shelves, call.id).attempt
    assert failed is not None
    assert (failed.code, failed.message) == ("internal.fault", "first")


def test_a_done_attempt_is_not_given_up(shelves: Shelves) -> None:
    call = accept(shelves).call
    attempts.succeed(shelves, call.id, "process", 1)
    attempts.give_up(shelves, _hearing(call.id), code="internal.fault", message="late")
    assert reading.call(shelves, call.id).attempt is None


def test_an_attempt_that_was_handed_on_meanwhile_is_not_given_up(shelves: Shelves) -> None:
    """The sweep saw it being recognised, then saw recognition ended: in between it went on to the model."""
    call = accept(shelves).call
    attempts.begin(shelves, call.id, "process", 1)
    attempts.hand_on(shelves, call.id, "process", 1, kind="recognition", enqueue=Queue())
    attempts.give_up(shelves, _hearing(call.id), code="internal.fault", message="too soon")
    assert reading.call(shelves, call.id).attempt is None
    assert [work.kind for work in recovery.owed(shelves)] == ["model"]


def _hearing(call_id: str) -> Work:
    return Work(call_id, "process", 1, "recognition")


def test_a_refused_call_says_why_and_ends(shelves: Shelves) -> None:
    call = accept(shelves).call
    for _ in range(2):
        refuse.refuse(shelves, call.id, AudioUndecodableError("There is no sound in the file."))
    after = reading.call(shelves, call.id)
    assert (after.stage, after.stage_why) == (Stage.REFUSED, "There is no sound in the file.")
    assert recovery.owed(shelves) == ()
    with pytest.raises(StageError):
        retry.retry(shelves, call.id, enqueue=Queue())


def test_a_call_with_a_transcript_is_not_refused_any_more(shelves: Shelves) -> None:
    call = accept(shelves).call
    drafts.store_transcript(shelves, transcript_of(call.id))
    with pytest.raises(StageError):
        refuse.refuse(shelves, call.id, AudioUndecodableError("There is no sound in the file."))


def test_a_cancelled_call_stops_its_work_and_can_be_taken_up_again(shelves: Shelves) -> None:
    queue = Queue()
    call = accept(shelves).call
    attempts.begin(shelves, call.id, "process", 1)
    assert not cancel.is_cancelled(shelves, call.id)
    for _ in range(2):
        assert cancel.cancel(shelves, call.id, actor=Actor(name="lee@example.com")).stage is Stage.CANCELLED
    assert cancel.is_cancelled(shelves, call.id)
    with pytest.raises(CancelledError):
        drafts.store_transcript(shelves, transcript_of(call.id))
    attempts.fail(
        shelves,
        call.id,
        "process",
        1,
        step="transcribe",
        code="call.cancelled",
        message="Cancelled.",
        retryable=False,
        retry_in_s=5,
    )
    assert reading.call(shelves, call.id).attempt is None
    assert recovery.owed(shelves) == ()
    assert retry.retry(shelves, call.id, enqueue=queue).stage is Stage.QUEUED
    assert queue.work == [(call.id, "process", 2)]
    assert cancel.is_cancelled(shelves, call.id, attempt=1)
    assert not cancel.is_cancelled(shelves, call.id, attempt=2)


def test_a_staged_call_cannot_be_cancelled(shelves: Shelves) -> None:
    with pytest.raises(StageError, match="reject its items"):
        cancel.cancel(shelves, staged(shelves).id)


def test_work_of_a_call_that_moved_on_is_not_owed(shelves: Shelves) -> None:
    call = accept(shelves).call
    assert recovery.owed(shelves) == (Work(call.id, "process", 1, "recognition", delay_s=0.0),)
    cancel.cancel(shelves, call.id)
    assert recovery.owed(shelves) == ()


def test_what_is_owed_comes_oldest_first(shelves: Shelves) -> None:
    first = staged(shelves)
    attempts.succeed(shelves, first.id, "process", 1)
    second = accept(shelves, audio=[b"fLaC another"], external_id="pbx-2").call
    third = accept(shelves, audio=None, source_url="https://pbx.example.com/3.wav").call
    assert [work.call_id for work in recovery.owed(shelves)] == [second.id, third.id]
