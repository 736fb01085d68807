"""Reads a moment from the command line; without an offset it is in the zone of the settings."""

from __future__ import annotations

from datetime import datetime
from zoneinfo import ZoneInfo

from models.errors import InputError


def read_moment(text: str | None, zone: ZoneInfo, *, option: str) -> datetime | None:
    """Return the moment with the offset it was written with, or None without a text. Raises InputError."""
    if text is None:
        return None
    try:
        moment = datetime.fromisoformat(text)
    except ValueError as error:
        msg = f"{option} is not an ISO 8601 moment, such as 2026-11-20T14:30:00+01:00."
        raise InputError(msg) from error
    if moment.tzinfo is None:
        moment = moment.replace(tzinfo=zone)
    return moment
