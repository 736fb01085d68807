"""Makes the pairs: every phrase of phrases.txt, at moments of moments.txt, spelt as recognisers spell.

In: the three files beside this one. Out: `Pair`s, the same on every machine, each phrase at least once.
Not here: what a phrase means (truth.py).
"""

from __future__ import annotations

import datetime as dt
import random
import re
import tomllib
import unicodedata
from functools import cache
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

from evals.dates.days import Truth
from evals.dates.truth import truth_of
from models.frozen import Frozen

PAIRS = 2000
_HERE = Path(__file__).parent
_HELD_OUT = 0.3
_SEED = 20261126


class Pair(Frozen):
    """A phrase, the moment of the call, and what it means there; `held_out` phrases were not mended on."""

    language: str
    family: str
    said: str
    now: dt.datetime
    truth: Truth
    held_out: bool


@cache
def pairs(count: int = PAIRS) -> tuple[Pair, ...]:
    """Return so many pairs: each phrase once, then phrases drawn again for other moments."""
    chance = random.Random(_SEED)
    phrases = _phrases()
    drawn = chance.choices(phrases, k=max(0, count - len(phrases)))
    return tuple(_pair(phrase, chance) for phrase in (phrases + drawn)[:count])


def _phrases() -> list[tuple[str, str, str, str, bool]]:
    held = random.Random(_SEED + 1)
    rows = [line for line in _lines("phrases.txt") if "|" in line]
    cells = [[cell.strip() for cell in row.split("|")] for row in rows]
    return [
        (language, family, said.strip(), meaning, held.random() < _HELD_OUT)
        for language, family, ways, meaning in cells
        for said in ways.split(";;")
    ]


def _pair(phrase: tuple[str, str, str, str, bool], chance: random.Random) -> Pair:
    language, family, said, meaning, held_out = phrase
    said, meaning = _filled(language, said, meaning, chance)
    now = _moment(chance.choice(_lines("moments.txt")))
    said = _surface(language, said, chance) if family != "not a date" else said
    return Pair(
        language=language, family=family, said=said, now=now, truth=truth_of(meaning, now), held_out=held_out
    )


def _filled(language: str, said: str, meaning: str, chance: random.Random) -> tuple[str, str]:
    names = _names()[language]
    weekday, month = chance.randrange(7), chance.randrange(12)
    number, late, small = chance.randint(1, 28), chance.randint(29, 31), chance.randint(2, 9)
    words = {
        "weekday": names["weekdays"][weekday],
        "month": names["months"][month],
        "nth": _nth(language, number, chance),
        "late": _nth(language, late, chance),
        "n": chance.choice((str(small), names["small"][small - 2])),
    }
    values = {"weekday": weekday, "month": month + 1, "nth": number, "late": late, "n": small}
    for name in ("weekday", "month", "nth", "late", "n"):
        said = re.sub(rf"\${name}(?=s\b)", words[name].rstrip("s"), said)
        said = said.replace(f"${name}", words[name])
        meaning = meaning.replace(f"${name}", str(values[name]))
    return re.sub(r"^der (\w+)n\b", r"der \1", said), meaning


def _nth(language: str, number: int, chance: random.Random) -> str:
    names = _names()[language]
    digits = names.get("nth_digits", [f"{day}." if language == "de" else str(day) for day in range(1, 32)])
    word = names["nth"][number - 1]
    return str(chance.choice((digits[number - 1], word, word.replace("-", " "))))


def _surface(language: str, said: str, chance: random.Random) -> str:
    """Spell it as a person types, as a recogniser hears, or with the little words around it."""
    way = chance.randrange(8)
    if way == 0:
        return said.lower()
    if way == 1:
        return said.lower().replace(",", "").replace("’", "'")
    if way == 2:
        return said.upper()
    if way == 3:
        return unicodedata.normalize("NFD", said).replace("'", "’")
    if way in (4, 5):
        return str(chance.choice(_names()[language]["around"])).format(said)
    if way == 6:
        return f"  {said.replace(' ', '  ', 1)} "
    return said


def _moment(line: str) -> dt.datetime:
    local, zone = line.split()
    return dt.datetime.fromisoformat(local).replace(tzinfo=ZoneInfo(zone))


@cache
def _names() -> dict[str, Any]:
    return tomllib.loads((_HERE / "names.toml").read_text(encoding="utf-8"))


@cache
def _lines(name: str) -> tuple[str, ...]:
    lines = (_HERE / name).read_text(encoding="utf-8").splitlines()
    return tuple(line for line in lines if line.strip() and not line.startswith("#"))
