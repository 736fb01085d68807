"""Cohen's kappa between two people's labels: how far they agree beyond what chance alone would give.

In: two sets of labels of the same calls. Out: kappa per kind over the turns: does it hold such an item?
Source: J. Cohen, A coefficient of agreement for nominal scales, 1960.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path

from evals.gold import GoldItem, GoldKind, read_gold, read_labels
from evals.item_scores import KINDS
from models.errors import InputError
from models.frozen import Frozen

Labels = Mapping[str, tuple[GoldItem, ...]]


class Agreement(Frozen):
    """How two label one kind: turns that both, only one, or neither says to hold such an item."""

    kind: GoldKind
    both: int
    only_one: int
    only_other: int
    neither: int

    @property
    def kappa(self) -> float | None:
        """From -1 to 1; None where chance alone would agree on everything."""
        return cohens_kappa(self.both, self.only_one, self.only_other, self.neither)


def cohens_kappa(both: int, only_one: int, only_other: int, neither: int) -> float | None:
    """Return kappa of a table of two judges and two answers."""
    turns = both + only_one + only_other + neither
    if not turns:
        return None
    yes = (both + only_one) * (both + only_other) / turns**2
    no = (neither + only_other) * (neither + only_one) / turns**2
    by_chance = yes + no
    return None if by_chance >= 1 else ((both + neither) / turns - by_chance) / (1 - by_chance)


def agreements(one: Labels, other: Labels, turns: Mapping[str, Sequence[str]]) -> tuple[Agreement, ...]:
    """Return the agreement of each kind over the calls that both labelled; `turns` are the ids of each."""
    return tuple(_agreement(kind, one, other, turns) for kind in KINDS)


def labels_of(path: Path) -> Labels:
    """Return the labels of a folder of gold calls, or of a file. Raises InputError where there are none."""
    if path.is_dir():
        return {call.name: call.items for call in read_gold(path)}
    if not path.is_file():
        raise InputError("There is no such label file; name a folder of gold calls or a file of labels.")
    return read_labels(path)


def _agreement(kind: GoldKind, one: Labels, other: Labels, turns: Mapping[str, Sequence[str]]) -> Agreement:
    counts = {(True, True): 0, (True, False): 0, (False, True): 0, (False, False): 0}
    for name in one.keys() & other.keys() & turns.keys():
        mine, theirs = _marked(kind, one[name]), _marked(kind, other[name])
        for turn_id in turns[name]:
            counts[turn_id in mine, turn_id in theirs] += 1
    return Agreement(
        kind=kind,
        both=counts[True, True],
        only_one=counts[True, False],
        only_other=counts[False, True],
        neither=counts[False, False],
    )


def _marked(kind: GoldKind, items: Sequence[GoldItem]) -> set[str]:
    return {span.turn_id for item in items if item.kind == kind and not item.optional for span in item.at}
