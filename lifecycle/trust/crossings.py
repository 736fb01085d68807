"""Holds each version of what drafts, or each engine, model, prompt or template, side by side within groups.

In: counts of items by all that made them, crossed with one group. Out: `Crossing`s. Pure.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable
from typing import Final

from lifecycle.trust.figures import share
from models.tallies import Making, uncrossed
from models.trust_figures import LEAST_COMPARED, Against, Crossing, Share

Cells = dict[tuple[str, str], Counter[str]]
_DECIDED: Final = ("accept", "edit", "reject")


def cells(counts: Iterable[tuple[str, str, int]], of: Making) -> Cells:
    """Add up counts (value of `crossed`, measure, times) by what made the items and by group."""
    added: Cells = defaultdict(Counter)
    for value, measure, times in counts:
        added[uncrossed(value, of)][measure] += times
    return {cell: +counts for cell, counts in added.items() if +counts}


def crossings(of_group: Cells) -> tuple[Crossing, ...]:
    """Return each version in each group, the largest groups and versions first.

    One is worse (better) where its interval of what is accepted lies below (above) that of the same version
    in all other groups together, or of all other versions in this group.
    """
    versions, groups = _added(of_group, 0), _added(of_group, 1)
    return _sorted(
        (_crossing(*cell, counts, versions[cell[0]] - counts, groups[cell[1]] - counts)
         for cell, counts in of_group.items()),
        {group: counts.total() for group, counts in groups.items()},
    )  # fmt: skip


def changed(edits: Cells, of_group: Cells) -> tuple[Crossing, ...]:
    """Return of how many items of each version an edit changed what; `of_group` hold all its items once.

    One is worse (better) where that share lies above (below) that of all other versions together.
    """
    items = {made: decided for made, counts in _added(of_group, 0).items() if (decided := _decided(counts))}
    groups = {group: counts.total() for group, counts in _added(edits, 1).items()}
    return _sorted(
        (_changed(made, group, edits.get((made, group), Counter())["edit"], groups[group], items)
         for group in groups for made in items),
        groups,
    )  # fmt: skip


def _crossing(
    made: str, group: str, counts: Counter[str], in_others: Counter[str], of_others: Counter[str]
) -> Crossing:
    items, accepted = _decided(counts), _accepted(counts)
    others: dict[Against, Share | None] = {
        "groups": _accepted(in_others), "versions": _accepted(of_others),
    }  # fmt: skip
    return Crossing(
        made=made, group=group, items=items, missed=counts["missed"],
        accepted=accepted, edited=_share(counts["edit"], items), rejected=_share(counts["reject"], items),
        worse=tuple(against for against, other in others.items() if _is_below(accepted, other)),
        better=tuple(against for against, other in others.items() if _is_below(other, accepted)),
    )  # fmt: skip


def _changed(made: str, group: str, edits: int, of_all: int, items: dict[str, int]) -> Crossing:
    mine = _share(edits, items[made])
    others = _share(of_all - edits, sum(items.values()) - items[made])
    return Crossing(
        made=made, group=group, items=items[made], edited=mine,
        worse=("versions",) if _is_below(others, mine) else (),
        better=("versions",) if _is_below(mine, others) else (),
    )  # fmt: skip


def _added(of_group: Cells, by: int) -> dict[str, Counter[str]]:
    """The counts of each version (`by` 0), or of each group (1)."""
    added: dict[str, Counter[str]] = defaultdict(Counter)
    for cell, counts in of_group.items():
        added[cell[by]].update(counts)
    return added


def _accepted(counts: Counter[str]) -> Share | None:
    return _share(counts["accept"], _decided(counts))


def _share(count: int, of: int) -> Share | None:
    """The share; None of too few."""
    return share(count, of) if of >= LEAST_COMPARED else None


def _is_below(one: Share | None, other: Share | None) -> bool:
    return one is not None and other is not None and one.high < other.low


def _decided(counts: Counter[str]) -> int:
    return sum(counts[verdict] for verdict in _DECIDED)


def _sorted(found: Iterable[Crossing], groups: dict[str, int]) -> tuple[Crossing, ...]:
    every, versions = tuple(found), Counter[str]()
    for one in every:
        versions[one.made] += one.items
    return tuple(
        sorted(every, key=lambda one: (-groups[one.group], one.group, -versions[one.made], one.made))
    )
