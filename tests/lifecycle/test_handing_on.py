"""An attempt goes from one kind of work to the next; its row says where, and a crash changes nothing."""

from __future__ import annotations

import pytest

from lifecycle import attempts, drafts, reading, recovery, retry
from lifecycle.enqueue import Work
from models.errors import CancelledError
from storage.shelves import Shelves
from tests.lifecycle.house import AwayQueue, Queue, accept, notes_of, transcript_of


def _transcribed(shelves: Shelves) -> str:
    call_id = accept(shelves).call.id
    attempts.begin(shelves, call_id, "process", 1)
    drafts.store_transcript(shelves, transcript_of(call_id))
    return call_id


def test_a_part_that_is_done_waits_for_the_next_kind_of_work(shelves: Shelves) -> None:
    call_id, queue = _transcribed(shelves), Queue()
    attempts.hand_on(shelves, call_id, "process", 1, kind="recognition", enqueue=queue)
    assert queue.work == [(call_id, "process", 1)]
    assert recovery.owed(shelves) == (Work(call_id, "process", 1, "model"),)
    assert reading.is_worked_on(shelves, call_id)
    attempts.begin(shelves, call_id, "process", 1, kind="model")
    assert recovery.begun(shelves) == (Work(call_id, "process", 1, "model"),)


def test_handing_on_again_after_a_crash_changes_nothing(shelves: Shelves) -> None:
    call_id, queue = _transcribed(shelves), Queue()
    for _ in range(2):
        attempts.hand_on(shelves, call_id, "process", 1, kind="recognition", enqueue=queue)
    attempts.begin(shelves, call_id, "process", 1, kind="model")
    attempts.hand_on(shelves, call_id, "process", 1, kind="recognition", enqueue=queue)
    assert queue.work == [(call_id, "process", 1)]
    assert recovery.begun(shelves) == (Work(call_id, "process", 1, "model"),)


def test_a_queue_that_is_away_is_left_to_the_sweep(shelves: Shelves) -> None:
    call_id = _transcribed(shelves)
    attempts.hand_on(shelves, call_id, "process", 1, kind="recognition", enqueue=AwayQueue())
    assert recovery.owed(shelves) == (Work(call_id, "process", 1, "model"),)


def test_a_worker_that_comes_back_late_does_not_begin_a_part_that_was_handed_on(shelves: Shelves) -> None:
    call_id = _transcribed(shelves)
    attempts.hand_on(shelves, call_id, "process", 1, kind="recognition", enqueue=Queue())
    with pytest.raises(CancelledError):
        attempts.begin(shelves, call_id, "process", 1, kind="recognition")
    assert recovery.owed(shelves) == (Work(call_id, "process", 1, "model"),)


def test_the_next_attempt_begins_where_this_one_failed(shelves: Shelves) -> None:
    call_id = _transcribed(shelves)
    attempts.hand_on(shelves, call_id, "process", 1, kind="recognition", enqueue=Queue())
    attempts.begin(shelves, call_id, "process", 1, kind="model")
    attempts.fail(
        shelves, call_id, "process", 1, step="extract", code="llm.busy", message="Busy.", retryable=True,
        retry_in_s=0,
    )  # fmt: skip
    assert [(work.attempt, work.kind) for work in recovery.owed(shelves)] == [(2, "model")]


def test_a_person_who_retries_need_not_wait_for_what_is_done(shelves: Shelves) -> None:
    call_id = _transcribed(shelves)
    drafts.store_notes(shelves, notes_of(call_id))
    attempts.fail(
        shelves, call_id, "process", 1, step="write note", code="crm.refused", message="No.", retryable=False
    )
    retry.retry(shelves, call_id, enqueue=Queue())
    assert [(work.attempt, work.kind) for work in recovery.owed(shelves)] == [(2, "crm")]


def test_a_back_fill_stays_one_at_every_kind_of_work(shelves: Shelves) -> None:
    call_id = accept(shelves, priority="backfill").call.id
    assert recovery.owed(shelves) == (Work(call_id, "process", 1, "recognition", "backfill"),)
    assert reading.call(shelves, call_id).details.priority == "backfill"
    attempts.begin(shelves, call_id, "process", 1)
    attempts.hand_on(shelves, call_id, "process", 1, kind="recognition", enqueue=Queue())
    assert recovery.owed(shelves) == (Work(call_id, "process", 1, "model", "backfill"),)
