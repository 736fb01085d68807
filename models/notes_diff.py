"""What differs between two versions of a call's notes: items that came, went, changed or stayed.

In: two `CallNotes` of one call, the earlier first. Out: `NotesDiff`.
Two items are the same claim when they are of one kind and rest on the same words: most of the quoted time of
one lies in quotes of the other, in the same turns. Of several the one that shares most counts.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from difflib import SequenceMatcher
from typing import Final, Literal

from pydantic import SerializeAsAny

from models.frozen import Frozen
from models.notes import CallNotes, Evidence, Field, FollowUp, Item, Promise, Topic
from models.triage_words import risk_words

Became = Literal["added", "gone", "changed", "same"]

_KINDS: Final = ("summary", "topics", "promises", "follow_ups", "open_questions", "fields")
_HEAD: Final = ("template", "template_version", "engine", "model", "category", "urgency", "risk")
_LEAST_SHARE: Final = 0.5


class ItemChange(Frozen):
    """One claim in both versions: `what` names the parts that differ; None where it is not there."""

    kind: str
    became: Became
    before: SerializeAsAny[Item] | None = None
    after: SerializeAsAny[Item] | None = None
    what: tuple[str, ...] = ()


class HeadChange(Frozen):
    """Something of the notes as a whole that is another one now."""

    what: str
    before: str
    after: str


class NotesDiff(Frozen):
    """The differences, kind by kind in the order of the later notes; `same` items are in it too."""

    head: tuple[HeadChange, ...] = ()
    items: tuple[ItemChange, ...] = ()

    def of(self, became: Became) -> tuple[ItemChange, ...]:
        """Return the items with which this happened."""
        return tuple(one for one in self.items if one.became == became)


def diff(before: CallNotes, after: CallNotes) -> NotesDiff:
    """Return what differs; of the same notes twice every item is `same`."""
    return NotesDiff(
        head=tuple(
            HeadChange(what=name, before=_head(before, name), after=_head(after, name))
            for name in _HEAD
            if _head(before, name) != _head(after, name)
        ),
        items=tuple(
            change
            for kind in _KINDS
            for change in _of_kind(kind, getattr(before, kind), getattr(after, kind))
        ),
    )


def _head(notes: CallNotes, name: str) -> str:
    return risk_words(notes) if name == "risk" else str(getattr(notes, name))


def _of_kind(kind: str, before: Sequence[Item], after: Sequence[Item]) -> Iterator[ItemChange]:
    pairs = _paired(before, after)
    for place, item in enumerate(after):
        earlier = before[pairs[place]] if place in pairs else None
        if earlier is None:
            yield ItemChange(kind=kind, became="added", after=item)
            continue
        what = tuple(name for name in _parts(item) if getattr(earlier, name) != getattr(item, name))
        became: Became = "changed" if what else "same"
        yield ItemChange(kind=kind, became=became, before=earlier, after=item, what=what)
    for place, item in enumerate(before):
        if place not in pairs.values():
            yield ItemChange(kind=kind, became="gone", before=item)


def _paired(before: Sequence[Item], after: Sequence[Item]) -> dict[int, int]:
    """Lead from places in `after` to places in `before`, each taken once, the likest pairs first."""
    likeness = [
        (alike, -there, -here)
        for here, item in enumerate(after)
        for there, other in enumerate(before)
        if (alike := _alike(item, other))[0] >= _LEAST_SHARE
    ]
    pairs: dict[int, int] = {}
    for _, there, here in sorted(likeness, reverse=True):
        if -here not in pairs and -there not in pairs.values():
            pairs[-here] = -there
    return pairs


def _alike(item: Item, other: Item) -> tuple[float, float]:
    """How much of the words is shared, then how alike the claims are worded."""
    if isinstance(item, Field) and isinstance(other, Field) and item.name != other.name:
        return 0.0, 0.0
    if isinstance(item, Promise) and isinstance(other, Promise) and item.side != other.side:
        return 0.0, 0.0
    share = min(_covered(item.evidence, other.evidence), _covered(other.evidence, item.evidence))
    if share < _LEAST_SHARE:
        share = max(_covered(item.evidence, other.evidence), _covered(other.evidence, item.evidence))
    return round(share, 3), SequenceMatcher(None, item.text, other.text, autojunk=False).ratio()


def _covered(own: Sequence[Evidence], others: Sequence[Evidence]) -> float:
    """Return the share of the quoted time that lies in quotes of the others; without times, of the quotes."""
    length_s = sum(one.end_s - one.start_s for one in own)
    if length_s <= 0:
        met = [any(one.quote in other.quote for other in others) for one in own]
        return sum(met) / len(met)
    common_s = sum(
        max((_common_s(one, other) for other in others if one.turn_id == other.turn_id), default=0.0)
        for one in own
    )
    return min(1.0, common_s / length_s)


def _common_s(one: Evidence, other: Evidence) -> float:
    return max(0.0, min(one.end_s, other.end_s) - max(one.start_s, other.start_s))


def _parts(item: Item) -> tuple[str, ...]:
    """Return the parts of an item that a person decides on."""
    if isinstance(item, Promise):
        return ("text", "evidence", "owner", "due", "condition", "standing", "flags")
    if isinstance(item, FollowUp):
        return ("text", "evidence", "owner", "due", "kind", "standing", "flags")
    if isinstance(item, Field):
        return ("text", "evidence", "value", "crm_property", "flags")
    return (
        ("text", "evidence", "outcome", "flags") if isinstance(item, Topic) else ("text", "evidence", "flags")
    )
