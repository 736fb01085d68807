"""The words of a text in plain form, and where each stands in the source; ordinals as "3rd"."""

from __future__ import annotations

from models.frozen import Frozen


class Token(Frozen):
    """One word of the plain form and where it stands in the source."""

    text: str
    start: int
    end: int


def ordinal(number: int) -> str:
    """Return 1st, 2nd, 3rd, 4th .. for a number."""
    endings = {1: "st", 2: "nd", 3: "rd"}
    teens = number % 100 // 10 == 1
    return f"{number}{'th' if teens else endings.get(number % 10, 'th')}"
