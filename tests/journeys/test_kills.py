"""kill -9 at each step boundary and inside each step: no call is lost, none is doubled, none stays stuck."""

from __future__ import annotations

import shutil
import signal
from pathlib import Path

import pytest

from callnotes.enqueue import open_queue
from callnotes.shelves import intake_limits, shelves_of
from lifecycle import intake, reading, review
from lifecycle.correct_speakers import correct_speakers
from models.call import CallDetails, Customer
from models.corrections import SwapRoles
from models.stages import Stage
from storage.crm_reading import read_crm
from tests.journeys.arrivals import WHEN, submit
from tests.journeys.mortal import (
    PROCESS_POINTS,
    SETTLE_POINTS,
    Death,
    settings_in,
    work_until_rest,
)
from tests.journeys.plain_ear import two_channel_call
from tests.lifecycle.house import GRANTED, AwayQueue, transcript_of
from tests.processes import FORKS

_PATIENCE_S = 90
_PHONE = "+12125550142"


def run(folder: Path, death: Death | None) -> int | None:
    """Run a worker until all rests or it dies; return its exit code."""
    process = FORKS.Process(target=work_until_rest, args=(str(folder), death))
    process.start()
    process.join(_PATIENCE_S)
    assert process.exitcode is not None, "the worker hangs"
    return process.exitcode


@pytest.fixture(scope="module")
def untouched(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A house with one accepted call whose customer is in the CRM, on which nobody works."""
    folder = tmp_path_factory.mktemp("untouched") / "house"
    settings = settings_in(folder)
    with shelves_of(settings) as shelves, open_queue(settings) as enqueue:
        shelves.embedded_crm().create_contact(key="c", name="Daniel", phone=_PHONE, email=None)
        submit(
            shelves,
            settings,
            two_channel_call(folder.with_name("call.wav"), seed=1),
            enqueue=enqueue,
            details=CallDetails(
                agent="laura@example.com",
                customer=Customer(phone=_PHONE),
                started_at=WHEN,
                agent_channel="left",
            ),
        )
    return folder


@pytest.fixture
def house(tmp_path: Path, untouched: Path) -> Path:
    """A copy of that house."""
    return shutil.copytree(untouched, tmp_path / "house")


def assert_staged_once(folder: Path) -> str:
    """Exactly one set of pending records, made from one transcript and one version of the notes."""
    shelves = shelves_of(settings_in(folder))
    (call,) = reading.calls(shelves)
    assert call.stage is Stage.STAGED
    assert call.attempt is None
    dossier = reading.dossier(shelves, call.id)
    assert dossier.transcript_version == 1
    assert [(record.kind, record.status) for record in dossier.records] == [
        ("note", "pending"),
        ("task", "review"),
    ]
    crm = read_crm(shelves.database)
    assert [note.status for note in crm.notes] == ["pending"]
    assert [task.kind for task in crm.tasks] == ["review"]
    return call.id


@pytest.mark.parametrize("point", PROCESS_POINTS)
def test_a_worker_that_dies_while_processing_loses_and_doubles_nothing(house: Path, point: str) -> None:
    assert run(house, Death(point)) == -signal.SIGKILL
    assert run(house, None) == 0
    assert_staged_once(house)


@pytest.mark.parametrize("point", SETTLE_POINTS)
def test_a_worker_that_dies_while_settling_loses_and_doubles_nothing(house: Path, point: str) -> None:
    assert run(house, None) == 0
    call_id = assert_staged_once(house)
    settings = settings_in(house)
    shelves = shelves_of(settings)
    with open_queue(settings) as enqueue:
        review.decide(shelves, call_id, (), accept_rest=True, by="laura@example.com", enqueue=enqueue)
    assert run(house, Death(point)) == -signal.SIGKILL
    assert run(house, None) == 0
    dossier = reading.dossier(shelves, call_id)
    assert dossier.call.stage is Stage.SETTLED
    crm = read_crm(shelves.database)
    assert [note.status for note in crm.notes] == ["live"]
    assert [task.status for task in crm.tasks if task.kind == "review"] == ["done"]
    follow_ups = [task for task in crm.tasks if task.kind != "review"]
    assert len(follow_ups) == len({task.key for task in follow_ups}) == 2
    assert len(crm.contacts) == 1


def test_a_worker_that_dies_again_and_again_still_ends_with_one_set_of_records(house: Path) -> None:
    for point in (
        "transcribe:begin",
        "inside recognise",
        "inside draft",
        "before apply",
        "after apply",
        "end:begin",
    ):
        assert run(house, Death(point)) == -signal.SIGKILL
    assert run(house, None) == 0
    assert_staged_once(house)


def test_a_worker_that_dies_over_corrected_speakers_updates_the_one_set_of_records(tmp_path: Path) -> None:
    folder = tmp_path / "house"
    settings = settings_in(folder)
    shelves = shelves_of(settings)
    with open_queue(settings) as enqueue:
        call_id = intake.accept(
            shelves,
            CallDetails(agent="laura@example.com", started_at=WHEN),
            GRANTED,
            audio=None,
            transcript=transcript_of(None),
            limits=intake_limits(settings),
            enqueue=enqueue,
        ).call.id
    assert run(folder, None) == 0
    before = reading.dossier(shelves, call_id)
    swap = (SwapRoles(kind="swap"),)
    correct_speakers(shelves, call_id, swap, by="laura@example.com", enqueue=AwayQueue())
    for point in ("begin:end", "inside draft", "extract:end", "before apply", "after apply", "staged:begin"):
        assert run(folder, Death(point)) == -signal.SIGKILL
    assert run(folder, None) == 0
    after = reading.dossier(shelves, call_id)
    assert (after.call.stage, after.call.attempt, after.transcript_version) == (Stage.STAGED, None, 2)
    assert [record.external_id for record in after.records] == [one.external_id for one in before.records]
    crm = read_crm(shelves.database)
    assert ([note.status for note in crm.notes], [task.kind for task in crm.tasks]) == (
        ["pending"],
        ["review"],
    )
    sides = [[one.side for one in found.notes.promises] for found in (before, after) if found.notes]
    assert sides == [["ours"], ["theirs"]]
