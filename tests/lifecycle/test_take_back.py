"""A decision can be taken back until its time is over; until then nothing of it is handed to the queue."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime, timedelta
from pathlib import Path

import pytest

from lifecycle import attempts, reading, recovery, review
from lifecycle.take_back import open_until, take_back
from models.errors import InputError, StageError
from models.review import Decision
from models.stages import Stage
from storage.shelves import Shelves, open_shelves
from tests.lifecycle.house import NOW, Queue, staged

SAM = "sam@example.com"


@pytest.fixture
def moment() -> list[datetime]:
    return [NOW]


@pytest.fixture
def house(tmp_path: Path, moment: list[datetime]) -> Iterator[Shelves]:
    undo = timedelta(minutes=2)
    with open_shelves(tmp_path / "house", clock=lambda: moment[0], undo=undo) as opened:
        yield opened


@pytest.fixture
def either_house(tmp_path: Path, database_url: str | None, moment: list[datetime]) -> Iterator[Shelves]:
    undo = timedelta(minutes=2)
    with open_shelves(
        tmp_path / "house", database_url=database_url, clock=lambda: moment[0], undo=undo
    ) as opened:
        yield opened


def test_a_decision_waits_for_its_time_and_is_handed_over_then(
    either_house: Shelves, moment: list[datetime]
) -> None:
    call, queue = staged(either_house), Queue()
    review.decide(either_house, call.id, (), accept_rest=True, by=SAM, enqueue=queue)
    assert queue.work == []
    assert open_until(either_house, call.id) == NOW + timedelta(minutes=2)
    assert [work.delay_s for work in recovery.owed(either_house)] == [120.0]
    moment[0] += timedelta(minutes=2)
    assert open_until(either_house, call.id) is None
    assert [(work.verb, work.delay_s) for work in recovery.owed(either_house)] == [("settle", 0.0)]
    with pytest.raises(StageError, match="its time is over"):
        take_back(either_house, call.id, by=SAM)


def test_what_is_taken_back_is_open_again_and_owes_nothing(house: Shelves, moment: list[datetime]) -> None:
    call = staged(house)
    review.decide(house, call.id, (), accept_rest=True, by=SAM, enqueue=Queue())
    with pytest.raises(InputError):
        take_back(house, call.id, by=" ")
    assert take_back(house, call.id, by=SAM).stage is Stage.STAGED
    moment[0] += timedelta(hours=1)
    assert recovery.owed(house) == ()
    dossier = reading.dossier(house, call.id)
    assert [(one.by, one.kind) for one in dossier.events if one.kind == "taken_back"] == [(SAM, "taken_back")]
    assert len(dossier.decisions) == 3
    with pytest.raises(StageError):
        take_back(house, call.id, by=SAM)
    no = Decision(item_id="p1", verdict="reject", by=SAM, at=moment[0])
    assert review.decide(house, call.id, (no,), by=SAM, enqueue=Queue()).stage is Stage.IN_REVIEW
    (work,) = recovery.owed(house)
    assert (work.attempt, work.delay_s) == (2, 120.0)


def test_once_a_worker_began_or_failed_it_is_too_late(house: Shelves, moment: list[datetime]) -> None:
    call = staged(house)
    review.decide(house, call.id, (), accept_rest=True, by=SAM, enqueue=Queue())
    moment[0] += timedelta(minutes=3)
    attempts.begin(house, call.id, "settle", 1)
    assert open_until(house, call.id) is None
    attempts.fail(
        house, call.id, "settle", 1, step="x", code="crm.busy", message="m", retryable=True, retry_in_s=600
    )
    assert open_until(house, call.id) is None
    with pytest.raises(StageError):
        take_back(house, call.id, by=SAM)


def test_without_a_time_to_take_it_back_it_is_handed_over_at_once(tmp_path: Path) -> None:
    with open_shelves(tmp_path / "at once") as shelves:
        call, queue = staged(shelves), Queue()
        review.decide(shelves, call.id, (), accept_rest=True, by=SAM, enqueue=queue)
        assert [work[1] for work in queue.work] == ["settle"]
        assert open_until(shelves, call.id) is None
