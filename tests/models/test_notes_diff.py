"""Two versions of notes are compared by the words that their items rest on."""

from __future__ import annotations

from models.notes import CallNotes, Evidence, Field, Item, NotesCoverage, Owner, Promise
from models.notes_diff import diff


def _said(start_s: float, end_s: float, turn: str = "t1") -> tuple[Evidence, ...]:
    return (Evidence(turn_id=turn, quote="words", speaker="agent", start_s=start_s, end_s=end_s),)


def _promise(item_id: str, text: str, start_s: float, end_s: float, **more: object) -> Promise:
    values = {"side": "ours", "owner": Owner(side="ours"), "to": Owner(side="theirs")} | more
    return Promise.model_validate(
        {"id": item_id, "text": text, "evidence": _said(start_s, end_s), "confidence": 0.9, **values}
    )


def _notes(*promises: Promise, fields: tuple[Field, ...] = (), **head: object) -> CallNotes:
    values = {"engine": "rules", "model": "rules", "prompt_version": "1", "language": "en"} | head
    return CallNotes.model_validate(
        {"promises": promises, "fields": fields, "coverage": NotesCoverage(turns=1, turns_read=1), **values}
    )


def test_the_same_notes_twice_differ_in_nothing() -> None:
    notes = _notes(_promise("p1", "Call back", 0, 4), _promise("p2", "Send it", 5, 9))
    found = diff(notes, notes)
    assert (found.head, {one.became for one in found.items}) == ((), {"same"})


def test_another_id_or_confidence_is_no_difference() -> None:
    before = _notes(_promise("p1", "Call back", 0, 4))
    after = _notes(_promise("p7", "Call back", 0, 4, confidence=0.4, reasons=("other",)))
    assert [one.became for one in diff(before, after).items] == ["same"]


def test_items_are_paired_by_their_words_and_not_by_their_place() -> None:
    before = _notes(_promise("p1", "Call back", 0, 4), _promise("p2", "Send it", 5, 9))
    after = _notes(_promise("p1", "Send the parcel", 5, 8.5), _promise("p2", "Refund it", 20, 24))
    found = diff(before, after)
    assert [
        (one.became, one.before and one.before.id, one.after and one.after.id) for one in found.items
    ] == [
        ("changed", "p2", "p1"),
        ("added", None, "p2"),
        ("gone", "p1", None),
    ]
    assert found.items[0].what == ("text", "evidence")


def test_the_likest_of_several_claims_in_the_same_words_is_taken() -> None:
    before = _notes(_promise("p1", "Call back on Friday", 0, 4), _promise("p2", "Send the offer", 0, 4))
    after = _notes(_promise("p1", "Send the offer", 0, 4), _promise("p2", "Call back on Friday", 0, 4))
    assert {
        (one.before.id, one.after.id) for one in diff(before, after).of("same") if one.before and one.after
    } == {
        ("p1", "p2"),
        ("p2", "p1"),
    }


def test_another_side_or_turn_or_field_is_another_claim() -> None:
    ours, theirs = _promise("p1", "Call back", 0, 4), _promise("p1", "Call back", 0, 4, side="theirs")
    assert {one.became for one in diff(_notes(ours), _notes(theirs)).items} == {"added", "gone"}
    elsewhere = ours.model_copy(update={"evidence": _said(0, 4, "t2")})
    assert {one.became for one in diff(_notes(ours), _notes(elsewhere)).items} == {"added", "gone"}
    city = Field(id="c1", text="c", evidence=_said(0, 4), confidence=1, name="city", value="Leeds")
    town = city.model_copy(update={"name": "town"})
    assert {one.became for one in diff(_notes(fields=(city,)), _notes(fields=(town,))).items} == {
        "added",
        "gone",
    }
    moved = city.model_copy(update={"value": "York"})
    assert diff(_notes(fields=(city,)), _notes(fields=(moved,))).items[0].what == ("value",)


def test_words_without_times_are_compared_as_words() -> None:
    timeless = Item(id="s1", text="x", evidence=_said(0, 0), confidence=1)
    before = _notes().model_copy(update={"summary": (timeless,)})
    assert [one.became for one in diff(before, before).items] == ["same"]


def test_the_head_tells_what_the_notes_as_a_whole_became() -> None:
    found = diff(_notes(risk="low"), _notes(risk="high", template="support"))
    assert [(one.what, one.before, one.after) for one in found.head] == [
        ("template", "general", "support"),
        ("risk", "low", "high"),
    ]


def test_a_difference_keeps_all_of_its_items_in_json() -> None:
    found = diff(_notes(), _notes(_promise("p1", "Call back", 0, 4))).model_dump(mode="json")
    assert found["items"][0]["after"]["side"] == "ours"
