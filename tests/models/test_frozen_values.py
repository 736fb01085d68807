"""Values that cross rooms cannot change, refuse what they do not know, and survive as JSON."""

from __future__ import annotations

import importlib
import pkgutil
import typing
from dataclasses import FrozenInstanceError, asdict
from datetime import UTC, datetime

import pytest
from pydantic import TypeAdapter, ValidationError

import models
from models.call import Attempt, Call, CallDetails, Consent, Customer
from models.crm import Operation, PutNote, PutTask, SetContactField
from models.frozen import Frozen
from models.notes import CallNotes, Evidence, Item, NotesCoverage, Promise, Topic
from models.stages import Stage
from models.transcript import Coverage, Transcript, Turn, Word

NOW = datetime(2026, 11, 20, 14, 30, tzinfo=UTC)


def all_values() -> tuple[type[Frozen], ...]:
    modules = [
        importlib.import_module(each.name) for each in pkgutil.iter_modules(models.__path__, "models.")
    ]
    return tuple(
        kind
        for module in modules
        for kind in vars(module).values()
        if isinstance(kind, type) and issubclass(kind, Frozen) and kind.__module__ == module.__name__
    )


VALUES = all_values()


def changeable(annotation: object) -> bool:
    """True when a value of this type, or a part of it, could be changed in place."""
    origin = typing.get_origin(annotation) or annotation
    return origin in {list, dict, set} or any(changeable(part) for part in typing.get_args(annotation))


@pytest.mark.parametrize("kind", VALUES, ids=lambda kind: kind.__name__)
def test_a_value_holds_nothing_that_can_change(kind: type[Frozen]) -> None:
    assert kind.model_config["frozen"]
    assert kind.model_config["extra"] == "forbid"
    assert not [name for name, field in kind.model_fields.items() if changeable(field.annotation)]


def test_a_word_cannot_change_and_refuses_what_it_does_not_know() -> None:
    word = transcript().turns[0].words[0]
    with pytest.raises(FrozenInstanceError):
        word.text = "goodbye"  # type: ignore[misc]
    with pytest.raises(ValidationError, match="Unexpected keyword"):
        TypeAdapter(Word).validate_python({**asdict(word), "voice": "deep"})
    assert not hasattr(word, "__dict__")


def evidence() -> Evidence:
    return Evidence(turn_id="t1", quote="by Friday", speaker="agent", start_s=1, end_s=2)


def item(item_id: str) -> Item:
    return Item(id=item_id, text="A claim.", evidence=(evidence(),), confidence=0.5)


def notes() -> CallNotes:
    return CallNotes(
        engine="rules",
        model="rules",
        prompt_version="1",
        language="en",
        summary=(item("s1"),),
        topics=(Topic.model_validate(item("d1").model_dump() | {"outcome": "refused"}),),
        promises=(
            Promise.model_validate(
                item("p1").model_dump()
                | {"side": "ours", "owner": {"side": "ours"}, "to": {"side": "theirs"}}
            ),
        ),
        open_questions=(item("q1"),),
        coverage=NotesCoverage(turns=1, turns_read=1),
    )


def transcript() -> Transcript:
    word = Word(text="hello", start_s=0, end_s=0.4, probability=0.9)
    turn = Turn(
        id="t1", speaker="agent", speaker_confidence=1, start_s=0, end_s=1, text="hello", words=(word,)
    )
    return Transcript(
        language="en",
        duration_s=1,
        channels=2,
        engine="preview",
        model="en-us",
        turns=(turn,),
        coverage=Coverage(speech_s=1, transcribed_s=1),
    )


def call() -> Call:
    return Call(
        id="c1",
        stage=Stage.QUEUED,
        details=CallDetails(customer=Customer(phone="+12025550147"), started_at=NOW),
        consent=Consent(status="granted", by="a@example.com", at=NOW, how="asked"),
        attempt=Attempt(
            number=1, verb="process", step="transcribe", code="crm.busy", message="Wait.", retryable=True
        ),
        received_at=NOW,
    )


@pytest.mark.parametrize("value", [notes(), transcript(), call()], ids=lambda value: type(value).__name__)
def test_a_value_comes_back_from_json_as_it_was(value: Frozen) -> None:
    assert type(value).model_validate_json(value.model_dump_json()) == value


def test_a_value_cannot_be_changed() -> None:
    with pytest.raises(ValidationError):
        call().stage = Stage.SETTLED  # type: ignore[misc]


def test_a_key_that_nobody_knows_is_refused() -> None:
    with pytest.raises(ValidationError):
        Consent.model_validate({"status": "granted", "certain": True})


def test_an_item_without_evidence_is_not_an_item() -> None:
    with pytest.raises(ValidationError):
        Item(id="p1", text="A claim.", evidence=(), confidence=1)


def test_a_moment_without_a_zone_is_refused() -> None:
    with pytest.raises(ValidationError):
        CallDetails(started_at=NOW.replace(tzinfo=None))


def test_consent_is_unknown_until_somebody_states_it() -> None:
    assert Consent().status == "unknown"


def test_items_and_turns_are_found_by_their_id() -> None:
    assert [each.id for each in notes().items()] == ["s1", "d1", "p1", "q1"]
    assert notes().item("p1") == notes().promises[0]
    assert notes().item("p9") is None
    assert transcript().turn("t1") == transcript().turns[0]
    assert transcript().turn("t9") is None


def test_an_operation_is_told_apart_by_its_name() -> None:
    read: TypeAdapter[Operation] = TypeAdapter(Operation)
    note = PutNote(key="k1", call_id="c1", title="Call", body="", status="pending", at=NOW)
    task = PutTask(key="k2", call_id="c1", title="Review", body="", status="review", kind="review")
    field = SetContactField(key="k3", call_id="c1", contact_id="7", name="phone", expected=None, value="1")
    for operation in (note, task, field):
        assert read.validate_json(operation.model_dump_json()) == operation
