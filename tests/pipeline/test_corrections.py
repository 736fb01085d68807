"""Corrected speakers, and contacts linked again, come to the CRM: one note, and always what holds now."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path
from typing import Final

import pytest

from callnotes.shelves import intake_limits
from callnotes.workshop import workshop_of
from crm_sync.perform import perform
from extractor.engine import CallContext, DraftResult
from extractor.engines.rules import RulesEngine
from lifecycle import consent, intake, link, reading
from lifecycle.correct_speakers import correct_speakers
from models.call import CallDetails
from models.corrections import SwapRoles
from models.errors import CancelledError
from models.ports import Cancelled, Progress
from models.stages import Stage
from models.transcript import Transcript
from pipeline.process_call import find_customer, make_notes, make_transcript, mark_staged, plan
from pipeline.workshop import Workshop
from storage.crm_reading import read_crm
from tests.journeys.mortal import settings_in
from tests.lifecycle.house import GRANTED, Queue, transcript_of

_LEE: Final = "lee@example.com"


@pytest.fixture
def workshop(tmp_path: Path, database_url: str | None) -> Iterator[Workshop]:
    with workshop_of(settings_in(tmp_path / "house", database_url)) as opened:
        yield opened


def _taken_in(workshop: Workshop, tmp_path: Path) -> str:
    call = intake.accept(
        workshop.shelves,
        CallDetails(agent="sam@example.com"),
        GRANTED,
        audio=None,
        transcript=transcript_of(None),
        limits=intake_limits(settings_in(tmp_path / "house")),
        enqueue=Queue(),
    ).call
    assert consent.gate(workshop.shelves, call.id).answer == "go"
    make_transcript(workshop, call.id)
    return call.id


def _stage(workshop: Workshop, call_id: str) -> None:
    """Do what the kinds of work after recognition do."""
    for step in (make_notes, find_customer):
        assert step(workshop, call_id).state == "done"
    for operation in plan(workshop, call_id):
        perform(operation, adapter=workshop.adapter, ledger=workshop.shelves.ledger())
    mark_staged(workshop, call_id)


def _swap(workshop: Workshop, call_id: str) -> None:
    swap = SwapRoles(kind="swap")
    correct_speakers(workshop.shelves, call_id, (swap,), by=_LEE, enqueue=Queue())


def test_after_each_swap_the_one_note_in_the_crm_says_who_promises_now(
    workshop: Workshop, tmp_path: Path
) -> None:
    call_id = _taken_in(workshop, tmp_path)
    _stage(workshop, call_id)
    sides = []
    for _ in range(4):
        (note,) = read_crm(workshop.shelves.database).notes
        notes = reading.notes(workshop.shelves, call_id)
        assert notes is not None
        (promise,) = notes.promises
        speaker = promise.evidence[0].speaker
        assert f'{speaker} at 00:00: "I will call you back' in note.body
        sides.append(promise.side)
        _swap(workshop, call_id)
        assert plan(workshop, call_id) == ()
        _stage(workshop, call_id)
    assert sides == ["ours", "theirs", "ours", "theirs"]
    assert reading.call(workshop.shelves, call_id).stage is Stage.STAGED
    contents = read_crm(workshop.shelves.database)
    assert [note.status for note in contents.notes] == ["pending"]
    assert [task.kind for task in contents.tasks] == ["review"]


def test_a_call_linked_to_one_contact_then_another_then_the_first_has_its_note_there(
    workshop: Workshop, tmp_path: Path
) -> None:
    one, other = (
        workshop.adapter.create_contact(key=name, name=name, phone=None, email=None).contact_id
        for name in ("Ann", "Ben")
    )
    call_id = _taken_in(workshop, tmp_path)
    for contact_id in (one, other, one):
        link.link_contact(workshop.shelves, call_id, contact_id, by=_LEE)
        _stage(workshop, call_id)
        assert [note.contact_id for note in read_crm(workshop.shelves.database).notes] == [contact_id]


class _Interrupted(RulesEngine):
    """A person corrects the speakers while the notes are being made."""

    def __init__(self, meanwhile: Callable[[], None]) -> None:
        super().__init__()
        self._meanwhile = meanwhile

    def draft(
        self, transcript: Transcript, context: CallContext, *, progress: Progress, cancelled: Cancelled
    ) -> DraftResult:
        result = super().draft(transcript, context, progress=progress, cancelled=cancelled)
        self._meanwhile()
        return result


def test_notes_that_were_being_made_when_speakers_were_corrected_are_not_kept(
    workshop: Workshop, tmp_path: Path
) -> None:
    call_id = _taken_in(workshop, tmp_path)
    interrupted = _Interrupted(lambda: _swap(workshop, call_id))
    with pytest.raises(CancelledError):
        make_notes(replace(workshop, notes_engine=lambda _name: interrupted), call_id)
    assert reading.notes(workshop.shelves, call_id) is None
    _stage(workshop, call_id)
    assert reading.dossier(workshop.shelves, call_id).transcript_version == 2
