"""Scores notes against labels: which items were found, with the right side and the right day.

In: `CallNotes` (or the items of one kind), `GoldItem`s. Out: `KindScore` per kind; they add up over calls.
An item is found where its evidence stands in a turn of the label's and most words of the quote or of `about`
are there. Side and day are scored apart, over the items found.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Final

from evals.gold import GoldItem, GoldKind
from models.frozen import Frozen
from models.notes import CallNotes, FollowUp, Item, Promise

KINDS: Final[tuple[GoldKind, ...]] = ("promise", "follow_up", "open_question", "refused")
_WORD: Final = re.compile(r"[^\W_]+(?:'[^\W_]+)?")
_LITTLE: Final = frozenset((
    "a", "an", "the", "to", "of", "for", "in", "on", "it", "you", "your", "my", "we", "our", "us", "i",
    "i'll", "we'll", "will", "that", "and", "is",
))  # fmt: skip
_SHARE: Final = 0.34
_SHARE_OF_OWN_WORDS: Final = 0.2  # labels that name whole turns are told in other words than theirs


class KindScore(Frozen):
    """Counts of one kind; what is optional counts neither when it is found nor when it is missed."""

    gold: int = 0
    made: int = 0
    found: int = 0
    side_right: int = 0
    dated: int = 0  # found ones whose kind has a day: those with one in the label or in the notes
    day_right: int = 0
    standing_right: int = 0

    def __add__(self, other: KindScore) -> KindScore:
        """Return the counts of both together."""
        return KindScore(**{name: value + getattr(other, name) for name, value in self})

    @property
    def precision(self) -> float:
        """Share of the items made that are labelled; 1 without any."""
        return self.found / self.made if self.made else 1.0

    @property
    def recall(self) -> float:
        """Share of the labelled items that were found; 1 without any."""
        return self.found / self.gold if self.gold else 1.0

    @property
    def f1(self) -> float:
        """The harmonic mean of both."""
        both = self.precision + self.recall
        return 2 * self.precision * self.recall / both if both else 0.0

    @property
    def omitted(self) -> float:
        """Share of the labelled items that were not found."""
        return 1 - self.recall


def items_of(notes: CallNotes, kind: GoldKind) -> tuple[Item, ...]:
    """Return the items of one kind; "refused" are the topics with that outcome."""
    if kind == "promise":
        return notes.promises
    if kind == "follow_up":
        return notes.follow_ups
    if kind == "open_question":
        return notes.open_questions
    return tuple(topic for topic in notes.topics if topic.outcome == "refused")


def score(items: Sequence[Item], labels: Sequence[GoldItem]) -> KindScore:
    """Match each item to at most one label of its kind, the closest first, and count."""
    partner = pairs(items, labels)
    kept = [
        (items[place], labels[number]) for place, number in partner.items() if not labels[number].optional
    ]
    optional = len(partner) - len(kept)
    dated = [pair for pair in kept if pair[1].due is not None or _due(pair[0]) is not None]
    return KindScore(
        gold=sum(not label.optional for label in labels),
        made=len(items) - optional,
        found=len(kept),
        side_right=sum(_side(item) in (None, label.side) for item, label in kept),
        dated=len(dated),
        day_right=sum(_same_day(item, label) for item, label in dated),
        standing_right=sum(
            not isinstance(item, Promise) or item.standing == label.standing for item, label in kept
        ),
    )


def pairs(items: Sequence[Item], labels: Sequence[GoldItem]) -> dict[int, int]:
    """Return which item (by place) is which label (by place)."""
    close = sorted(
        (
            (closeness(item, label), place, number)
            for place, item in enumerate(items)
            for number, label in enumerate(labels)
        ),
        key=lambda one: (-one[0], one[1], one[2]),
    )
    partner: dict[int, int] = {}
    for how, place, number in close:
        if how > 0 and place not in partner and number not in partner.values():
            partner[place] = number
    return partner


def closeness(item: Item, label: GoldItem) -> float:
    """Return 0 where no evidence stands in a turn of the label, else how many of its words are there."""
    turns = {span.turn_id for span in label.at}
    quotes = [evidence.quote for evidence in item.evidence if evidence.turn_id in turns]
    if not quotes:
        return 0.0
    said = _words(" ".join([item.text, *quotes]))
    wanted = [_words(label.about), *(_words(span.quote) for span in label.at if span.quote)]
    shares = [len(said & words) / len(words) for words in wanted if words]
    best = max(shares, default=0.0)
    by_turn = not any(span.quote for span in label.at)
    if best < (_SHARE_OF_OWN_WORDS if by_turn else _SHARE):
        return 0.0
    right_side = _side(item) in (None, label.side)
    return (
        best
        + (0.5 if _due(item) == label.due and label.due is not None else 0.0)
        + (1.0 if right_side else 0.0)
    )


def _words(text: str) -> set[str]:
    return {word for word in _WORD.findall(text.lower()) if word not in _LITTLE}


def _side(item: Item) -> str | None:
    if isinstance(item, Promise):
        return item.side
    return item.owner.side if isinstance(item, FollowUp) else None


def _same_day(item: Item, label: GoldItem) -> bool:
    """True for the day of the label; where the notes flag several readings, one of them must be it."""
    due = item.due if isinstance(item, Promise | FollowUp) else None
    return label.due in (due.date, *due.alternatives) if due else label.due is None


def _due(item: Item) -> object:
    due = item.due if isinstance(item, Promise | FollowUp) else None
    return due.date if due else None
