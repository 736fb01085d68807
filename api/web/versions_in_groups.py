"""What the page Trust shows of versions within groups: one kind of group at a time, and who is served worse.

In: `Crossings`, and which kind of group is looked at. Out: `Shown`.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from itertools import groupby
from typing import Final, NamedTuple, get_args

from api.web.language import N_, gettext
from api.web.ranges_plot import Range
from models.errors import InputError
from models.tallies import Across, Making
from models.trust_figures import Against, Crossing, Crossings, Share

#: So many versions stand side by side, those with the most items; programs read all of them.
MOST_SHOWN: Final = 6
MAKINGS: Final[Mapping[Making, str]] = {
    "version": N_("versions"), "engine": N_("engines"), "model": N_("models"),
    "prompt": N_("prompt versions"), "template": N_("templates"),
}  # fmt: skip
GROUPS: Final[Mapping[Across, str]] = {
    "language": N_("Language"), "channels": N_("Channels"), "speaker": N_("Whose words"),
    "field": N_("CRM field"), "changed": N_("What edits changed"),
}  # fmt: skip
WORSE: Final[Mapping[Against, str]] = {
    "groups": N_("worse than in its other groups"), "versions": N_("worse than the others here"),
}  # fmt: skip
BETTER: Final[Mapping[Against, str]] = {
    "groups": N_("better than in its other groups"), "versions": N_("better than the others here"),
}  # fmt: skip
#: Whom a version may serve worse.
_SERVED: Final[tuple[Across, ...]] = ("language", "channels", "speaker")
_TOPS: Final = (10.0, 20.0, 40.0, 100.0)


class Shown(NamedTuple):
    """The versions of each group, who is served worse in any group, and how many versions are left out."""

    of: Making
    across: Across
    groups: tuple[tuple[str, tuple[Crossing, ...]], ...]
    worse: tuple[tuple[Across, Crossing], ...]
    left_out: int


def making(typed: str) -> Making:
    """Return what stands side by side. Raises InputError for what cannot."""
    found = next((one for one in get_args(Making) if one == typed), None)
    if found is None:
        raise InputError("That cannot be held side by side; choose version, engine, model or prompt.")
    return found  # type: ignore[no-any-return]  # one of the words


def shown(crossings: Crossings, typed: str) -> Shown:
    """Return what is shown of this kind of group. Raises InputError for one that there is not."""
    across = next((one for one in GROUPS if one == typed), None)
    if across is None:
        raise InputError("There are no such groups; choose one of the list.")
    items = Counter[str]()
    for one in crossings.across["language"]:
        items[one.made] += one.items
    most = {made for made, _ in items.most_common(MOST_SHOWN)}
    within = (one for one in crossings.across[across] if one.made in most)
    return Shown(
        of=crossings.of,
        across=across,
        groups=tuple((name, tuple(every)) for name, every in groupby(within, key=lambda one: one.group)),
        worse=tuple(
            (kind, one) for kind in _SERVED for one in crossings.across[kind] if one.worse
        ),
        left_out=len(items) - len(most),
    )  # fmt: skip


def ranges(found: Shown, names: Mapping[str, str]) -> list[tuple[str, list[Range]]]:
    """Return what is drawn of each group, in the language spoken; `names` are words of ours among groups."""
    drawn = (
        (gettext(names.get(group, group)), [_range(one.made, share) for one in every if (share := told(one))])
        for group, every in found.groups
    )
    return [(name, known) for name, known in drawn if known]


def told(one: Crossing) -> Share | None:
    """Return the share that a crossing is drawn by: of what edits changed that of the edits."""
    return one.accepted or one.edited


def top(drawn: list[tuple[str, list[Range]]]) -> float:
    """Return the round share above all of them."""
    most = max((one.high for _, every in drawn for one in every), default=100.0)
    return next((one for one in _TOPS if one >= most), 100.0)


def _range(made: str, share: Share) -> Range:
    return Range(made, share.rate * 100, share.low * 100, share.high * 100)
