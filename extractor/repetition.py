"""Recognises a claim that is already there in other words.

In: a shown item and those kept before it. Out: yes or no. The first one stays.
"""

from __future__ import annotations

from collections.abc import Iterable

from rapidfuzz.fuzz import token_set_ratio

from models.notes import Field, FollowUp, Item, Promise
from text.spoken import units

_SAME = 88.0
_SAME_WORDS = 97.0


def is_repeated(item: Item, kept: Iterable[Item]) -> bool:
    """True when a kept item says the same: alike in words, with the same numbers, said at the same place.

    Claims of different sides, due dates or field names are never the same.
    """
    return any(_is_same(item, other) for other in kept)


def _is_same(item: Item, other: Item) -> bool:
    if _key(item) != _key(other) or _numbers(item.text) != _numbers(other.text):
        return False
    if isinstance(item, Field):
        return True
    alike = token_set_ratio(item.text.lower(), other.text.lower())
    return alike >= _SAME_WORDS or (alike >= _SAME and _overlap(item, other))


def _key(item: Item) -> tuple[object, ...]:
    if isinstance(item, Promise):
        return ("promise", item.side, item.due and item.due.date)
    if isinstance(item, FollowUp):
        return ("follow_up", item.owner.side, item.kind, item.due and item.due.date)
    if isinstance(item, Field):
        return ("field", item.name, item.value.lower())
    return (type(item).__name__,)


def _numbers(text: str) -> list[str]:
    return sorted(unit.key for unit in units(text) if unit.is_number)


def _overlap(item: Item, other: Item) -> bool:
    return any(
        mine.turn_id == theirs.turn_id and mine.start_s < theirs.end_s and theirs.start_s < mine.end_s
        for mine in item.evidence
        for theirs in other.evidence
    )
