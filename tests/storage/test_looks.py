"""What waits for a person in a CRM is looked at when its time has come, by one worker, in full requests."""

from __future__ import annotations

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from datetime import datetime, timedelta
from pathlib import Path

import pytest

from models.crm import Outcome, PutNote, PutTask
from models.stages import Stage
from storage.looks import wait_s
from storage.shelves import Shelves, open_shelves
from storage.tables import CallRow, LedgerRow, Table
from tests.lifecycle.house import NOW

MINUTE = timedelta(minutes=1)


@pytest.fixture
def moment() -> list[datetime]:
    return [NOW]


@pytest.fixture
def house(tmp_path: Path, moment: list[datetime]) -> Iterator[Shelves]:
    with open_shelves(tmp_path / "house", clock=lambda: moment[0]) as opened:
        yield opened


@pytest.fixture
def either_house(tmp_path: Path, database_url: str | None, moment: list[datetime]) -> Iterator[Shelves]:
    with open_shelves(tmp_path / "house", database_url=database_url, clock=lambda: moment[0]) as opened:
        yield opened


def _pending(shelves: Shelves, *numbers: int, adapter: str = "hubspot") -> None:
    """Put calls on the shelves that wait for a person, with a note and a review task in the CRM."""
    with shelves.database.transaction() as session:
        for number in numbers:
            session.add_all(_rows(f"call_{number:04}", number, adapter, shelves.clock()))


def _rows(call_id: str, number: int, adapter: str, at: datetime) -> list[Table]:
    note = PutNote(key=f"{call_id}:note", call_id=call_id, title="", body="b", status="pending", at=NOW)
    task = PutTask(
        key=f"{call_id}:review", call_id=call_id, title="", body="b", status="review", kind="review"
    )
    call = CallRow(
        id=call_id,
        stage=Stage.STAGED.value,
        stage_at=at,
        received_at=at,
        agent_channel="auto",
        consent_status="granted",
    )
    written = [
        LedgerRow(
            key=one.key,
            call_id=call_id,
            state="done",
            intended=one.model_dump_json(),
            intended_at=at,
            done=one.model_dump_json(),
            outcome=Outcome(result="applied", external_id=f"{name}{number}").model_dump_json(),
            adapter=adapter,
        )
        for one, name in ((note, "n"), (task, "t"))
    ]
    return [call, *written]


@pytest.mark.parametrize(
    ("age_s", "wait"), [(0, 60), (1200, 60), (2400, 120), (9000, 450), (18_000, 900), (1e7, 900)]
)
def test_the_older_it_is_the_less_often_it_is_looked_at(age_s: float, wait: float) -> None:
    assert wait_s("task", age_s) == wait
    assert wait_s("note", age_s) == 3600


def test_a_look_comes_due_once_and_again_later(either_house: Shelves, moment: list[datetime]) -> None:
    _pending(either_house, 1)
    looks = either_house.looks()
    assert (looks.enrol("hubspot"), looks.enrol("hubspot")) == (1, 0)
    assert looks.claim("task") == ()
    moment[0] += MINUTE
    (record,) = looks.claim("task")
    assert (record.call_id, record.kind, record.external_id) == ("call_0001", "task", "t1")
    assert (looks.claim("task"), looks.claim("note")) == ((), ())
    moment[0] += timedelta(hours=1)
    assert [one.external_id for one in looks.claim("note")] == ["n1"]


def test_what_is_decided_or_stands_in_another_crm_is_not_looked_at(
    house: Shelves, moment: list[datetime]
) -> None:
    _pending(house, 1, 2)
    _pending(house, 3, adapter="local")
    looks = house.looks()
    assert looks.enrol("hubspot") == 2
    with house.database.transaction() as session:
        row = session.get(CallRow, "call_0001")
        assert row is not None
        row.stage = Stage.IN_REVIEW.value
    moment[0] += MINUTE
    assert [one.call_id for one in looks.claim("task")] == ["call_0002"]
    looks.enrol("hubspot")
    assert looks.now({"t1", "n1"}) == 0


def test_a_hint_brings_the_look_forward_for_the_very_record(house: Shelves) -> None:
    _pending(house, 1, 2)
    looks = house.looks()
    looks.enrol("hubspot")
    assert (looks.now({"t2", "unknown"}, kind="task"), looks.now({"t2"}, kind="note")) == (1, 0)
    assert [one.external_id for one in looks.claim("task")] == ["t2"]


def test_a_look_that_failed_comes_again_in_a_minute_whatever_its_age(
    house: Shelves, moment: list[datetime]
) -> None:
    _pending(house, 1)
    looks = house.looks()
    looks.enrol("hubspot")
    moment[0] += timedelta(days=2)
    claimed = looks.claim("task")
    looks.again(claimed)
    moment[0] += MINUTE
    assert looks.claim("task") == claimed


def test_a_hundred_and_twenty_take_three_requests_also_when_they_came_one_by_one(
    house: Shelves, moment: list[datetime]
) -> None:
    looks = house.looks()
    for first in range(0, 120, 24):
        _pending(house, *range(first, first + 24))
        looks.enrol("hubspot")
        moment[0] += timedelta(seconds=5)
    moment[0] += MINUTE
    requests = []
    while claimed := looks.claim("task"):
        requests.append(len(claimed))
    assert requests == [50, 50, 20]


def test_two_workers_never_look_at_the_same_at_once(either_house: Shelves, moment: list[datetime]) -> None:
    _pending(either_house, *range(100))
    either_house.looks().enrol("hubspot")
    moment[0] += MINUTE
    with ThreadPoolExecutor(4) as workers:
        claims = [
            claim.result() for claim in [workers.submit(either_house.looks().claim, "task") for _ in range(4)]
        ]
    claimed = [one.call_id for claim in claims for one in claim]
    assert len(claimed) == len(set(claimed))
    rest = [one.call_id for _ in range(3) for one in either_house.looks().claim("task")]
    assert sorted([*claimed, *rest]) == [f"call_{number:04}" for number in range(100)]


def test_a_record_that_was_written_anew_is_looked_at_under_its_new_id(house: Shelves) -> None:
    _pending(house, 1)
    looks = house.looks()
    looks.enrol("hubspot")
    task = PutTask(
        key="call_0001:review", call_id="call_0001", title="", body="again", status="review", kind="review"
    )
    house.ledger().done(task, Outcome(result="applied", external_id="t99"), adapter="hubspot")
    looks.moved("call_0001", "hubspot")
    looks.now({"t99"})
    assert [one.external_id for one in looks.claim("task")] == ["t99"]
