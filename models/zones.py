"""Which zone a call is in: the one its own moment came with, else the one of the house.

In: when the call took place, as the sender wrote it, and the zone of the settings. Out: a tzinfo.
"""

from __future__ import annotations

from datetime import datetime, timedelta, timezone, tzinfo
from functools import cache
from zoneinfo import ZoneInfo, available_timezones


@cache
def zone_names() -> tuple[str, ...]:
    """Return the names of all zones, such as "Europe/Berlin", in the order of the alphabet."""
    return tuple(sorted(available_timezones()))


def zone_called(name: str | None, house: ZoneInfo) -> ZoneInfo:
    """Return the zone of this name; where there is no such zone, that of the house."""
    return ZoneInfo(name) if name in zone_names() else house


def zone_of(moment: datetime | None, house: tzinfo) -> tzinfo:
    """Return the zone in which "tomorrow" and "at ten" of this call are meant.

    An offset that the sender wrote, and that is not the house's at that moment, is the call's own. UTC is
    what machines write without meaning a place, so it leaves the house's zone.
    """
    if moment is None or not moment.utcoffset():
        return house
    if moment.utcoffset() == moment.astimezone(house).utcoffset():
        return house
    return moment.tzinfo or house


def zone_name(zone: tzinfo, moment: datetime) -> str:
    """Return the zone's name for people: "Europe/Berlin", or "UTC-05:00" for a bare offset."""
    key: str | None = getattr(zone, "key", None)
    return key or moment.astimezone(zone).tzname() or "UTC"


def with_offset(moment: datetime | None, offset_s: int | None) -> datetime | None:
    """Return the moment with the offset that it came with, kept in seconds east of UTC."""
    if moment is None or offset_s is None:
        return moment
    return moment.astimezone(timezone(timedelta(seconds=offset_s)))


def offset_s(moment: datetime | None) -> int | None:
    """Return the offset that the moment was written with, in seconds east of UTC."""
    offset = moment.utcoffset() if moment else None
    return None if offset is None else int(offset.total_seconds())
