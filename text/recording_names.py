"""What the name of a recording tells about its call, by the operator's pattern with named groups.

In: a pattern, and a name without folder and ending. Out: fields of a new call, as text.
Not here: what a file beside the recording tells (pipeline/watch_folders.py), which wins over this.

A name is data that a caller can write into: it is matched by RE2, whose time grows with the name and with
nothing else, and what it tells is left out where it cannot be. Consent is never read from a name.
Source of the default: FreePBX's sub-record-check, `KIND-CALLED-CALLER-YYYYMMDD-HHMMSS-UNIQUEID`, and
Asterisk's UNIQUEID, which begins with the second at which the call did.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Mapping
from datetime import datetime
from functools import lru_cache
from typing import Final, Protocol

import re2

from models.errors import InputError
from text.phones import read_customer

FREEPBX: Final = (
    r"(?:(?:(?P<direction>[a-z]+)-(?P<called>[^-]*)-(?P<caller>.*)-|.*[-_]|)"
    r"(?P<date>\d{8})[-_T]?(?P<time>\d{6})-?)?(?P<external_id>(?P<epoch>\d{9,10})\.\d+)?(?:[-_.].*)?"
)

#: Groups that are fields of a call, and those from which fields are made.
_FIELDS: Final = frozenset({"agent", "team", "customer", "external_id", "language", "template"})
_MADE_FROM: Final = frozenset({"direction", "called", "caller", "date", "time", "epoch"})
GROUPS: Final = _FIELDS | _MADE_FROM

_DIRECTIONS: Final = {
    "out": "outbound", "outbound": "outbound",
    "in": "inbound", "inbound": "inbound", "external": "inbound", "q": "inbound", "rg": "inbound",
}  # fmt: skip
_LONGEST: Final = 320
_UNSEEN: Final = frozenset({"Cc", "Cs"})


class _Match(Protocol):
    def groupdict(self) -> Mapping[str, str | None]: ...


class _Pattern(Protocol):
    groupindex: Mapping[str, int]

    def fullmatch(self, text: str) -> _Match | None: ...


@lru_cache(maxsize=8)
def compiled(pattern: str) -> _Pattern:
    """Return the pattern. Raises InputError when RE2 does not take it, or a group is not known."""
    options = re2.Options()
    options.log_errors = False
    options.dot_nl = True
    try:
        found: _Pattern = re2.compile(pattern, options)
    except re2.error as error:
        raise InputError(
            "not a pattern that RE2 runs in bounded time; leave out looking around and references back"
        ) from error
    if unknown := set(found.groupindex) - GROUPS:
        raise InputError(f"its group {min(unknown)} is not one of {', '.join(sorted(GROUPS))}")
    return found


def read_recording_name(
    name: str, pattern: str, regions: tuple[str, ...], *, now: datetime
) -> dict[str, str]:
    """Return the fields that this name tells, none where it does not fit; what cannot be is left out.

    `now` has the zone in which names tell their moments.
    """
    match = compiled(pattern).fullmatch(name.encode("utf-8", "replace").decode("utf-8"))
    if match is None:
        return {}
    told = {group: text for group, text in match.groupdict().items() if text and _is_plain(text)}
    fields = {group: text for group, text in told.items() if group in _FIELDS}
    direction = _DIRECTIONS.get(told.get("direction", "").lower())
    if direction is not None:
        fields["direction"] = direction
    customer = fields.pop("customer", None) or told.get(
        {"inbound": "caller", "outbound": "called"}.get(direction or "", "")
    )
    if customer is not None and _is_reachable(customer, regions):
        fields["customer"] = customer
    started_at = _moment(told, now)
    if started_at is not None and started_at <= now:
        fields["started_at"] = started_at.isoformat()
    return fields


def _is_plain(text: str) -> bool:
    return len(text) <= _LONGEST and not any(unicodedata.category(sign) in _UNSEEN for sign in text)


def _is_reachable(customer: str, regions: tuple[str, ...]) -> bool:
    """True for a number or an address; a withheld number, or any text in its place, is none."""
    try:
        read_customer(customer, regions)
    except InputError:
        return False
    return True


def _moment(told: Mapping[str, str], now: datetime) -> datetime | None:
    digits = "".join(sign for sign in told.get("date", "") + told.get("time", "") if sign.isdigit())
    try:
        if digits:
            return datetime.strptime(digits, "%Y%m%d%H%M%S").replace(tzinfo=now.tzinfo)
        return datetime.fromtimestamp(int(told["epoch"]), now.tzinfo) if "epoch" in told else None
    except ValueError:
        return None
