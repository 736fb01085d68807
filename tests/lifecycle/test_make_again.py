"""Notes made again are a new version; a decision holds for the very same item and for no other."""

from __future__ import annotations

import pytest

from lifecycle import attempts, drafts, reading, review
from lifecycle import consent as consents
from lifecycle.make_again import make_again
from lifecycle.versions import compare, versions
from models.errors import InputError, ItemsDecidedError, StageError
from models.notes import CallNotes
from models.review import Decision
from models.stages import Stage
from storage.shelves import Shelves
from tests.lifecycle.house import NOW, Queue, accept, notes_of, staged, transcript_of

_LEE = "lee@example.com"


def _other(call_id: str) -> CallNotes:
    """The call read by another template: the promise as before, no follow-up, the field's value another."""
    before = notes_of(call_id)
    field = before.fields[0].model_copy(update={"value": "Leeds, York", "id": "c2"})
    return before.model_copy(update={"template": "support", "follow_ups": (), "fields": (field,)})


def _again(shelves: Shelves, call_id: str, *, decide_anew: bool = False, queue: Queue | None = None) -> None:
    make_again(
        shelves, call_id, template="support", decide_anew=decide_anew, by=_LEE, enqueue=queue or Queue()
    )


def test_the_call_goes_back_and_a_new_attempt_knows_the_template(shelves: Shelves) -> None:
    call, queue = staged(shelves), Queue()
    _again(shelves, call.id, queue=queue)
    found = reading.dossier(shelves, call.id)
    assert (found.call.stage, found.call.details.template) == (Stage.TRANSCRIBED, "support")
    assert len(queue.work) == 1
    assert "notes_made_again" in [event.kind for event in found.events]


def test_only_the_very_same_item_stays_decided_and_nothing_is_lost(shelves: Shelves) -> None:
    call = staged(shelves)
    decided = tuple(
        Decision(item_id=item, verdict="edit", text="In my words", by=_LEE, at=NOW) for item in ("p1", "c1")
    )
    review.decide(shelves, call.id, decided, by=_LEE, enqueue=Queue())
    with pytest.raises(ItemsDecidedError, match="--decide-anew"):
        _again(shelves, call.id)
    _again(shelves, call.id, decide_anew=True)
    assert drafts.store_notes(shelves, _other(call.id)) == 2
    drafts.mark_staged(shelves, call.id)
    assert reading.decisions(shelves, call.id) == decided[:1]
    first, second = versions(shelves, call.id).versions
    assert (first.decisions, second.decisions) == (decided, decided[:1])
    changes = compare(shelves, call.id)
    assert (changes.before, changes.after) == (1, 2)
    assert [(one.kind, one.became) for one in changes.diff.items] == [
        ("promises", "same"),
        ("follow_ups", "gone"),
        ("fields", "changed"),
    ]


def test_what_the_crm_held_is_known_to_the_new_version(shelves: Shelves) -> None:
    call = staged(shelves)
    drafts.store_old_values(shelves, call.id, {"city": "York"})
    _again(shelves, call.id)
    drafts.store_notes(shelves, _other(call.id))
    notes = reading.notes(shelves, call.id)
    assert notes is not None
    assert notes.fields[0].old_value == "York"


def test_the_same_notes_again_are_no_new_version(shelves: Shelves) -> None:
    call = staged(shelves)
    _again(shelves, call.id)
    assert drafts.store_notes(shelves, notes_of(call.id)) == 1
    assert reading.call(shelves, call.id).stage is Stage.DRAFTED


def test_it_is_refused_before_there_are_notes_after_the_end_and_without_a_name(shelves: Shelves) -> None:
    with pytest.raises(StageError, match="while they wait"):
        _again(shelves, accept(shelves).call.id)
    call = staged(shelves, audio=b"RIFF\x24\x00\x00\x00WAVEfmt " + bytes(5000))
    with pytest.raises(InputError, match="say who you are"):
        make_again(shelves, call.id, by=" ", enqueue=Queue())
    review.decide(shelves, call.id, (), accept_rest=True, by=_LEE, enqueue=Queue())
    with pytest.raises(StageError, match="in review"):
        _again(shelves, call.id)


def test_one_version_is_compared_with_nothing(shelves: Shelves) -> None:
    call = staged(shelves)
    with pytest.raises(InputError, match="no two such versions"):
        compare(shelves, call.id)


def test_a_call_whose_notes_failed_goes_on_with_another_template(shelves: Shelves) -> None:
    call = accept(shelves).call
    consents.gate(shelves, call.id)
    drafts.store_transcript(shelves, transcript_of(call.id))
    with pytest.raises(StageError, match="just being made"):
        _again(shelves, call.id)
    attempts.begin(shelves, call.id, "process", 1)
    attempts.fail(shelves, call.id, "process", 1, step="extract", code="x", message="m", retryable=False)
    queue = Queue()
    _again(shelves, call.id, queue=queue)
    assert queue.work == [(call.id, "process", 2)]
