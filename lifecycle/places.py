"""Where a page of a list ended, as its next page's address says it: the same form for every list.

In: a place, whose fields are what the list is sorted by. Out: text for an address, and the place again.
"""

from __future__ import annotations

from datetime import datetime
from typing import Final, TypeVar

from models.errors import InputError
from models.frozen import Frozen

_BETWEEN: Final = "~"
_Place = TypeVar("_Place", bound=Frozen)


def read_place(after: str | None, kind: type[_Place]) -> _Place | None:
    """Return where the page before ended. Raises InputError for what no page gave."""
    if after is None:
        return None
    try:
        parts = dict(zip(kind.model_fields, after.split(_BETWEEN), strict=True))
        return kind.model_validate(parts)
    except ValueError as error:
        msg = "The next page cannot be found by this address; go back to the first one."
        raise InputError(msg) from error


def write_place(place: Frozen) -> str:
    """Return the place as an address says it."""
    values = (getattr(place, name) for name in type(place).model_fields)
    return _BETWEEN.join(one.isoformat() if isinstance(one, datetime) else str(one) for one in values)
