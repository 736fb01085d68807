"""The judge of the demo lets a good document pass and names every way in which one can be bad."""

from __future__ import annotations

import copy
import json
from collections.abc import Callable
from typing import Any

import pytest

from tools.check_demo import SCRIPT, broken_promises

Document = dict[str, Any]
SCRIPTED = json.loads(SCRIPT.read_text(encoding="utf-8"))


def turn(number: int, speaker: str, text: str) -> Document:
    start = number * 10.0
    words = [
        {"text": word, "start_s": start + place, "end_s": start + place + 0.5, "probability": 0.9}
        for place, word in enumerate(text.split())
    ]
    return {
        "id": f"t{number}",
        "speaker": speaker,
        "start_s": start,
        "end_s": start + len(words),
        "text": text,
        "words": words,
    }


def promise(number: int, scripted: Document, quoted: Document) -> Document:
    return {
        "id": f"p{number}",
        "text": quoted["text"],
        "side": scripted["side"],
        "owner": {"side": scripted["side"]},
        "due": {
            "said": scripted["due_said"],
            "date": scripted["due_date"],
            "basis": "counted from 2026-03-11",
        },
        "evidence": [
            {
                "turn_id": quoted["id"],
                "quote": quoted["text"],
                "speaker": quoted["speaker"],
                "start_s": quoted["start_s"],
                "end_s": quoted["end_s"],
            }
        ],
    }


@pytest.fixture
def document() -> Document:
    mouths = {"ours": "agent", "theirs": "customer"}
    scripted = SCRIPTED["truth"]["promises"]
    turns = [
        turn(n, mouths[each["side"]], f"i will do the {each['about']}") for n, each in enumerate(scripted)
    ]
    turns.append(turn(8, "customer", "the order number is four seven one nine three six"))
    turns.append(turn(9, "customer", "it is [CARD]"))
    return {
        "transcript": {"channels": 2, "engine": "preview", "turns": turns},
        "notes": {
            "engine": "rules",
            "promises": [promise(n, each, turns[n]) for n, each in enumerate(scripted)],
            "discarded": [],
            **{kind: [] for kind in ("summary", "topics", "follow_ups", "open_questions", "fields")},
        },
        "staged": {
            "adapter": "local",
            "records": [
                {"kind": "note", "external_id": "n1", "status": "pending", "title": "Call"},
                {"kind": "task", "external_id": "t1", "status": "review", "title": "Review"},
            ],
        },
    }


def test_a_good_document_passes(document: Document) -> None:
    assert list(broken_promises(document, SCRIPTED)) == []


def test_three_of_four_promises_are_enough_and_two_are_not(document: Document) -> None:
    document["notes"]["promises"].pop()
    assert list(broken_promises(document, SCRIPTED)) == []
    document["notes"]["promises"].pop()
    assert len(list(broken_promises(document, SCRIPTED))) == 1


def _say(text: str) -> Callable[[Document], None]:
    def change(document: Document) -> None:
        document["transcript"]["turns"].append(turn(11, "customer", text))

    return change


def _in_evidence(**changes: object) -> Callable[[Document], None]:
    return lambda document: document["notes"]["promises"][0]["evidence"][0].update(changes)


def _records(*changes: tuple[str, str]) -> Callable[[Document], None]:
    records = [{"kind": kind, "status": status, "title": ""} for kind, status in changes]
    return lambda document: document["staged"].update(records=records)


@pytest.mark.parametrize(
    ("spoil", "complaint"),
    [
        (lambda document: document["transcript"].update(channels=1), "two channels"),
        (lambda document: document["transcript"]["turns"][0].update(speaker="S1"), "speakers should be"),
        (lambda document: document["notes"]["promises"][0].update(evidence=[]), "no evidence"),
        (_in_evidence(quote="i will do nothing"), "do not stand in turn"),
        (_in_evidence(turn_id="t77"), "does not exist"),
        (_in_evidence(speaker="customer"), "into another mouth"),
        (_in_evidence(end_s=9.9), "outside the time"),
        (_say("four two four two four two four two"), "card number"),
        (_say("it is 4242 4242 4242 4242"), "card number"),
        (_say("it is four to four too for two four two"), "card number"),
        (_say("seven oh one nine nine three eight two"), "card number"),
        (
            lambda document: document["notes"]["promises"][0].update(text="Charge 4242424242424242"),
            "card number",
        ),
        (_records(("note", "pending")), "one pending note and one review task"),
        (_records(("note", "live"), ("task", "review")), "one pending note and one review task"),
        (_records(("note", "pending"), ("note", "pending"), ("task", "review")), "one pending note"),
        (
            _records(("note", "pending"), ("task", "review"), ("contact_field", "live")),
            "one pending note and one review task",
        ),
    ],
)
def test_every_broken_promise_is_named(
    document: Document, spoil: Callable[[Document], None], complaint: str
) -> None:
    spoiled = copy.deepcopy(document)
    spoil(spoiled)
    found = list(broken_promises(spoiled, SCRIPTED))
    assert found
    assert any(complaint in each for each in found)
