"""Something personal that was found in a turn, and how finds that overlap are put in order.

In: finds, the surest first. Out: finds of each turn by place, none over another, none inside a word.
"""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from typing import Final

_CORRECTING: Final = frozenset({"not", "no", "uh", "um", "er", "sorry", "nicht", "nein", "pas", "non"})


@dataclass(frozen=True, slots=True)
class Find:
    """Of which kind ("PHONE"), in which turn and where; finds of one kind and value are the same thing."""

    kind: str
    turn: int
    start: int
    end: int
    value: str


def in_order(finds: Iterable[Find], texts: Sequence[str]) -> list[list[Find]]:
    """Return for each turn its finds by place.

    Of finds that overlap the first given stays; what the other one covers besides is found on its own, so
    that no part of it is left. A find that begins or ends inside a word takes the whole word.
    """
    kept: list[list[Find]] = [[] for _ in texts]
    for find in finds:
        text = texts[find.turn]
        if not _free(kept[find.turn], find.start, find.end):
            continue
        for free in _free(kept[find.turn], *_whole_words(text, find.start, find.end)):
            start, end = _trimmed(text, *free)
            if start < end:
                piece = replace(find, start=start, end=end)
                kept[find.turn].insert(_place(kept[find.turn], start), piece)
    return [_joined(turn, texts[number]) for number, turn in enumerate(kept)]


def _place(kept: Sequence[Find], start: int) -> int:
    return bisect_left(kept, start, key=lambda find: find.start)


def _free(kept: Sequence[Find], start: int, end: int) -> list[tuple[int, int]]:
    """What of this stretch no earlier find covers."""
    at = bisect_right(kept, start, key=lambda find: find.end)
    free = []
    while at < len(kept) and kept[at].start < end:
        if start < kept[at].start:
            free.append((start, kept[at].start))
        start = max(start, kept[at].end)
        at += 1
    if start < end:
        free.append((start, end))
    return free


def _whole_words(text: str, start: int, end: int) -> tuple[int, int]:
    while 0 < start < len(text) and text[start - 1].isalnum() and text[start].isalnum():
        start -= 1
    while 0 < end < len(text) and text[end - 1].isalnum() and text[end].isalnum():
        end += 1
    return start, end


def _trimmed(text: str, start: int, end: int) -> tuple[int, int]:
    """Leave out what parts words at the edges; a stretch without letters and digits is none."""
    while start < end and not (text[start].isalnum() or text[start] in "+(#["):
        start += 1
    while start < end and not (text[end - 1].isalnum() or text[end - 1] in ")]"):
        end -= 1
    return (start, end) if any(sign.isalnum() for sign in text[start:end]) else (start, start)


def _joined(turn: Sequence[Find], text: str) -> list[Find]:
    """Two pieces of the same thing with a word or two between ("seven, not nine") are one."""
    found: list[Find] = []
    for find in turn:
        last = found[-1] if found else None
        if last is not None and last.kind == find.kind and _are_one(last, find, text[last.end : find.start]):
            found[-1] = replace(last, end=find.end)
        else:
            found.append(find)
    return found


def _are_one(one: Find, other: Find, between: str) -> bool:
    if one.value == other.value:
        return all(word.strip(".,;:").lower() in _CORRECTING for word in between.split())
    return one.kind == "ADDRESS" and not any(sign.isalnum() for sign in between)
