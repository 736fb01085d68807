"""What card masking takes grows as the call does; no way of writing digits and no other tongue hides one."""

from __future__ import annotations

import time

import pytest

from models.transcript import Turn
from tests.text.calls import call
from text.masking import CARD, mask_cards
from text.masking.legible import legible

AGENT, CUSTOMER = "agent", "customer"
FEW, MANY = 30, 240
BOUND = 2.5 * MANY / FEW

SHAPES = {
    "cues in one turn": [(AGENT, "card number ")],
    "cues with a digit": [(AGENT, "card number four ")],
    "amounts after cues": [(CUSTOMER, "card number twenty dollars ")],
    "expiring cards": [(CUSTOMER, "card expires ")],
    "digits after commas": [(CUSTOMER, "four, two, ")],
    "whole numbers": [(CUSTOMER, "4242 4242 4242 4242 hello there ")],
    "numbers that do not add up": [(CUSTOMER, "1234567890123 well and so forth ")],
}


def cpu_s(turns: tuple[Turn, ...]) -> float:
    began = time.process_time()
    mask_cards(turns)
    return time.process_time() - began


def growth(said: list[tuple[str, str]], *, in_one_turn: bool) -> float:
    """How many times more `MANY` repetitions take than `FEW`; once more where it seems too many."""

    def of(times: int) -> tuple[Turn, ...]:
        if in_one_turn:
            return call(*((speaker, text * times) for speaker, text in said)).turns
        return call(*(said * times)).turns

    few, many = of(FEW), of(MANY)
    first = cpu_s(many) / max(cpu_s(few), 1e-3)
    return first if first < BOUND else min(cpu_s(many) / max(cpu_s(few), 1e-3) for _ in range(3))


@pytest.mark.parametrize("shape", SHAPES)
def test_eight_times_the_cues_take_about_eight_times_as_long(shape: str) -> None:
    assert growth(SHAPES[shape], in_one_turn=True) < BOUND


def test_eight_times_the_questions_and_answers_take_about_eight_times_as_long() -> None:
    said = [(AGENT, "card number"), (CUSTOMER, "four two"), (AGENT, "okay")]
    assert growth(said, in_one_turn=False) < BOUND


@pytest.mark.parametrize(
    "number",
    [
        "٤٢٤٢ ٤٢٤٢ ٤٢٤٢ ٤٢٤٢",
        "４２４２４２４２４２４２４２４２",
        "4\u200d2\u200d4\u200d2\u200b4242\ufeff4242\u20604242",
        "4\ufe0f\u20e32\ufe0f\u20e34242424242424242"[:-2],
        "4242‑4242‑4242‑4242",
        "𝟜𝟚𝟜𝟚 4242 4242 4242",
    ],
)  # fmt: skip
def test_no_way_of_writing_digits_hides_a_card_number(number: str) -> None:
    turns, _ = mask_cards(call((CUSTOMER, f"it is {number} okay")).turns)
    assert turns[0].text == f"it is {CARD} okay"


@pytest.mark.parametrize(
    "number",
    [
        "vier zwei vier zwei vier zwei vier zwei vier zwei vier zwei vier zwei vier zwei",
        "zweiundvierzig zweiundvierzig zweiundvierzig zweiundvierzig vier zwei vier zwei vier zwei vier zwei",
        "cuatro dos cuatro dos cuatro dos cuatro dos cuatro dos cuatro dos cuatro dos cuatro dos",
        "cuarenta y dos cuarenta y dos cuarenta y dos cuarenta y dos cuarenta y dos cuarenta y dos 4242",
        "quatre deux quatre deux quatre deux quatre deux quatre deux quatre deux quatre deux quatre deux",
        "quarante-deux quarante-deux quarante-deux quarante-deux quarante-deux quarante-deux 42 42",
    ],
)
def test_a_number_said_in_german_spanish_or_french_is_masked_without_a_cue(number: str) -> None:
    turns, _ = mask_cards(call((CUSTOMER, f"{number} danke")).turns)
    assert turns[0].text == f"{CARD} danke"


@pytest.mark.parametrize(
    ("asked", "answer"),
    [
        ("Ihre Kartennummer bitte?", "vier fünf sechs sieben acht neun eins zwei drei"),
        ("Und die Prüfnummer?", "drei eins neun"),
        ("¿Me da el número de tarjeta?", "cuatro cinco seis siete ocho nueve uno dos"),
        ("El código de seguridad, por favor.", "tres uno nueve"),
        ("Le numéro de carte ?", "quatre cinq six sept huit neuf deux trois"),
        ("Et le cryptogramme ?", "trois quatre neuf"),
    ],
)
def test_a_question_in_german_spanish_or_french_opens_the_ear(asked: str, answer: str) -> None:
    turns, _ = mask_cards(call((AGENT, asked), (CUSTOMER, answer)).turns)
    assert turns[1].text == CARD


def test_the_places_of_a_legible_text_lead_back_to_the_very_characters() -> None:
    text = "№ ４\u200d２ – ok"
    plain, places = legible(text)
    assert plain == "№ 42 - ok"
    assert [text[places[at]] for at in (2, 3)] == ["４", "２"]
    assert places[-1] == len(text)
