"""All personal numbers of a call: announced, written as a phone's, as long as one, and said again.

In: a call as it was said, regions of phones. Out: finds, the surest first.
"""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Iterable
from itertools import groupby

from text.masking.asked_numbers import asked_numbers
from text.masking.card_numbers import reading
from text.masking.card_tokens import Token
from text.masking.find import Find
from text.masking.read_numbers import said_again, unannounced
from text.masking.said import Said
from text.masking.written_finds import written_phones


def personal_numbers(said: Said, regions: tuple[str, ...]) -> list[Find]:
    """Return the finds; what was announced as an order's or another thing's number is none of them."""
    announced, readable = asked_numbers(said)
    values = _values(readable)
    surely: list[Find] = []
    perhaps: list[Find] = []
    for number, text in enumerate(said.texts):
        for find, sure in written_phones(text, number, regions):
            if sure:
                surely.append(find)
            elif not _is_readable(said, find, readable, values):
                perhaps.append(find)
    known = readable | _covered(said, [*announced, *surely])
    numbers = [*announced, *surely, *unannounced(said, known, values), *perhaps]
    return [*numbers, *said_again(said, numbers, readable | _covered(said, numbers))]


def _is_readable(said: Said, find: Find, readable: set[Token], values: frozenset[str]) -> bool:
    written = "".join(sign for sign in said.texts[find.turn][find.start : find.end] if sign.isdigit())
    return written in values or not readable.isdisjoint(_tokens(said, find))


def _values(readable: set[Token]) -> frozenset[str]:
    """The digits of the numbers that stay readable, by turn, so that they do when they are said again."""
    ordered = sorted(readable, key=lambda token: (token.turn, token.place))
    turns = [list(group) for _, group in groupby(ordered, key=lambda token: token.turn)]
    return frozenset(reading([token for token in turn if token.numberish]) for turn in turns)


def _covered(said: Said, finds: Iterable[Find]) -> set[Token]:
    return {token for find in finds for token in _tokens(said, find)}


def _tokens(said: Said, find: Find) -> tuple[Token, ...]:
    places = said.places[find.turn]
    first = bisect_right(places, find.start, key=lambda place: place[1])
    last = bisect_left(places, find.end, key=lambda place: place[0])
    return said.tokens[find.turn][first:last]
