"""What people did in HubSpot is read from its history: whose change it was decides whether it counts."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from crm_sync.adapters.hubspot.decided import BY_A_PERSON
from models.decided_there import DecidedThere, PendingRecord
from tests.contracts.crm_adapter import NOTE, TASK
from tests.contracts.hubspot_world import HubSpotWorld, hubspot_world
from tests.hubspot_simulator.records import Source


@pytest.fixture
def world() -> Iterator[HubSpotWorld]:
    with hubspot_world() as opened:
        yield opened


def _pending(world: HubSpotWorld) -> tuple[PendingRecord, PendingRecord]:
    task, note = world.adapter.apply(TASK), world.adapter.apply(NOTE)
    return (
        PendingRecord(call_id="c1", kind="task", external_id=task.external_id),
        PendingRecord(call_id="c1", kind="note", external_id=note.external_id),
    )


def _answer(world: HubSpotWorld, *pending: PendingRecord) -> DecidedThere | None:
    answers = world.adapter.decisions(pending)
    assert len(answers) <= 1
    return answers[0] if answers else None


@pytest.mark.parametrize("source", sorted(BY_A_PERSON))
@pytest.mark.parametrize("verdict", ["confirmed", "rejected"])
def test_a_person_decides_and_is_named_by_address(world: HubSpotWorld, verdict: str, source: str) -> None:
    task, note = _pending(world)
    laura = world.portal.add_owner("laura@example.com")
    person = world.portal.act_as_user(laura.user_id, source=source)
    person.set("tasks", task.external_id, cn_review_status=verdict)
    answer = _answer(world, task, note)
    assert answer is not None
    assert (answer.verdict, answer.by, answer.by_a_person) == (verdict, "laura@example.com", True)
    assert answer.at is not None


@pytest.mark.parametrize(
    "source",
    ["AUTOMATION_PLATFORM", "IMPORT", "INTEGRATION", "API", "CRM_UI_BULK_ACTION", "MERGE_OBJECTS", ""],
)
def test_what_no_person_changed_by_hand_is_no_decision(world: HubSpotWorld, source: str) -> None:
    task, _ = _pending(world)
    world.portal.act_as_user(source=source).set("tasks", task.external_id, cn_review_status="confirmed")
    answer = _answer(world, task)
    assert answer is not None
    assert (answer.verdict, answer.by, answer.by_a_person) == ("confirmed", source, False)


def test_a_change_of_which_nobody_knows_whose_it_is_is_no_decision(world: HubSpotWorld) -> None:
    task, _ = _pending(world)
    entry = world.portal.records.get("tasks", task.external_id)
    world.portal.records.update(entry, {"cn_review_status": "confirmed"}, Source("CRM_UI"))
    answer = _answer(world, task)
    assert answer is not None
    assert not answer.by_a_person


def test_the_newest_change_counts(world: HubSpotWorld) -> None:
    task, _ = _pending(world)
    world.person.set("tasks", task.external_id, cn_review_status="confirmed")
    world.portal.act_as_user(source="AUTOMATION_PLATFORM").set(
        "tasks", task.external_id, cn_review_status="rejected"
    )
    answer = _answer(world, task)
    assert answer is not None
    assert not answer.by_a_person
    world.person.set("tasks", task.external_id, cn_review_status="pending")
    assert _answer(world, task) is None


def test_who_is_no_user_any_more_is_a_number(world: HubSpotWorld) -> None:
    task, _ = _pending(world)
    world.portal.act_as_user(4711).set("tasks", task.external_id, cn_review_status="confirmed")
    answer = _answer(world, task)
    assert answer is not None
    assert (answer.by, answer.by_a_person) == ("user 4711", True)


@pytest.mark.parametrize("which", [0, 1], ids=["task", "note"])
def test_a_record_in_the_bin_is_deleted_and_one_that_never_was_is_lost(
    world: HubSpotWorld, which: int
) -> None:
    one = _pending(world)[which]
    world.person.delete(f"{one.kind}s", one.external_id)
    before = len(world.portal.asked)
    answer = _answer(world, one)
    assert answer is not None
    assert (answer.verdict, answer.by_a_person) == ("deleted", False)
    assert [asked.query.get("archived") for asked in world.portal.asked[before:]] == ["False", "True"]
    strange = _answer(world, one.model_copy(update={"external_id": "99999"}))
    assert strange is not None
    assert strange.verdict == "lost"


@pytest.mark.parametrize(("source", "verdict"), [("CRM_UI", "confirmed"), ("AUTOMATION", "deleted")])
def test_who_decides_and_then_puts_the_task_into_the_bin_has_decided(
    world: HubSpotWorld, source: str, verdict: str
) -> None:
    task, _ = _pending(world)
    world.portal.act_as_user(source=source).set("tasks", task.external_id, cn_review_status="confirmed")
    world.person.delete("tasks", task.external_id)
    answer = _answer(world, task)
    assert answer is not None
    assert answer.verdict == verdict


@pytest.mark.parametrize(("calls", "requests"), [(1, 1), (50, 1), (51, 2), (120, 3)])
def test_fifty_pending_calls_take_one_request(world: HubSpotWorld, calls: int, requests: int) -> None:
    make = world.portal.act_as_user(source="INTEGRATION").create
    ids = [
        make("tasks", hs_timestamp="2026-11-20T00:00:00Z", cn_review_status="pending") for _ in range(calls)
    ]
    before = len(world.portal.asked)
    assert (
        world.adapter.decisions(
            tuple(PendingRecord(call_id=one, kind="task", external_id=one) for one in ids)
        )
        == ()
    )
    assert len(world.portal.asked) - before == requests
