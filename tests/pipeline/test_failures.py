"""A failed step is visible with its cause, tried again where that helps, and left alone where it cannot."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

import pytest
from sqlalchemy import update

from callnotes.workshop import worker_place, workshop_of
from crm_sync.adapters.local import LocalAdapter
from lifecycle import consent, reading, retry
from models.call import Call, CallDetails, Consent
from models.crm import Operation, Outcome
from models.errors import CrmBusyError, CrmRefusedError
from models.stages import Stage
from pipeline.retry_delay import retry_delay_s
from pipeline.worker import worker
from pipeline.workshop import Workshop
from storage.crm_reading import read_crm
from storage.tables import AttemptRow
from tests.journeys.arrivals import submit
from tests.journeys.mortal import settings_in
from tests.journeys.plain_ear import PlainEar, two_channel_call


class FailingAdapter(LocalAdapter):
    """The local CRM, which fails the first times it is asked to write."""

    def __init__(self, workshop: Workshop, errors: list[Exception]) -> None:
        super().__init__(workshop.shelves.embedded_crm())
        self.errors = errors

    def apply(self, operation: Operation) -> Outcome:
        if self.errors:
            raise self.errors.pop(0)
        return super().apply(operation)


@contextmanager
def at_work(
    tmp_path: Path,
    errors: list[Exception],
    *,
    max_attempts: int = 3,
    wait_s: float = 0.1,
    database_url: str | None = None,
) -> Iterator[tuple[Workshop, str]]:
    settings = settings_in(tmp_path / "house", database_url)
    with workshop_of(settings) as opened:
        shop = replace(
            opened,
            speech_engine=lambda _name: PlainEar(),
            adapter=FailingAdapter(opened, errors),
            max_attempts=max_attempts,
            retry_delay_s=lambda _code, number: wait_s * number,
        )
        call = submit(
            shop.shelves,
            settings,
            two_channel_call(tmp_path / "call.wav", seed=3),
            enqueue=shop.enqueue,
            details=CallDetails(notes_engine="rules"),
        )
        with worker(shop, worker_place(settings), stop_within_s=1):
            yield shop, call.id


def until(workshop: Workshop, call_id: str, true: Callable[[Call], bool]) -> Call:
    end = time.monotonic() + 60
    while time.monotonic() < end:
        call = reading.call(workshop.shelves, call_id)
        if true(call):
            return call
        time.sleep(0.05)
    pytest.fail(f"the call stays {reading.call(workshop.shelves, call_id).stage}")


def test_a_busy_crm_is_asked_again_until_it_answers(tmp_path: Path, database_url: str | None) -> None:
    errors: list[Exception] = [CrmBusyError("The CRM is busy."), CrmBusyError("The CRM is busy.")]
    with at_work(tmp_path, errors, database_url=database_url) as (shop, call_id):
        call = until(shop, call_id, lambda call: call.stage is Stage.STAGED)
        assert call.attempts == 3
        assert len(reading.dossier(shop.shelves, call_id).records) == 2


def test_it_stops_after_the_last_attempt_and_says_why(tmp_path: Path) -> None:
    errors: list[Exception] = [CrmBusyError("The CRM is busy.") for _ in range(10)]
    with at_work(tmp_path, errors, max_attempts=2) as (shop, call_id):
        call = until(shop, call_id, lambda call: call.attempts == 2 and call.attempt is not None)
        time.sleep(1.0)
        assert len(errors) == 8
        assert call.stage is Stage.DRAFTED
        assert call.attempt is not None
        assert (call.attempt.step, call.attempt.code) == ("write note", "crm.busy")


def test_what_cannot_help_is_not_tried_again(tmp_path: Path, database_url: str | None) -> None:
    with at_work(tmp_path, [CrmRefusedError("The CRM refuses the note.")], database_url=database_url) as (
        shop,
        call_id,
    ):
        call = until(shop, call_id, lambda call: call.attempt is not None)
        assert call.attempt is not None
        assert not call.attempt.retryable
        time.sleep(0.5)
        assert reading.call(shop.shelves, call_id).attempts == 1

        retry.retry(shop.shelves, call_id, enqueue=shop.enqueue)
        again = until(shop, call_id, lambda call: call.stage is Stage.STAGED)
        assert again.attempt is None
        assert reading.dossier(shop.shelves, call_id).transcript_version == 1


def test_a_fault_of_ours_is_shown_without_what_it_held(tmp_path: Path) -> None:
    secret = "the customer said 4242"
    with at_work(tmp_path, [ValueError(secret)], max_attempts=1) as (shop, call_id):
        call = until(shop, call_id, lambda call: call.attempt is not None)
        assert call.attempt is not None
        assert call.attempt.code == "internal.fault"
        assert secret not in call.attempt.message
    stored = b"".join(path.read_bytes() for path in (tmp_path / "house").glob("*.db*"))
    assert secret.encode() not in stored


def test_the_failure_is_seen_while_the_next_attempt_waits(tmp_path: Path) -> None:
    with at_work(tmp_path, [CrmBusyError("The CRM is busy.")], wait_s=60) as (shop, call_id):
        call = until(shop, call_id, lambda call: call.attempt is not None)
        time.sleep(0.5)
        call = reading.call(shop.shelves, call_id)
        assert call.attempt is not None
        assert call.attempt.message == "The CRM is busy."


def test_the_waits_grow_and_a_missing_model_waits_longest() -> None:
    waits = [retry_delay_s("crm.busy", number) for number in range(1, 8)]
    assert waits == sorted(waits)
    assert waits[0] <= 10
    assert retry_delay_s("speech.model_missing", 1) > waits[0]


def test_a_decline_after_staging_takes_what_was_said_out_of_the_crm(
    tmp_path: Path, database_url: str | None
) -> None:
    with at_work(tmp_path, [], database_url=database_url) as (shop, call_id):
        until(shop, call_id, lambda call: call.stage is Stage.STAGED)
        assert "invoice" in read_crm(shop.shelves.database).notes[0].body
        declined = Consent(
            status="declined", by="customer", at=datetime(2026, 11, 19, tzinfo=UTC), how="by mail"
        )
        consent.record(shop.shelves, call_id, declined, enqueue=shop.enqueue)
        until(shop, call_id, lambda call: not reading.is_worked_on(shop.shelves, call.id))
        call = reading.call(shop.shelves, call_id)
        assert call.stage is Stage.DECLINED
        assert call.attempt is None
        crm = read_crm(shop.shelves.database)
        assert [(note.status, "invoice" in note.body) for note in crm.notes] == [("rejected", False)]
        assert [(task.status, "invoice" in task.body) for task in crm.tasks] == [("done", False)]


def test_work_that_ended_without_a_word_becomes_a_visible_failure(
    tmp_path: Path, database_url: str | None
) -> None:
    """As when the database was away at the very end: the queue is done with it, its row still waits."""
    with at_work(tmp_path, [CrmRefusedError("The CRM refuses the note.")], database_url=database_url) as (
        shop,
        call_id,
    ):
        until(shop, call_id, lambda call: call.attempt is not None)
        with shop.shelves.database.transaction() as session:
            session.execute(update(AttemptRow).values(state="running"))
        assert reading.call(shop.shelves, call_id).attempt is None
        call = until(shop, call_id, lambda call: call.attempt is not None)
        assert call.attempt is not None
        assert call.attempt.code == "internal.fault"
        retry.retry(shop.shelves, call_id, enqueue=shop.enqueue)
        until(shop, call_id, lambda call: call.stage is Stage.STAGED)
