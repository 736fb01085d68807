"""What a language's table is made of: its numbers, its names of days and months, and its phrases.

In: words of that language, folded (no accents, lower case). Out: the plain English phrase, in which the rules
of this room are written: "bis übermorgen" is "by day after tomorrow", "le 3" is "monthday 3rd".

A table's lines read `their words => our words`. Capitals stand for groups, numbered from 1: W a weekday, M a
month (both already English), N a number, O an ordinal. E is "a" or "one", U a unit; neither is a group.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping

from pydantic import ConfigDict

from extractor.dates.reading import MONTHS, WEEKDAYS
from models.frozen import Frozen

Said = str | Callable[[re.Match[str]], str]
Phrase = tuple[re.Pattern[str], Said]

_GROUPS = {
    "W": f"({'|'.join(WEEKDAYS)})",
    "M": f"({'|'.join(MONTHS)})",
    "N": r"(\d+)",
    "O": r"(\d+(?:st|nd|rd|th))",
}
_PLACE = re.compile(r"(?<![A-Za-z\\])([WMNOEU])(?![A-Za-z])")
_NOON = 12


class Grammar(Frozen):
    """One language: words that stand for words, words that are numbers, and the phrases, in order."""

    model_config = ConfigDict(arbitrary_types_allowed=True)

    words: Mapping[str, str]
    cardinals: Mapping[str, int]
    ordinals: Mapping[str, int]
    phrases: tuple[Phrase, ...]
    fold: Mapping[str, str] = {}
    tens: Mapping[int, range] = {}  # what may follow a ten in its number: "vingt-deux", "treinta y uno"
    joint: str = ""
    joint_always: bool = False


def names(weekdays: str, months: str) -> dict[str, str]:
    """Return the English names of days and months, which are given in order and may have "/" spellings."""
    told = zip((*weekdays.split(), *months.split()), (*WEEKDAYS, *MONTHS), strict=True)
    return {spelling: english for said, english in told for spelling in said.split("/")}


def table(lines: str, *, one: str, units: Mapping[str, str]) -> tuple[Phrase, ...]:
    """Compile a table; `one` is a pattern for "a", `units` gives the English name of each unit."""
    unit = "|".join(sorted(units, key=len, reverse=True))

    def compiled(line: str) -> Phrase:
        theirs, _, ours = line.partition("=>")
        places = _GROUPS | {"E": f"(?:{one})", "U": f"(?P<unit>{unit})"}
        pattern = _PLACE.sub(lambda found: places[found[1]], theirs.strip())
        said = re.sub(r"\\(\d)", r"\\g<\1>", ours.strip())
        whole = re.compile(rf"(?<![^ ])(?:{pattern})(?![^ ])")
        if r"\U" not in said:
            return whole, said
        return whole, lambda match: match.expand(said.replace(r"\U", units[match["unit"]]))

    return tuple(compiled(line) for line in lines.strip().splitlines() if "=>" in line)


def clock(pattern: str, reckon: Callable[[tuple[int, ...]], int]) -> Phrase:
    """Return the phrase of a time of day; `reckon` makes of its numbers the minutes after midnight."""

    def said(match: re.Match[str]) -> str:
        hour, minute = divmod(reckon(tuple(int(one) for one in match.groups() if one)), 60)
        if hour > _NOON or hour == 0:
            return f"at {hour % 24:02}:{minute:02}"
        return f"at {hour} {minute:02} oclock" if minute else f"at {hour} oclock"

    return re.compile(rf"(?<![^ ])(?:{pattern})(?![^ ])"), said
