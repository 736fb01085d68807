"""Prints how the machine does: a line for each week, group and version in a group; drifts and switches."""

from __future__ import annotations

from collections.abc import Iterable

from lifecycle.trust_alarms import WORDS, told
from models.trust import NotesSwitch, switch_words
from models.trust_figures import Board, Crossing, Crossings, Figures, Share, Spread, TrustAlarm, Watched

_HEAD = "   items          accepted  edited rejected missed    draft   review  read"


def print_trust(board: Board, switches: Iterable[NotesSwitch]) -> None:
    """Print the figures, then the switches; a time is the median."""
    width = max((20, *(len(one.value) for group in board.groups.values() for one in group))) + 1
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


def print_crossings(shown: Crossings) -> None:
    """Print versions side by side within each group; too few are told as such."""
    width = max((20, *(len(one.made) for every in shown.across.values() for one in every))) + 1
    for across, every in shown.across.items():
        for place, one in enumerate(every):
            if place == 0 or every[place - 1].group != one.group:
                print(f"\n{across} {one.group}, by {shown.of}")
            print(f"{one.made:<{width}}{_crossing(one)}")


def print_drifts(found: Iterable[TrustAlarm], watching: Iterable[Watched]) -> None:
    """Print the drifts that were found, and since when one is looked for."""
    print()
    for alarm in found:
        print(f"{alarm.at:%Y-%m-%d}: {told(alarm)}")
    for one in watching:
        print(f"{WORDS[one.measure]}: " + (f"watched since {one.since}" if one.since else "not watched yet"))


def _crossing(of: Crossing) -> str:
    shares = (("accepted", of.accepted), ("edited", of.edited), ("rejected", of.rejected))
    known = [f"{name} {one.rate:.0%} ({one.low:.0%}-{one.high:.0%})" for name, one in shares if one]
    marks = [
        f"{mark} than other {against}"
        for mark, every in (("worse", of.worse), ("better", of.better))
        for against in every
    ]
    return f"{of.items:>8}  " + ", ".join([*(known or ["too few to tell"]), *marks])


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
