"""What an answer of HubSpot's tells of its limits, and which of them a request is counted under.

In: an address, an answer's headers. Out: the limit's name, `Told`. Source: reference 1.7.
Not here: the limits themselves (models/hubspot_limits.py).
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from models.crm_limits import Told
from models.hubspot_limits import INTERVAL_S, SECONDLY, TEN_SECONDLY

_SAID: Final = "X-HubSpot-RateLimit-"


def policy_of(url: str) -> str:
    """Return the limit under which a request to this address is counted."""
    return SECONDLY if url.partition("?")[0].endswith("/search") else TEN_SECONDLY


def told_by(headers: Mapping[str, str]) -> Told:
    """Return what these headers tell; search has none, an app of OAuth none of the day."""
    interval = _number(headers, "Interval-Milliseconds")
    in_ten_seconds = interval is None or interval == INTERVAL_S * 1000
    return Told(
        requests=_number(headers, "Max") if in_ten_seconds else None,
        remaining=_number(headers, "Remaining") if in_ten_seconds else None,
        daily=_number(headers, "Daily"),
        daily_remaining=_number(headers, "Daily-Remaining"),
    )


def _number(headers: Mapping[str, str], name: str) -> int | None:
    said = headers.get(_SAID + name, "")
    return int(said) if said.isdecimal() else None
