"""In which zone a page tells its times: as chosen on the account page, else the browser's, else the house's.

In: a request. Out: a zone. The script zone.js keeps the browser's in a cookie, from the page of sign-in on.
"""

from __future__ import annotations

from typing import Final
from zoneinfo import ZoneInfo

from fastapi import Request

from api.entry import entry_of
from models.zones import zone_called

COOKIE: Final = "zone"


def viewer_zone(request: Request) -> ZoneInfo:
    """Return the zone; a name that is no zone counts for nothing."""
    chosen = getattr(request.state, "zone", None)
    return zone_called(chosen or request.cookies.get(COOKIE), entry_of(request).doors.zone)
