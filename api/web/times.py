"""Says days and moments on pages: 20 Jan 2026, 10:30, in the call's own zone or in that of the house.

In: moments, and of what came from a call when it began. Out: words; a zone that is not the house's is named
with each moment, the house's once at the foot of the page.
"""

from __future__ import annotations

import re
from datetime import date, datetime, tzinfo
from typing import Final

from babel.dates import format_date

from api.web.language import WRITTEN_IN, locale
from models.zones import zone_name, zone_of

_ISO_DAY: Final = re.compile(r"\b\d{4}-\d{2}-\d{2}\b")


class Times:
    """The moments of one page; it remembers whether any was told, and whether in the house's zone."""

    def __init__(self, house: tzinfo) -> None:
        """Begin a page of a house in this zone."""
        self._house = house
        self.told = False
        self.told_elsewhere = False

    def moment(self, value: datetime, like: datetime | None = None) -> str:
        """Return the moment in words, in the zone of `like`, or of itself where none is given."""
        like = like or value
        here = value.astimezone(zone_of(like, self._house))
        return f"{day(here)}, {here:%H:%M}{self.mark(like)}"

    def mark(self, like: datetime | None) -> str:
        """Return the zone of `like` as a mark behind a time; nothing where it is the house's."""
        self.told = True
        zone = zone_of(like, self._house)
        if zone is self._house or like is None:
            return ""
        self.told_elsewhere = True
        return f" ({zone_name(zone, like)})"

    @property
    def house(self) -> str:
        """Return the name of the house's zone."""
        return getattr(self._house, "key", None) or str(self._house)


def day(value: date) -> str:
    """Return the day as the language spoken writes it: 20 Jan 2026, 20.01.2026."""
    here = locale()
    return format_date(value, "d MMM y" if here.language == WRITTEN_IN else "medium", here)


def dates_in_words(text: str) -> str:
    """Return a text of ours with each day such as 2026-01-20 in those words."""
    return _ISO_DAY.sub(_in_words, text)


def _in_words(found: re.Match[str]) -> str:
    try:
        return day(date.fromisoformat(found[0]))
    except ValueError:
        return found[0]
