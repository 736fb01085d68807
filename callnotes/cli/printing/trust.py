"""Prints how the machine does: one line a week and a group, and which teams are switched."""

from __future__ import annotations

from collections.abc import Iterable

from models.trust import NotesSwitch, switch_words
from models.trust_figures import Board, Figures, Share, Spread

_HEAD = "   items          accepted  edited rejected missed    draft   review  read"


def print_trust(board: Board, switches: Iterable[NotesSwitch]) -> None:
    """Print the figures, then the switches; a time is the median."""
    width = max(20, *(len(one.value) for group in board.groups.values() for one in group)) + 1
    print(" " * width + _HEAD)
    for week in board.weeks:
        print(f"{week.week:<{width}}{_line(week.figures)}")
    for name, groups in board.groups.items():
        print(f"\n{name}")
        for one in groups:
            marks = ", ".join(
                (*(f"worse: {what}" for what in one.worse), *(f"better: {w}" for w in one.better))
            )
            print(f"{one.value or '(none)':<{width}}{_line(one.figures)}  {marks}".rstrip())
    for switch in switches:
        print(f"\nNotes of {switch.team or 'no team'}: {switch_words(switch.to)}: {switch.why}")


def _line(of: Figures) -> str:
    low_high = f" ({of.accepted.low:.0%}-{of.accepted.high:.0%})" if of.accepted else ""
    return (
        f"{of.items:>8}{_share(of.accepted) + low_high:>18}{_share(of.edited):>8}{_share(of.rejected):>9}"
        f"{of.missed:>7}{_time(of.draft):>9}{_time(of.review):>9}{_share(of.read_whole):>6}"
    )


def _share(one: Share | None) -> str:
    return "-" if one is None else f"{one.rate:.0%}"


def _time(one: Spread | None) -> str:
    return "-" if one is None else f"{one.median_s:.0f} s"
