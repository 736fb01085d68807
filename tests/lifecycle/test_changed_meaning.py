"""An edit that only words an item better is no error; one that says another thing is."""

from __future__ import annotations

import pytest

from lifecycle.changed_meaning import changed_meaning
from models.notes import Evidence, Field, Item

PROOF = (Evidence(turn_id="t1", quote="x", speaker="agent", start_s=0, end_s=1),)


@pytest.mark.parametrize(
    ("before", "after", "changed"),
    [
        ("Send the quote", "Send the written quote", None),
        ("We will send the quote.", "send the QUOTE", None),
        ("It isn't refunded", "It is not refunded", None),
        ("Send the quote on Friday", "Send the quote on Monday", "day"),
        ("Refund 40 euros", "Refund 45 euros", "number"),
        ("Refund two orders", "Refund three orders", "number"),
        ("The order is refunded", "The order is not refunded", "negation"),
        ("Der Auftrag wird erstattet", "Der Auftrag wird nicht erstattet", "negation"),
        ("Send the quote", "Call the warehouse", "words"),
        ("Send the quote", "", "words"),
    ],
)
def test_what_an_edit_changes(before: str, after: str, changed: str | None) -> None:
    item = Item(id="d1", text=before, evidence=PROOF, confidence=0.9)
    assert changed_meaning(item, after) == changed


def test_another_value_of_a_field_is_another_claim_and_another_spelling_is_not() -> None:
    field = Field(id="c1", text="title", evidence=PROOF, confidence=0.9, name="title", value="Head of Buying")
    assert changed_meaning(field, "head of buying") is None
    assert changed_meaning(field, "Buyer") == "value"
