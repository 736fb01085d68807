from __future__ import annotations

import pytest
from structlog.testing import capture_logs

from lifecycle import consent, drafts, reading, review
from models.errors import InputError, StageError, UnprovenNotesError
from models.notes import CallNotes
from models.review import Decision
from models.stages import Stage
from storage.shelves import Shelves
from tests.lifecycle.house import (
    DECLINED,
    NOW,
    UNKNOWN,
    Queue,
    accept,
    notes_of,
    staged,
    transcript_of,
)


@pytest.fixture
def call_id(shelves: Shelves) -> str:
    return accept(shelves).call.id


def test_a_transcript_is_stored_and_the_call_is_transcribed(shelves: Shelves, call_id: str) -> None:
    assert drafts.store_transcript(shelves, transcript_of(call_id)) == 1
    after = reading.call(shelves, call_id)
    assert (after.stage, after.duration_s) == (Stage.TRANSCRIBED, 12.5)
    assert reading.transcript(shelves, call_id) == transcript_of(call_id)


def test_the_same_transcript_again_is_the_same_version(shelves: Shelves, call_id: str) -> None:
    for _ in range(2):
        assert drafts.store_transcript(shelves, transcript_of(call_id)) == 1
    assert drafts.store_transcript(shelves, transcript_of(call_id, engine="another")) == 2


def test_card_data_is_masked_before_a_transcript_is_stored(shelves: Shelves, call_id: str) -> None:
    spoken = transcript_of(call_id, "My card number is 4111 1111 1111 1111.")
    for _ in range(2):
        assert drafts.store_transcript(shelves, spoken) == 1
    stored = reading.transcript(shelves, call_id)
    assert stored is not None
    assert "4111" not in stored.model_dump_json(exclude={"call_id"})


def test_the_pieces_of_a_whole_transcript_are_gone(shelves: Shelves, call_id: str) -> None:
    shelves.pieces(call_id).put("left:0", "words")
    drafts.store_transcript(shelves, transcript_of(call_id))
    assert shelves.pieces(call_id).get("left:0") is None


def test_notes_are_stored_beside_the_transcript_that_proves_them(shelves: Shelves, call_id: str) -> None:
    drafts.store_transcript(shelves, transcript_of(call_id))
    for _ in range(2):
        assert drafts.store_notes(shelves, notes_of(call_id)) == 1
    found = reading.dossier(shelves, call_id)
    assert (found.call.stage, found.notes, found.notes_version) == (Stage.DRAFTED, notes_of(call_id), 1)


@pytest.mark.parametrize(
    "quote", ["I will call you back on Monday.", "I will not call you back on Friday.", "You owe me."]
)
def test_notes_with_one_unproven_quote_are_not_stored(shelves: Shelves, call_id: str, quote: str) -> None:
    drafts.store_transcript(shelves, transcript_of(call_id))
    with pytest.raises(UnprovenNotesError):
        drafts.store_notes(shelves, notes_of(call_id, quote))
    assert reading.notes(shelves, call_id) is None
    assert reading.call(shelves, call_id).stage is Stage.TRANSCRIBED


def test_a_quote_of_the_wrong_speaker_is_not_stored(shelves: Shelves, call_id: str) -> None:
    drafts.store_transcript(shelves, transcript_of(call_id))
    notes = notes_of(call_id)
    wrong = notes.fields[0].evidence[0].model_copy(update={"speaker": "agent"})
    field = notes.fields[0].model_copy(update={"evidence": (wrong,)})
    with pytest.raises(UnprovenNotesError):
        drafts.store_notes(shelves, notes.model_copy(update={"fields": (field,)}))


def test_notes_without_a_transcript_prove_nothing(shelves: Shelves, call_id: str) -> None:
    with pytest.raises(StageError):
        drafts.store_notes(shelves, notes_of(call_id))


def test_a_value_that_names_no_call_is_refused(shelves: Shelves) -> None:
    with pytest.raises(InputError):
        drafts.store_transcript(shelves, transcript_of(None))
    with pytest.raises(InputError):
        drafts.store_notes(shelves, notes_of(None))


@pytest.mark.parametrize("state", [UNKNOWN, DECLINED])
def test_nothing_is_made_from_a_call_without_consent(shelves: Shelves, call_id: str, state: object) -> None:
    consent.record(shelves, call_id, UNKNOWN if state is UNKNOWN else DECLINED, enqueue=Queue())
    with pytest.raises(StageError):
        drafts.store_transcript(shelves, transcript_of(call_id))
    assert reading.transcript(shelves, call_id) is None


def test_a_staged_call_is_not_rewritten(shelves: Shelves) -> None:
    call = staged(shelves)
    drafts.mark_staged(shelves, call.id)
    assert drafts.store_notes(shelves, notes_of(call.id)) == 1
    with pytest.raises(StageError):
        drafts.store_transcript(shelves, transcript_of(call.id, "Other words were said."))
    with pytest.raises(StageError):
        drafts.store_notes(
            shelves, CallNotes.model_validate({**notes_of(call.id).model_dump(), "risk": "high"})
        )


def test_a_call_cannot_be_staged_before_it_is_drafted(shelves: Shelves, call_id: str) -> None:
    with pytest.raises(StageError):
        drafts.mark_staged(shelves, call_id)


def test_a_given_transcript_goes_on_like_one_that_was_made(shelves: Shelves) -> None:
    call = accept(shelves, audio=None, transcript=transcript_of(None)).call
    given = reading.transcript(shelves, call.id)
    assert given is not None
    assert drafts.store_transcript(shelves, given) == 1
    assert drafts.store_notes(shelves, notes_of(call.id)) == 1


def test_what_the_contact_holds_now_is_noted_for_the_reviewer(shelves: Shelves, call_id: str) -> None:
    drafts.store_transcript(shelves, transcript_of(call_id))
    drafts.store_notes(shelves, notes_of(call_id))
    for _ in range(2):
        assert drafts.store_old_values(shelves, call_id, {"city": "York", "zip": "YO1"}) == 2
    notes = reading.notes(shelves, call_id)
    assert notes is not None
    assert notes.fields[0].old_value == "York"
    assert drafts.store_old_values(shelves, call_id, {}) == 2


def test_what_a_person_has_decided_on_is_not_changed(shelves: Shelves) -> None:
    call = staged(shelves)
    one = Decision(item_id="p1", verdict="reject", by="lee@example.com", at=NOW)
    review.decide(shelves, call.id, (one,), by="lee@example.com", enqueue=Queue())
    assert drafts.store_old_values(shelves, call.id, {"city": "York"}) == 1
    assert reading.decisions(shelves, call.id) == (one,)


def test_the_log_holds_no_speech(shelves: Shelves, call_id: str) -> None:
    with capture_logs() as logs:
        drafts.store_transcript(shelves, transcript_of(call_id))
        drafts.store_notes(shelves, notes_of(call_id))
    assert [entry["event"] for entry in logs if entry["event"] != "call_moved"] == [
        "transcript_stored",
        "notes_stored",
    ]
    assert "Friday" not in str(logs)
    assert "Leeds" not in str(logs)
