"""Draws items to be judged blind, by a seed, so that anybody can draw them again and nobody chose them.

In: the items there are, which of them are flagged, a seed, how many. Out: `Drawn`.
Not here: what is asked about them, and what came of it.
"""

from __future__ import annotations

import hashlib
from collections.abc import Collection, Iterable
from typing import Literal

from models.errors import InputError
from models.frozen import Frozen


class Drawn(Frozen):
    """One item of a sample: `random` ones tell how right the machine is, `flagged` ones find its mistakes."""

    item: str
    why: Literal["random", "flagged"]


def draw(
    items: Iterable[str], flagged: Collection[str], *, seed: str, random: int, of_flagged: int
) -> tuple[Drawn, ...]:
    """Return the sample, in an order that tells nothing about the items.

    Each item has a number: the SHA-256 of seed and name. The `random` items with the smallest numbers are
    drawn from all of them, flagged ones among them, so that each has the same chance; then the `of_flagged`
    smallest of the flagged ones that are left. The same seed and items give the same sample, in whichever
    order they come. Raises InputError without a seed or with a negative count.

    Source of drawing by the smallest hash: Cohen, Size-Estimation Framework (1997), "bottom-k sampling".
    """
    if not seed.strip() or random < 0 or of_flagged < 0:
        raise InputError("A sample needs a seed and counts of at least 0; name a seed, such as today's date.")
    in_turn = sorted(set(items), key=lambda item: _number(seed, item))
    picked = [Drawn(item=item, why="random") for item in in_turn[:random]]
    rest = (item for item in in_turn[random:] if item in flagged)
    picked += [Drawn(item=item, why="flagged") for item, _ in zip(rest, range(of_flagged), strict=False)]
    return tuple(sorted(picked, key=lambda one: _number(f"{seed}, shown", one.item)))


def _number(seed: str, item: str) -> bytes:
    return hashlib.sha256(f"{len(seed)}:{seed}{item}".encode()).digest()
