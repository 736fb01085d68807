"""Random card numbers in random renderings, split at random: never four of their digits in a row are left."""

from __future__ import annotations

import re

from hypothesis import given, settings
from hypothesis import strategies as st

from models.transcript import Turn
from tests.text.calls import call
from text.masking import mask_cards

ONES = ["zero", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine"]
TEENS = [
    "ten",
    "eleven",
    "twelve",
    "thirteen",
    "fourteen",
    "fifteen",
    "sixteen",
    "seventeen",
    "eighteen",
    "nineteen",
]
TENS = ["twenty", "thirty", "forty", "fifty", "sixty", "seventy", "eighty", "ninety"]
VALUES = {
    **{word: str(value) for value, word in enumerate(ONES)},
    **{word: str(value) for value, word in enumerate(TEENS, start=10)},
    "oh": "0",
}
BACKCHANNELS = ["okay", "go ahead", "mm-hm", "yes", "Right.", "uh-huh"]


def _check_digit(digits: str) -> str:
    """Luhn's check digit, reckoned by hand so that the test leans on nothing under test."""
    total = 0
    for place, sign in enumerate(reversed(digits)):
        value = int(sign) * (2 if place % 2 == 0 else 1)
        total += value - 9 if value > 9 else value
    return str(-total % 10)


@st.composite
def card_numbers(draw: st.DrawFn) -> str:
    length = draw(st.integers(13, 19))
    first = draw(st.sampled_from("3456"))
    body = first + draw(st.text(alphabet="0123456789", min_size=length - 2, max_size=length - 2))
    return body + _check_digit(body)


def _pair(two: str) -> str:
    value = int(two)
    if value < 10:
        return f"oh {ONES[value]}"
    if value < 20:
        return TEENS[value - 10]
    return TENS[value // 10 - 2] + (f" {ONES[value % 10]}" if value % 10 else "")


def _one_by_one(group: str, zero: str) -> str:
    return " ".join(zero if sign == "0" else ONES[int(sign)] for sign in group)


def _doubled(group: str) -> str:
    return re.sub(r"(\d)\1", lambda match: f"double {ONES[int(match[1])]} ", group)


@st.composite
def renderings(draw: st.DrawFn, group: str) -> str:
    """One group of digits as somebody says or writes it."""
    style = draw(st.sampled_from(["written", "words", "oh", "pairs", "double"]))
    if style == "written":
        return group
    if style == "pairs" and len(group) % 2 == 0:
        return " ".join(_pair(group[at : at + 2]) for at in range(0, len(group), 2))
    if style == "double":
        return re.sub(r"\d", lambda match: f"{ONES[int(match[0])]} ", _doubled(group)).strip()
    return _one_by_one(group, "oh" if style == "oh" else "zero")


@st.composite
def read_aloud(draw: st.DrawFn, number: str) -> list[str]:
    """The groups of a number, each rendered on its own, now and then with a filler before it."""
    groups, rest = [], number
    while rest:
        size = min(len(rest), draw(st.integers(2, 6)))
        groups.append(rest[:size])
        rest = rest[size:]
    fillers = draw(
        st.lists(st.sampled_from(["", "", "um ", "and "]), min_size=len(groups), max_size=len(groups))
    )
    ends = draw(st.sampled_from(["", ","]))
    return [filler + draw(renderings(group)) + ends for filler, group in zip(fillers, groups, strict=True)]


def digits_left(turns: tuple[Turn, ...]) -> str:
    """All digits that can still be read in these turns, spoken or written, one after the other."""
    found = ""
    for word in re.findall(r"[a-z]+|\d+", " ".join(turn.text for turn in turns).lower()):
        if word.isdigit():
            found += word
        elif word in TENS:
            found += str(TENS.index(word) + 2)
        else:
            found += VALUES.get(word, "")
    return found


def reveals(turns: tuple[Turn, ...], number: str) -> bool:
    left = digits_left(turns)
    return any(number[at : at + 4] in left for at in range(len(number) - 3))


@st.composite
def splits(draw: st.DrawFn) -> tuple[str, list[tuple[str, str]]]:
    """A number read over several turns of the customer, with backchannels of the agent between."""
    number = draw(card_numbers())
    groups = draw(read_aloud(number))
    said: list[tuple[str, str]] = [("customer", groups[0])]
    for group in groups[1:]:
        if said[-1][1].split()[-1] in TENS:
            said[-1] = (said[-1][0], f"{said[-1][1]},")  # people pause there, else "twenty, one" is 21
        if draw(st.booleans()):
            said.append(("agent", draw(st.sampled_from(BACKCHANNELS))))
            said.append(("customer", group))
        else:
            said[-1] = ("customer", f"{said[-1][1]} {group}")
    return number, said


@settings(max_examples=150)
@given(splits(), st.booleans())
def test_a_valid_number_never_survives_without_a_cue(
    case: tuple[str, list[tuple[str, str]]], timed: bool
) -> None:
    number, said = case
    turns, count = mask_cards(
        call(("agent", "Good morning."), *said, ("agent", "Thanks."), timed=timed).turns
    )
    assert count > 0
    assert not reveals(turns, number), [turn.text for turn in turns]
    spoken = tuple(
        turn.model_copy(update={"text": " ".join(word.text for word in turn.words)}) for turn in turns
    )
    assert not reveals(spoken, number)


@settings(max_examples=150)
@given(
    splits(),
    st.lists(st.integers(0, 30), max_size=4),
    st.sampled_from(["Your card number?", "The credit card please."]),
)
def test_after_a_cue_not_even_misheard_digits_survive(
    case: tuple[str, list[tuple[str, str]]], places: list[int], cue: str
) -> None:
    """Some digits are replaced by what a recogniser makes of them, so that the number adds up no more."""
    number, said = case
    heard = []
    at = 0
    for speaker, text in said:
        words = []
        for word in text.split():
            words.append("poor" if speaker == "customer" and at in places and at > 1 else word)
            at += 1
        heard.append((speaker, " ".join(words)))
    turns, _ = mask_cards(call(("agent", cue), *heard, ("agent", "Thanks, and your name?")).turns)
    assert not reveals(turns, number), [turn.text for turn in turns]


@settings(max_examples=100)
@given(st.from_regex(r"[2-9]\d{2}[ -]555[ -]01\d{2}", fullmatch=True), st.integers(1000, 999_999))
def test_phones_and_order_numbers_survive(phone: str, order: int) -> None:
    said = (
        ("customer", f"My phone number is {phone}."),
        ("agent", f"And the order number is {order}, right?"),
    )
    turns = call(*said).turns
    assert mask_cards(turns) == (turns, 0)


@settings(max_examples=150)
@given(
    st.lists(st.tuples(st.sampled_from(["agent", "customer"]), st.text(max_size=60)), max_size=5),
    st.booleans(),
)
def test_masking_is_idempotent_and_keeps_the_frame_of_every_turn(
    said: list[tuple[str, str]], timed: bool
) -> None:
    turns = call(*said, timed=timed).turns
    once, _ = mask_cards(turns)
    assert mask_cards(once) == (once, 0)
    assert [turn.id for turn in once] == [turn.id for turn in turns]
