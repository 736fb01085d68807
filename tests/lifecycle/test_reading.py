from __future__ import annotations

import pytest

from lifecycle import reading
from models.errors import CallNotFoundError, InputError
from models.stages import Stage
from storage.shelves import Shelves
from tests.lifecycle.house import UNKNOWN, accept, notes_of, staged, transcript_of


def _many(shelves: Shelves, count: int) -> list[str]:
    return [
        accept(shelves, audio=[b"fLaC" + bytes([number]) * 20], external_id=f"pbx-{number}").call.id
        for number in range(count)
    ]


def test_a_call_is_found_by_the_beginning_of_its_id(shelves: Shelves) -> None:
    call = accept(shelves).call
    assert reading.call(shelves, call.id[:10]) == call


def test_a_beginning_that_two_calls_share_is_refused(shelves: Shelves) -> None:
    _many(shelves, 2)
    with pytest.raises(InputError, match="Several calls"):
        reading.call(shelves, "call_")


@pytest.mark.parametrize("call_id", ["", "call_nobody", "%", "call%"])
def test_an_id_that_no_call_has_is_not_found(shelves: Shelves, call_id: str) -> None:
    accept(shelves)
    with pytest.raises(CallNotFoundError):
        reading.call(shelves, call_id)


def test_calls_come_newest_first_and_in_pages(shelves: Shelves) -> None:
    ids = _many(shelves, 5)
    assert [call.id for call in reading.calls(shelves)] == ids[::-1]
    assert [call.id for call in reading.calls(shelves, limit=2, offset=1)] == ids[::-1][1:3]
    assert [call.external_ids for call in reading.calls(shelves, limit=1)] == [("pbx-4",)]


def test_calls_can_be_asked_for_by_stage(shelves: Shelves) -> None:
    _many(shelves, 2)
    waiting = accept(shelves, consent=UNKNOWN).call
    found = reading.calls(shelves, stages=(Stage.AWAITING_CONSENT,))
    assert [call.id for call in found] == [waiting.id]
    assert reading.calls(shelves, stages=()) == ()


def test_a_call_is_found_by_its_senders_id(shelves: Shelves) -> None:
    call = accept(shelves, external_id="pbx-1").call
    assert reading.call_by_external_id(shelves, "pbx-1") == call
    assert reading.call_by_external_id(shelves, "pbx-2") is None


def test_the_dossier_holds_all_there_is(shelves: Shelves) -> None:
    call = staged(shelves)
    found = reading.dossier(shelves, call.id)
    assert (found.transcript, found.notes) == (transcript_of(call.id), notes_of(call.id))
    assert (found.transcript_version, found.notes_version) == (1, 1)
    assert found.call == reading.call(shelves, call.id)
    assert [event.kind for event in found.events] == [
        "received",
        "stage.queued",
        "stage.transcribed",
        "stage.drafted",
        "stage.staged",
        "matched",
    ]


def test_a_new_call_has_an_empty_dossier(shelves: Shelves) -> None:
    found = reading.dossier(shelves, accept(shelves).call.id)
    assert (found.transcript, found.notes, found.decisions, found.records) == (None, None, (), ())
