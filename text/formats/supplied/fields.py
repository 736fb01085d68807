"""Takes values out of somebody else's JSON, whatever stands there.

In: a value as json.loads gives it. Out: a number, text or list of the kind that is wanted, or None.
"""

from __future__ import annotations

import math
import re
from typing import Any, Final

#: A JSON object of a stranger.
Fields = dict[str, Any]

MOST_SECONDS: Final = 360_000.0  # a hundred hours; what claims more is no time in a call
_UNPRINTABLE: Final = re.compile(r"[\x00-\x1f\x7f\ud800-\udfff]+")


def seconds(value: object, *, unit_s: float = 1.0) -> float | None:
    """Return the time in seconds, or None when it is no number, negative, or longer than any call."""
    if isinstance(value, str) and len(value) <= 32:
        try:
            value = float(value)
        except ValueError:
            return None
    if isinstance(value, bool) or not isinstance(value, int | float):
        return None
    try:
        found = float(value) * unit_s
    except OverflowError:
        return None
    return round(found, 3) if math.isfinite(found) and 0 <= found <= MOST_SECONDS else None


def share(value: object) -> float | None:
    """Return a probability, brought into 0 to 1, or None when it is no number."""
    if isinstance(value, str) and len(value) <= 32:
        try:
            value = float(value)
        except ValueError:
            return None
    if isinstance(value, bool) or not isinstance(value, int | float) or not math.isfinite(value):
        return None
    return min(1.0, max(0.0, float(value)))


def words_of(value: object) -> str:
    """Return text on one line without signs that nobody can read; "" when it is no text."""
    return " ".join(_UNPRINTABLE.sub(" ", value).split()) if isinstance(value, str) else ""


def inside(value: object, *path: str) -> object:
    """Return what lies under these keys, or None."""
    for key in path:
        value = value.get(key) if isinstance(value, dict) else None
    return value


def objects(value: object) -> list[Fields]:
    """Return the objects of a list; what else stands in it is left out."""
    return [one for one in value if isinstance(one, dict)] if isinstance(value, list) else []


def strangers(value: object) -> int:
    """Return how many entries of a list are no objects."""
    return sum(not isinstance(one, dict) for one in value) if isinstance(value, list) else 0


def first(value: object) -> Fields:
    """Return the first object of a list, or an empty one."""
    return next(iter(objects(value)), {})
