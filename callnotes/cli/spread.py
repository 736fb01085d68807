"""Lets `--accept p1 p2` name several items at once, which the parser knows only as repeated options."""

from __future__ import annotations

from typing import Final

_SPREAD: Final = ("--accept", "--reject")


def spread(arguments: list[str]) -> list[str]:
    """Return the arguments with each of these options repeated before each of its values."""
    spread_out: list[str] = []
    option: str | None = None
    fresh = False
    for argument in arguments:
        if argument in _SPREAD:
            option, fresh = argument, True
        elif argument.startswith("-"):
            option = None
        elif option is not None and not fresh:
            spread_out.append(option)
            spread_out.append(argument)
            continue
        else:
            fresh = False
        spread_out.append(argument)
    return spread_out
