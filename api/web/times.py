"""Says days and moments on pages: 20 Jan 2026, 10:30, in the zone of who looks.

In: moments, and of what came from a call when it began. Out: words; where the clocks of the call showed
something else, that stands behind, with the name of its zone. The viewer's is named once, at the page's foot.
"""

from __future__ import annotations

import re
from calendar import month_name
from datetime import UTC, date, datetime, timezone, tzinfo
from typing import Final

from babel.dates import format_date

from api.web.language import WRITTEN_IN, locale, translated
from models.zones import zone_name, zone_of

_ISO_DAY: Final = re.compile(r"\b\d{4}-\d{2}-\d{2}\b")
#: "17 June 2026", "June 2026": how a day was reckoned names it so.
_NAMED_DAY: Final = re.compile(r"\b(?:(\d{1,2}) )?([A-Z][a-z]+) (\d{4})\b")


class Times:
    """The moments of one page; it remembers whether any was told, and whether any clock elsewhere was."""

    def __init__(self, viewer: tzinfo, house: tzinfo) -> None:
        """Begin a page for who is in the first zone, in a house that is in the second one."""
        self._viewer = viewer
        self._house = house
        self.told = False
        self.told_elsewhere = False

    def moment(self, value: datetime, like: datetime | None = None) -> str:
        """Return the moment in words, and what clocks showed in the zone of `like` where that differs.

        Without `like` that is the zone of the moment itself, where it came with an offset.
        """
        self.told = True
        here = value.astimezone(self._viewer)
        words = f"{day(here)}, {here:%H:%M}"
        there = value.astimezone(zone_of(like or value, self._house))
        if (like is None and not value.utcoffset()) or there.utcoffset() == here.utcoffset():
            return words
        self.told_elsewhere = True
        clock = f"{there:%H:%M}" if there.date() == here.date() else f"{day(there)}, {there:%H:%M}"
        return f"{words} ({clock} {_name(there)})"

    def days_to(self, on: str, clock: str | None, at: datetime, now: datetime) -> int:
        """Return how many days ahead of the viewer's today it is due; a time falls on that person's day."""
        due = at.astimezone(self._viewer).date() if clock else date.fromisoformat(on)
        return (due - now.astimezone(self._viewer).date()).days

    def local(self, value: datetime, like: datetime | None) -> str:
        """Return a moment as clocks show it where the call of `like` was, with that zone as a mark."""
        there = value.astimezone(zone_of(like, self._house))
        return f"{day(there)}, {there:%H:%M}{self._mark(there)}"

    def mark(self, like: datetime | None) -> str:
        """Return the zone of a call that began then, as a mark behind a time said in it, or nothing."""
        began = like or datetime.now(self._house)
        return self._mark(began.astimezone(zone_of(like, self._house)))

    def mark_of_due(self, on: str, clock: str, at: datetime) -> str:
        """Return the zone in which that day and time are that moment, as a mark behind them."""
        local = datetime.fromisoformat(f"{on}T{clock}")
        there = local.replace(tzinfo=timezone(local - at.astimezone(UTC).replace(tzinfo=None)))
        return self._mark(there.astimezone(zone_of(there, self._house)))

    def _mark(self, there: datetime) -> str:
        self.told = True
        if there.utcoffset() == there.astimezone(self._viewer).utcoffset():
            return ""
        self.told_elsewhere = True
        return f" ({_name(there)})"

    @property
    def viewer(self) -> str:
        """Return the name of the viewer's zone."""
        return getattr(self._viewer, "key", None) or str(self._viewer)


def _name(moment: datetime) -> str:
    return zone_name(moment.tzinfo or UTC, moment)


def day(value: date) -> str:
    """Return the day as the language spoken writes it: 20 Jan 2026, 20.01.2026."""
    here = locale()
    return format_date(value, "d MMM y" if here.language == WRITTEN_IN else "medium", here)


def short_day(value: date) -> str:
    """Return the day without its year, for the axis of a drawing: 20 Jan, 20. Jan."""
    here = locale()
    return format_date(value, "d MMM" if here.language == WRITTEN_IN else "d. MMM", here)


def dates_in_words(text: str) -> str:
    """Return a text of ours with each day such as 2026-01-20 in those words."""
    return _ISO_DAY.sub(_in_words, text)


def basis_words(basis: str) -> str:
    """Return how a day was reckoned, in the language spoken; what was said in a call stays as it is."""
    told = "; ".join(_reckoned(piece) for piece in basis.split("; "))
    return dates_in_words(told if locale().language == WRITTEN_IN else _NAMED_DAY.sub(_named, told))


def _reckoned(piece: str) -> str:
    known = translated(piece, short=True)
    if known != piece or ": " not in piece:
        return known
    said, _, rest = piece.partition(": ")
    return f"{said}: {_reckoned(rest)}"


def _named(found: re.Match[str]) -> str:
    number, month, year = found.groups()
    if month not in month_name:
        return found[0]
    first = date(int(year), list(month_name).index(month), int(number or 1))
    return day(first) if number else format_date(first, "LLLL y", locale())


def _in_words(found: re.Match[str]) -> str:
    try:
        return day(date.fromisoformat(found[0]))
    except ValueError:
        return found[0]
