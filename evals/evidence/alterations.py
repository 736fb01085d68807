"""Ways to make a quote say something else: the adversary's half.

In: the tokens of a stretch of a turn. Out: the tokens of what was never said, or None where this way finds
nothing to change. Whether the result was said after all is for adversary.py to look up.
"""

from __future__ import annotations

import random
import re
from collections.abc import Callable, Sequence
from typing import Final

from evals.evidence.made_talk import DAYS, MONTHS, NAMES, ORDINALS, in_words
from evals.evidence.spoken_number import number_of

Tokens = list[str]
Alteration = Callable[[random.Random, Tokens], Tokens | None]

_TEENS: Final = {
    "thirteen": "thirty", "fourteen": "forty", "fifteen": "fifty", "sixteen": "sixty", "seventeen": "seventy",
    "eighteen": "eighty", "nineteen": "ninety",
}  # fmt: skip
_ALIKE: Final = {**_TEENS, **{tens: teen for teen, tens in _TEENS.items()}}
_NUMBER_WORDS: Final = tuple(in_words(number) for number in (*range(20), *range(20, 100, 10)))
_NAMES: Final = (*NAMES, "Smith", "Smyth", "Jennifer", "Elizabeth", "James", "Mary", "Robert", "Patricia")

_SWAPS: Final[dict[str, tuple[tuple[str, ...], ...]]] = {
    "unit": (
        ("mg", "ml", "grams"), ("milligrams", "milliliters", "micrograms"), ("dollars", "euros", "pounds"),
        ("dollars", "cents"), ("percent", "dollars"), ("seconds", "minutes", "hours"), ("minute", "hour"),
        ("days", "weeks", "months", "years"), ("day", "week", "month", "year"), ("hour", "day"),
        ("tablets", "boxes"), ("drops", "units"), ("hundred", "thousand"), ("once", "twice"),
    ),
    "date": (
        DAYS, MONTHS, ("today", "tomorrow", "yesterday", "tonight"), ("next", "last", "this"),
        tuple(said for said, _ in ORDINALS), tuple(written for _, written in ORDINALS),
    ),
    "time": (
        ("before", "after", "until"), ("morning", "afternoon", "evening", "night"), ("am", "pm"),
        ("noon", "midnight"), ("always", "sometimes", "never"), ("now", "later"), ("ago", "later"),
    ),
    "role": (
        ("I", "you", "we", "they"), ("me", "you", "us", "them"), ("my", "your", "our", "their"),
        ("he", "she"), ("him", "her"), ("I'll", "you'll", "they'll"), ("I've", "you've", "they've"),
        ("I'm", "you're"), ("mine", "yours"), ("from", "to"), ("agent", "customer"),
    ),
    "homophone": (
        ("well", "we'll"), ("were", "we're"), ("its", "it's"), ("your", "you're"), ("their", "there"),
        ("to", "two", "too"), ("for", "four"), ("won", "one"), ("by", "buy"), ("no", "know"), ("not", "knot"),
        ("here", "hear"), ("week", "weak"), ("whole", "hole"), ("ate", "eight"), ("write", "right"),
        ("weather", "whether"), ("accept", "except"), ("then", "than"), ("of", "off"), ("need", "knead"),
        ("ill", "I'll"), ("due", "do"), ("sum", "some"), ("sent", "cent"), ("bill", "build"),
        ("bank", "thank"), ("fee", "free"), ("cancel", "counsel"), ("pain", "pane"), ("past", "passed"),
    ),
    "degree": (
        ("all", "some", "most", "no"), ("more", "less"), ("every", "any"), ("both", "neither"), ("and", "or"),
        ("will", "might", "would"), ("can", "could", "should", "must"), ("is", "was"), ("are", "were"),
        ("have", "had"), ("do", "did"), ("won't", "wouldn't"), ("can't", "couldn't"), ("with", "without"),
        ("in", "out"), ("on", "off"), ("up", "down"), ("only", "also"), ("need", "want"), ("paid", "pay"),
        ("broken", "fixed"), ("yes", "no"), ("left", "right"), ("inside", "outside"), ("better", "worse"),
    ),
}  # fmt: skip
_NEGATED: Final = {
    "can": "can't", "will": "won't", "is": "isn't", "are": "aren't", "do": "don't", "does": "doesn't",
    "did": "didn't", "have": "haven't", "has": "hasn't", "would": "wouldn't", "could": "couldn't",
    "should": "shouldn't", "was": "wasn't", "were": "weren't",
}  # fmt: skip
_AFFIRMED: Final = {negated: plain for plain, negated in _NEGATED.items()}
_NEGATIONS: Final = frozenset(
    {"not", "never", "no", "nothing", "nobody", "none", "without", "neither", "hardly"}
)
_CONDITIONS: Final = (
    ("if",), ("unless",), ("until",), ("once",), ("as", "long", "as"), ("only",), ("not", "only"),
    ("used", "to"), ("might",), ("may",), ("maybe",), ("probably",), ("would",), ("could",), ("try", "to"),
    ("I", "think"), ("almost",), ("about",), ("but",), ("when",), ("that",), ("either",), ("except",),
    ("before",), ("more", "than"), ("going", "to"), ("should",), ("supposed", "to"),
)  # fmt: skip
_PUT_IN: Final = (
    "free", "immediately", "all", "never", "also", "double", "only", "please", "definitely", "not", "every",
    "again", "already", "no", "any", "personally", "half", "two", "new", "and",
)  # fmt: skip


def _swapped(kind: str) -> Alteration:
    groups = _SWAPS[kind]

    def swap(rng: random.Random, tokens: Tokens) -> Tokens | None:
        options = [
            (at, other)
            for at, token in enumerate(tokens)
            for group in groups
            if _bare(token) in {one.lower() for one in group}
            for other in group
            if other.lower() != _bare(token)
        ]
        return _one_of(rng, tokens, options)

    return swap


def number(rng: random.Random, tokens: Tokens) -> Tokens | None:
    """Another figure: a digit changed, dropped, added, two swapped, the point moved; fifteen for fifty."""
    options: list[tuple[int, str]] = []
    for at, token in enumerate(tokens):
        figure = re.search(r"\d[\d,.]*\d|\d", token)
        word = _bare(token)
        if figure is not None:
            options += [(at, token.replace(figure[0], other, 1)) for other in _figures(rng, figure[0])]
        elif word in _NUMBER_WORDS and word != "one":
            others = {_ALIKE.get(word, "fifty"), rng.choice(_NUMBER_WORDS)}
            if at + 1 == len(tokens) or _bare(tokens[at + 1]) not in _NUMBER_WORDS:
                others.add(f"{word} hundred")  # "two hundred twelve" may be what "two twelve" means
            options += [(at, other) for other in others - {word, "zero"}]
            value = number_of([word])
            if value is not None:
                options += [(at, str(int(value) + step)) for step in (1, 10)]
    return _one_of(rng, tokens, options)


def _figures(rng: random.Random, figure: str) -> list[str]:
    digits = re.sub(r"\D", "", figure)
    if len(digits) > 6 or "." in figure:
        return [_changed_digit(rng, figure)]
    value = int(digits)
    others = {str(value * 10), str(value + 1), str(value + 100), _changed_digit(rng, digits), digits[::-1]}
    if len(digits) > 1:
        others |= {digits[:-1], f"{digits[:-1]}.{digits[-1]}", digits[1:]}
        others.add(in_words(int(_changed_digit(rng, digits))) if len(digits) < 6 else "two")
    return [other for other in others if other.lstrip("0") != digits.lstrip("0")]


def _changed_digit(rng: random.Random, figure: str) -> str:
    at = rng.choice([place for place, sign in enumerate(figure) if sign.isdigit()])
    other = rng.choice([digit for digit in "123456789" if digit != figure[at]])
    return figure[:at] + other + figure[at + 1 :]


def clock(rng: random.Random, tokens: Tokens) -> Tokens | None:
    """Half of the day the other way round, another minute."""
    options: list[tuple[int, str]] = []
    for at, token in enumerate(tokens):
        lower = token.lower().strip(",")
        half = re.fullmatch(r"(\d*:?\d*)([ap])(\.?m\.?)", lower)
        if half is not None:
            options.append((at, f"{half[1]}{'p' if half[2] == 'a' else 'a'}{half[3]}"))
        minute = re.match(r"(\d{1,2}):(\d\d)(.*)", lower)
        if minute is not None:
            options.append((at, f"{minute[1]}:{(int(minute[2]) + 15) % 60:02}{minute[3]}"))
            options.append((at, f"{int(minute[1]) + 1}:{minute[2]}{minute[3]}"))
        if lower in {"a", "p"} and at + 1 < len(tokens) and tokens[at + 1].lower().strip(",.") == "m":
            options.append((at, "p" if lower == "a" else "a"))
    return _one_of(rng, tokens, options)


def name(rng: random.Random, tokens: Tokens) -> Tokens | None:
    """Somebody else's name, some of them alike in sound."""
    known = {one.lower() for one in _NAMES}
    places = [at for at, token in enumerate(tokens) if _bare(token).removesuffix("'s") in known]
    options = [(at, rng.choice(_NAMES)) for at in places]
    return _one_of(rng, tokens, [(at, new) for at, new in options if new.lower() != _bare(tokens[at])])


def negation(rng: random.Random, tokens: Tokens) -> Tokens | None:
    """A negation dropped from within, put in, or turned: can for can't."""
    changed: list[Tokens] = []
    for at, token in enumerate(tokens):
        word = _bare(token)
        if word in _AFFIRMED:
            changed.append([*tokens[:at], _AFFIRMED[word], *tokens[at + 1 :]])
        if word in _NEGATED and at + 1 < len(tokens) and _bare(tokens[at + 1]) != "not":
            changed.append([*tokens[:at], _NEGATED[word], *tokens[at + 1 :]])
            new = rng.choice(["not", "never", "no longer"])
            changed.append([*tokens[: at + 1], new, *tokens[at + 1 :]])
        if word in _NEGATIONS and 0 < at < len(tokens) - 1:
            changed.append([*tokens[:at], *tokens[at + 1 :]])
        if word in {"something", "nothing", "anything"}:
            changed.append([*tokens[:at], "nothing" if word != "nothing" else "something", *tokens[at + 1 :]])
    return rng.choice(changed) if changed else None


def condition(rng: random.Random, tokens: Tokens) -> Tokens | None:
    """A condition, a doubt or a bygone time dropped from within: if, unless, not only, used to, might."""
    changed = [
        [*tokens[:at], *tokens[at + len(dropped) :]]
        for dropped in _CONDITIONS
        for at in range(1, len(tokens) - len(dropped))
        if [_bare(token) for token in tokens[at : at + len(dropped)]] == [one.lower() for one in dropped]
    ]
    return rng.choice(changed) if changed else None


def filler_trap(rng: random.Random, tokens: Tokens) -> Tokens | None:
    """Fillers of elsewhere dropped where they say something: "someone you know", "what I mean"."""
    changed = []
    for at in range(1, len(tokens) - 2):
        pair = (_bare(tokens[at]), _bare(tokens[at + 1]))
        if pair in {("you", "know"), ("i", "mean")} and _bare(tokens[at - 1]) in _MEANT_BEFORE:
            changed.append([*tokens[:at], *tokens[at + 2 :]])
    return rng.choice(changed) if changed else None


def order(rng: random.Random, tokens: Tokens) -> Tokens | None:
    """Two neighbours swapped, or two words far apart."""
    first = rng.randrange(len(tokens) - 1)
    second = first + 1 if rng.random() < 0.6 else rng.randrange(len(tokens))
    if first == second or _is_filler(tokens[first]) or _is_filler(tokens[second]):
        return None
    swapped = list(tokens)
    swapped[first], swapped[second] = swapped[second], swapped[first]
    return swapped


def put_in(rng: random.Random, tokens: Tokens) -> Tokens | None:
    """A word that nobody said, within."""
    at = rng.randrange(1, len(tokens))
    new = rng.choice(_PUT_IN)
    beside_figures = _bare(tokens[at]) in {*_NUMBER_WORDS, "hundred", "thousand"}
    return None if new == "and" and beside_figures else [*tokens[:at], new, *tokens[at:]]


def left_out(rng: random.Random, tokens: Tokens) -> Tokens | None:
    """A word that was said, left out from within."""
    at = rng.randrange(1, len(tokens) - 1)
    return None if _is_filler(tokens[at]) else [*tokens[:at], *tokens[at + 1 :]]


#: By name; splices, and words of the other speaker, need more than one stretch and are adversary.py's.
WAYS: Final[dict[str, Alteration]] = {
    "number": number, "clock": clock, "name": name, "negation": negation, "condition": condition,
    "filler trap": filler_trap, "order": order, "word put in": put_in, "word left out": left_out,
    **{kind: _swapped(kind) for kind in _SWAPS},
}  # fmt: skip

_MEANT_BEFORE: Final = frozenset({"someone", "somebody", "people", "do", "what", "let", "if", "as"})


def bare(token: str) -> str:
    """Return the token in lower case without the punctuation around it."""
    return token.lower().strip(".,;:?!\"'…")


_bare = bare


def _is_filler(token: str) -> bool:
    return _bare(token) in {
        "um",
        "uh",
        "er",
        "erm",
        "hmm",
        "hm",
        "mm",
        "oh",
        "ah",
        "you",
        "know",
        "i",
        "mean",
    } or (token.startswith(("[", "<")))


def _one_of(rng: random.Random, tokens: Sequence[str], options: Sequence[tuple[int, str]]) -> Tokens | None:
    if not options:
        return None
    at, new = rng.choice(options)
    tail = re.search(r"[.,;:?!]*$", tokens[at])
    end = tail[0] if tail is not None and not new.endswith(".") else ""
    return [*tokens[:at], new + end, *tokens[at + 1 :]]
