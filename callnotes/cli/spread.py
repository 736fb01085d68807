"""Lets `--accept p1 p2` and `--edit p1 TEXT` be typed as they read; the parser knows one value per option.

In: the arguments as typed. Out: `--accept p1 --accept p2` and `--edit p1=TEXT`.
"""

from __future__ import annotations

from typing import Final

_SEVERAL: Final = ("--accept", "--reject")
_PAIR: Final = "--edit"


def spread(arguments: list[str]) -> list[str]:
    """Return the arguments in the parser's form; `ITEM=TEXT` may also be typed as such."""
    out: list[str] = []
    rest = list(arguments)
    while rest:
        word = rest.pop(0)
        if word in _SEVERAL:
            while rest and not rest[0].startswith("-"):
                out += [word, rest.pop(0)]
        elif word == _PAIR and len(rest) > 1 and "=" not in rest[0] and not rest[1].startswith("--"):
            out += [word, f"{rest.pop(0)}={rest.pop(0)}"]
        else:
            out.append(word)
    return out
