"""Seeded calls with true and altered quotes, to measure the evidence check.

A sentence is a list of tokens, each in a spoken and a written form; the transcript shows one form, a true
quote any other, with other casing and punctuation and without the fillers. An altered quote changes one
thing that matters. Nothing here looks at the code under test.
"""

from __future__ import annotations

import random
from dataclasses import dataclass

from models.transcript import Transcript
from tests.text.calls import call

ONES = [
    "zero", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten", "eleven",
    "twelve", "thirteen", "fourteen", "fifteen",
]  # fmt: skip
TENS = [
    "twenty", "thirty", "forty", "fifty", "sixty", "seventy", "eighty", "ninety",
]  # fmt: skip
DAYS = [
    "Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday",
]  # fmt: skip
MONTHS = [
    "January", "February", "March", "April", "May", "June", "July", "August", "September", "October",
    "November", "December",
]  # fmt: skip
NAMES = [
    "Maria", "Daniel", "Okafor", "Reed", "Brightwater", "Sanchez", "Priya", "Northwind", "Kowalski",
    "Yusuf", "Elena", "Hartmann",
]  # fmt: skip
ORDINALS = [
    "first", "second", "third", "fourth", "fifth", "sixth", "seventh", "eighth", "ninth", "tenth",
    "eleventh", "twelfth",
]  # fmt: skip
FILLERS = ["um", "uh", "er", "you know", "I mean"]
ALTERATIONS = ("number", "date", "name", "negation", "order", "splice", "turn", "speaker")

TEMPLATES = [
    "I'll send {name} the quote for {number} dollars by {day} so that you can sign it",
    "we will deliver {number} boxes to your office on {month} {ordinal} if the contract is in",
    "my order number is {digits} and it has not arrived since {day}",
    "{name} can't come on {day} but the technician will be there at {number} p.m.",
    "please call {name} back on {month} {ordinal} before the meeting starts",
    "it's about the invoice of {number} dollars that we didn't pay in {month}",
    "they don't ship on {day} but I'm sure that {name} will find a truck",
    "the warranty covers {number} months and it doesn't include the filters",
    "I've asked {name} for the new price and she won't change it before {month}",
    "you'll get an email from {name} with {number} pictures of the broken machine",
]


@dataclass(frozen=True)
class Token:
    """One token in both forms; `kind` says what an alteration would change."""

    spoken: str
    written: str
    kind: str = "word"


@dataclass(frozen=True)
class Case:
    """A quote that claims to stand in this turn."""

    transcript: Transcript
    turn_id: str
    quote: str
    what: str


def spell(number: int) -> str:
    if number < len(ONES):
        return ONES[number]
    if number < 20:
        return {16: "sixteen", 17: "seventeen", 18: "eighteen", 19: "nineteen"}[number]
    if number < 100:
        rest = f" {ONES[number % 10]}" if number % 10 else ""
        return TENS[number // 10 - 2] + rest
    if number < 1000:
        rest = f" and {spell(number % 100)}" if number % 100 else ""
        return f"{ONES[number // 100]} hundred{rest}"
    rest = f" {spell(number % 1000)}" if number % 1000 else ""
    return f"{spell(number // 1000)} thousand{rest}"


def _slot(rng: random.Random, kind: str) -> Token:
    if kind == "number":
        number = rng.choice([rng.randrange(2, 100), rng.randrange(100, 10_000)])
        return Token(spell(number), rng.choice([str(number), f"{number:,}"]), kind)
    if kind == "digits":
        digits = [rng.randrange(10) for _ in range(rng.randrange(4, 8))]
        return Token(" ".join(ONES[digit] for digit in digits), "".join(map(str, digits)), kind)
    if kind == "ordinal":
        number = rng.randrange(1, 13)
        suffix = {1: "st", 2: "nd", 3: "rd"}.get(number, "th")
        return Token(ORDINALS[number - 1], f"{number}{suffix}", "date")
    word = rng.choice({"day": DAYS, "month": MONTHS, "name": NAMES}[kind])
    return Token(word, word, "name" if kind == "name" else "date")


def sentence(rng: random.Random) -> list[Token]:
    tokens = []
    for word in rng.choice(TEMPLATES).split():
        if word.startswith("{"):
            tokens.append(_slot(rng, word.strip("{}")))
        elif word.endswith("n't") or word == "not":
            tokens.append(Token(word, word, "negation"))
        else:
            tokens.append(Token(word, word))
    return tokens


def _heard(rng: random.Random, tokens: list[Token]) -> str:
    """The sentence as a recogniser writes it: one number form, now and then a filler or a word said twice."""
    written = rng.random() < 0.4
    words = []
    for token in tokens:
        if rng.random() < 0.08:
            words.append(rng.choice(FILLERS))
        words.append(token.written if written else token.spoken)
        if token.kind == "word" and rng.random() < 0.03:
            words.append(words[-1])
    text = " ".join(words)
    return f"{text[0].upper()}{text[1:]}." if rng.random() < 0.5 else text.lower()


def _quoted(rng: random.Random, tokens: list[Token]) -> str:
    """The stretch as a model copies it: its own number forms, casing, punctuation and apostrophes."""
    text = " ".join(token.written if rng.random() < 0.5 else token.spoken for token in tokens)
    text = rng.choice([text, text.lower(), text.upper(), text.capitalize()])
    text = rng.choice([text, text.replace("'", ""), text.replace("'", "’")])
    return rng.choice(["{}", "{}.", '"{}"', "{},", "…{}…", "um, {}"]).format(text)


def _window(rng: random.Random, tokens: list[Token], shortest: int = 4) -> tuple[int, int]:
    length = rng.randrange(shortest, len(tokens) + 1)
    first = rng.randrange(len(tokens) - length + 1)
    return first, first + length


def _call(rng: random.Random) -> tuple[Transcript, list[list[list[Token]]]]:
    """A call of six turns of two sentences, no sentence beginning alike in two turns."""
    said = [[sentence(rng), sentence(rng)] for _ in range(6)]
    turns = [
        (("agent", "customer")[number % 2], " ".join(_heard(rng, tokens) for tokens in turn))
        for number, turn in enumerate(said)
    ]
    return call(*turns, timed=rng.random() < 0.5), said


def true_case(rng: random.Random) -> Case:
    transcript, said = _call(rng)
    number = rng.randrange(len(said))
    tokens = rng.choice(said[number])
    first, last = _window(rng, tokens)
    return Case(transcript, f"t{number + 1}", _quoted(rng, tokens[first:last]), "true")


def altered_case(rng: random.Random) -> Case:
    """Draw until the alteration changes something, and the result is not said in the turn after all."""
    while True:
        transcript, said = _call(rng)
        number = rng.randrange(len(said))
        what = rng.choice(ALTERATIONS)
        tokens = _altered(rng, what, said, number)
        if tokens is not None and not _stands(tokens, [*said[number][0], *said[number][1]]):
            return Case(transcript, f"t{number + 1}", _quoted(rng, tokens), what)


def _stands(tokens: list[Token], turn: list[Token]) -> bool:
    return f" {_plain(tokens)} " in f" {_plain(turn)} "


def _altered(rng: random.Random, what: str, said: list[list[list[Token]]], number: int) -> list[Token] | None:
    if what in {"turn", "speaker"}:
        step = 2 if what == "turn" else 1
        other = rng.choice(said[(number + step) % len(said)])
        first, last = _window(rng, other)
        return other[first:last]
    if what == "splice":
        return _spliced(rng, [*said[number][0], *said[number][1]])
    tokens = rng.choice(said[number])
    first, last = _window(rng, tokens, 5)
    window = tokens[first:last]
    if what == "order":
        return _reordered(rng, window)
    if what == "negation":
        return _negated(rng, window)
    places = [
        at for at, token in enumerate(window) if token.kind in {what, "digits" if what == "number" else what}
    ]
    if not places:
        return None
    at = rng.choice(places)
    return [*window[:at], _other(rng, window[at]), *window[at + 1 :]]


def _plain(tokens: list[Token]) -> str:
    return " ".join(token.written.replace(",", "") for token in tokens).lower()


def _spliced(rng: random.Random, tokens: list[Token]) -> list[Token]:
    """Leave out what lies between two stretches of the turn."""
    first = rng.randrange(len(tokens) - 10)
    gap = rng.randrange(1, 5)
    return [*tokens[first : first + 3], *tokens[first + 3 + gap : first + 6 + gap]]


def _reordered(rng: random.Random, window: list[Token]) -> list[Token]:
    at = rng.randrange(len(window) - 1)
    return [*window[:at], window[at + 1], window[at], *window[at + 2 :]]


def _negated(rng: random.Random, window: list[Token]) -> list[Token] | None:
    """Drop the negation that is there, or add one after a verb that can take it."""
    for at, token in enumerate(window):
        if token.kind == "negation":
            positive = {"can't": "can", "won't": "will", "not": ""}.get(token.spoken, token.spoken[:-3])
            word = [Token(positive, positive)] if positive else []
            return [*window[:at], *word, *window[at + 1 :]]
    verbs = [
        at for at, token in enumerate(window[:-1]) if token.spoken in {"will", "can", "is", "covers", "I'll"}
    ]
    if not verbs:
        return None
    at = rng.choice(verbs)
    return [*window[: at + 1], Token("not", "not"), *window[at + 1 :]]


def _other(rng: random.Random, token: Token) -> Token:
    """Another value of the same kind."""
    kinds = {
        "number": ["number"],
        "digits": ["digits"],
        "name": ["name"],
        "date": ["day", "month", "ordinal"],
    }
    while True:
        found = _slot(rng, rng.choice(kinds[token.kind]))
        if found.written.replace(",", "") != token.written.replace(",", ""):
            return found
