"""Names as people introduce themselves, in the letters of their own languages."""

from __future__ import annotations

import pytest

from extractor.engines.rules.names import find_name
from models.transcript import Turn


def _turns(text: str) -> tuple[Turn, ...]:
    return (Turn(id="t1", speaker="customer", speaker_confidence=1.0, start_s=0.0, end_s=2.0, text=text),)


@pytest.mark.parametrize(
    "name",
    [
        "Daniel Reed",
        "Łukasz Žižek",
        "José García",
        "Renée",
        "Éva Kovács-Szűcs",
        "Søren",
        "Jürgen Groß",
        "Ольга Петрова",
        "Δημήτρης",
        "Siobhan O'Brien",
    ],
)
def test_a_name_is_found_in_the_letters_of_its_own_language(name: str) -> None:
    assert find_name(_turns(f"Hello, this is {name}, I am calling about my order."), "customer") == name
    assert find_name(_turns(f"Hi. {name} speaking."), "customer") == name


def test_a_name_in_text_without_capitals_keeps_its_accents() -> None:
    assert find_name(_turns("hello my name is josé garcía"), "customer") == "José García"


@pytest.mark.parametrize("said", ["This is über-urgent.", "It's Ñ.", "I'm élite here.", "This is 3rd time."])
def test_what_is_no_name_is_not_taken_for_one(said: str) -> None:
    assert find_name(_turns(said), "customer") is None
