"""What /metrics tells: true numbers, in names and units as Prometheus wants them, and documented."""

from __future__ import annotations

import re
from datetime import timedelta

import pytest
from prometheus_client.parser import text_string_to_metric_families

from api.metrics import NAMES
from lifecycle import attempts, drafts
from models.errors import CrmClosedError
from models.figures import REVIEW_BOUNDS_S
from models.hubspot_limits import limits_of
from tests.api.calls import new_call, staged_call
from tests.api.house import House
from tests.architecture.repository import DOCS
from tests.lifecycle.house import notes_of, transcript_of


def scraped(house: House) -> dict[tuple[str, ...], float]:
    """Return every sample by its name and the values of its labels, these from z to a by their names."""
    answer = house.client.get("/metrics")
    assert answer.status_code == 200
    assert answer.headers["content-type"].startswith("text/plain; version=0.0.4")
    return {
        (sample.name, *(value for _, value in sorted(sample.labels.items(), reverse=True))): sample.value
        for family in text_string_to_metric_families(answer.text)
        for sample in family.samples
    }


def test_the_queue_is_told_with_its_depth_and_age(house: House) -> None:
    new_call(house, seed=1)
    house.pass_time(timedelta(seconds=90))
    running = new_call(house, seed=2)
    attempts.begin(house.doors.shelves, running, "process", 1)
    now = scraped(house)
    assert now["callnotes_queue_ready", "recognition"] == 1
    assert now["callnotes_queue_running", "recognition"] == 1
    assert now["callnotes_queue_oldest_seconds", "recognition"] == 90
    assert now["callnotes_queue_ready", "model"] == now["callnotes_queue_ready", "crm"] == 0
    assert now["callnotes_calls", "queued"] == 2


def test_failures_are_counted_by_code_and_their_next_attempt_is_for_later(house: House) -> None:
    call_id = new_call(house)
    attempts.begin(house.doors.shelves, call_id, "process", 1)
    attempts.fail(
        house.doors.shelves,
        call_id,
        "process",
        1,
        step="extract",
        code="llm.busy",
        message="The language model is busy.",
        retryable=True,
        retry_in_s=60,
    )
    now = scraped(house)
    assert now["callnotes_attempt_failures_total", "process", "llm.busy"] == 1
    assert now["callnotes_attempts_total", "process", "failed"] == 1
    assert (now["callnotes_queue_later", "recognition"], now["callnotes_queue_ready", "recognition"]) == (
        1,
        0,
    )
    house.pass_time(timedelta(seconds=75))
    now = scraped(house)
    assert (now["callnotes_queue_later", "recognition"], now["callnotes_queue_ready", "recognition"]) == (
        0,
        1,
    )
    assert now["callnotes_queue_oldest_seconds", "recognition"] == 15


def test_the_wait_for_a_person_is_told_while_it_lasts_and_afterwards(house: House) -> None:
    call_id = staged_call(house)
    house.pass_time(timedelta(minutes=10))
    assert scraped(house)["callnotes_review_oldest_seconds",] == 600
    assert scraped(house)["callnotes_review_wait_seconds_count",] == 0
    decided = {"by": "dana@example.com", "rest": "reject"}
    assert house.client.post(f"/api/v1/calls/{call_id}/review", json=decided).status_code == 200
    now = scraped(house)
    assert now["callnotes_review_oldest_seconds",] == 0
    assert now["callnotes_review_wait_seconds_count",] == 1
    assert abs(now["callnotes_review_wait_seconds_sum",] - 600) < 0.01
    assert now["callnotes_review_wait_seconds_bucket", "300.0"] == 0
    assert now["callnotes_review_wait_seconds_bucket", "900.0"] == 1


def test_a_step_is_told_with_its_time_and_the_audio_it_was_for(house: House) -> None:
    staged_call(house)
    now = scraped(house)
    assert now["callnotes_steps_total", "transcribe"] == 1
    assert now["callnotes_step_audio_seconds_total", "transcribe"] == 2
    assert now["callnotes_step_seconds_total", "transcribe"] == 0


def test_what_waited_before_an_attempt_is_no_time_of_the_step(house: House) -> None:
    call_id = new_call(house, seed=7)
    house.pass_time(timedelta(hours=1))
    attempts.begin(house.doors.shelves, call_id, "process", 1)
    house.pass_time(timedelta(seconds=30))
    drafts.store_transcript(house.doors.shelves, transcript_of(call_id))
    assert abs(scraped(house)["callnotes_step_seconds_total", "transcribe"] - 30) < 0.01


def test_what_waited_for_the_next_kind_of_work_is_no_time_of_the_step(house: House) -> None:
    call_id, shelves = new_call(house, seed=8), house.doors.shelves
    attempts.begin(shelves, call_id, "process", 1)
    drafts.store_transcript(shelves, transcript_of(call_id))
    attempts.hand_on(shelves, call_id, "process", 1, kind="recognition", enqueue=house.doors.enqueue)
    house.pass_time(timedelta(minutes=20))
    now = scraped(house)
    assert (now["callnotes_queue_ready", "model"], now["callnotes_queue_oldest_seconds", "model"]) == (
        1,
        1200,
    )
    attempts.begin(shelves, call_id, "process", 1, kind="model")
    house.pass_time(timedelta(seconds=15))
    drafts.store_notes(shelves, notes_of(call_id))
    assert abs(scraped(house)["callnotes_step_seconds_total", "extract"] - 15) < 0.01


def test_workers_hooks_and_room_are_told(house: House) -> None:
    house.doors.shelves.heartbeat().appear("worker-1")
    house.doors.shelves.hook_events().store("callnotes", "e1", "{}")
    now = scraped(house)
    assert now["callnotes_workers",] == 1
    assert now["callnotes_hook_events", "received"] == 1
    assert now["callnotes_disk_free_bytes",] > 0


def test_a_crm_that_is_left_alone_is_told_with_why(house: House) -> None:
    gate = house.doors.shelves.rate_gate(limits_of("free", margin=0.05, time_zone="UTC"))
    assert ("callnotes_crm_closed", "not_let_in") not in scraped(house)
    with pytest.raises(CrmClosedError):
        gate.close("not_let_in", 900)
    assert scraped(house)["callnotes_crm_closed", "not_let_in"] == 1


def test_only_who_shows_a_token_sees_the_numbers(house: House) -> None:
    answer = house.client.get("/metrics", headers={"Authorization": "Bearer wrong"})
    assert (answer.status_code, answer.headers["content-type"]) == (401, "application/problem+json")


def test_names_and_units_are_as_prometheus_wants_them(house: House) -> None:
    staged_call(house)
    families = list(text_string_to_metric_families(house.client.get("/metrics").text))
    assert {family.name for family in families} == {name.removesuffix("_total") for name in NAMES}
    for family in families:
        assert re.fullmatch(r"callnotes_[a-z_]+", family.name)
        assert family.documentation
        labels = {label for sample in family.samples for label in sample.labels}
        assert labels <= {"kind", "verb", "stage", "outcome", "code", "step", "state", "provider", "le"}, (
            "no person, no call"
        )
        if family.type == "counter":
            assert all(sample.name.endswith("_total") for sample in family.samples)
    assert list(REVIEW_BOUNDS_S) == sorted(REVIEW_BOUNDS_S)


def test_every_metric_is_documented_and_no_other() -> None:
    text = (DOCS / "operations.md").read_text(encoding="utf-8")
    table = text.split("| Metric | Kind |")[1].split("\n\n")[0]
    assert set(re.findall(r"^\| `(callnotes_\w+)`", table, re.MULTILINE)) == set(NAMES)
    assert set(re.findall(r"callnotes_[a-z]\w+", text)) <= {*NAMES}, (
        "a metric named elsewhere is in the table"
    )
