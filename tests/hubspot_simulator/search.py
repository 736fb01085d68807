"""Search: an index of its own, which lags behind the records, with HubSpot's limits.

Source: reference 1.6 and 4.5.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from datetime import datetime
from typing import Any, Final

from tests.hubspot_simulator.records import Entry, Records
from tests.hubspot_simulator.refusals import refusal

_MOST_PER_PAGE, _MOST_IN_ALL = 200, 10_000
_MOST_GROUPS, _MOST_FILTERS, _MOST_TOGETHER = 5, 6, 18
_LONGEST_QUERY = 3_000
_DEFAULTS: Final[Mapping[str, tuple[str, ...]]] = {
    "contacts": ("firstname", "lastname", "email"),
    "companies": ("name", "domain"),
    "deals": ("dealname", "amount", "closedate", "pipeline", "dealstage"),
}


class Search:
    """Answers searches from what the index knew `lag_s` seconds ago."""

    def __init__(self, records: Records, clock: Callable[[], float]) -> None:
        self.lag_s = 0.0
        self._records, self._clock = records, clock

    def answer(self, kind: str, asked: Mapping[str, Any]) -> dict[str, Any]:
        """Return the page that is asked for. Raises RefusalError."""
        start, size = _page(asked)
        groups = asked.get("filterGroups") or []
        _refuse_too_many(groups, asked)
        names = tuple(asked.get("properties") or _DEFAULTS.get(kind, ()))
        found = [
            entry
            for entry in self._records.live(kind)
            if entry.changed_at <= self._clock() - self.lag_s and _fits(entry, groups, asked.get("query"))
        ]
        _sort(found, asked.get("sorts") or [])
        page = found[start : start + size]
        answer: dict[str, Any] = {"total": len(found), "results": [entry.document(names) for entry in page]}
        if start + size < len(found):
            answer["paging"] = {"next": {"after": str(start + size)}}
        return answer


def _page(asked: Mapping[str, Any]) -> tuple[int, int]:
    after, limit = asked.get("after") or "0", asked.get("limit", 10)
    if not str(after).isdigit():
        raise refusal(400, "VALIDATION_ERROR", "The after parameter must be an integer.")
    if not 0 < limit <= _MOST_PER_PAGE:
        raise refusal(400, "VALIDATION_ERROR", f"limit must be 1 to {_MOST_PER_PAGE}.")
    if int(after) + limit > _MOST_IN_ALL:
        raise refusal(400, "VALIDATION_ERROR", "Paging past 10,000 results is not supported.")
    return int(after), limit


def _refuse_too_many(groups: list[dict[str, Any]], asked: Mapping[str, Any]) -> None:
    numbers = [len(group.get("filters") or []) for group in groups]
    if len(groups) > _MOST_GROUPS or max(numbers, default=0) > _MOST_FILTERS or sum(numbers) > _MOST_TOGETHER:
        raise refusal(400, "VALIDATION_ERROR", "There are too many filters or groups of filters.")
    if len(asked.get("sorts") or []) > 1:
        raise refusal(400, "VALIDATION_ERROR", "Only one sort is supported.")
    if len(asked.get("query") or "") > _LONGEST_QUERY:
        raise refusal(400, "VALIDATION_ERROR", "The query is too long.")


def _fits(entry: Entry, groups: list[dict[str, Any]], query: str | None) -> bool:
    if query and not any(
        query.lower() in (versions[0].value.lower() if versions else "")
        for versions in entry.history.values()
    ):
        return False
    return not groups or any(all(_holds(entry, one) for one in group["filters"]) for group in groups)


def _holds(entry: Entry, asked: Mapping[str, Any]) -> bool:
    operator, value = asked["operator"], _value(entry, asked["propertyName"])
    if operator in _OPPOSITES:
        return not _holds(entry, {**asked, "operator": _OPPOSITES[operator]})
    if operator == "HAS_PROPERTY":
        return value is not None
    if operator not in _TESTS:
        raise refusal(400, "VALIDATION_ERROR", f"{operator} is no operator.")
    return value is not None and _TESTS[operator](value.lower(), asked)


def _value(entry: Entry, name: str) -> str | None:
    return entry.id if name == "hs_object_id" else entry.value(name)


def _has_token(value: str, asked: Mapping[str, Any]) -> bool:
    pattern = re.escape(str(asked["value"]).lower()).replace(r"\*", ".*")
    return any(re.fullmatch(pattern, token) for token in re.split(r"[\s;,]+", value))


def _compared(value: str, asked: Mapping[str, Any]) -> int:
    one, other = _ordered(value), _ordered(str(asked["value"]).lower())
    return (one > other) - (one < other)


_OPPOSITES: Final = {
    "NEQ": "EQ",
    "NOT_IN": "IN",
    "NOT_CONTAINS_TOKEN": "CONTAINS_TOKEN",
    "NOT_HAS_PROPERTY": "HAS_PROPERTY",
}
_TESTS: Final[Mapping[str, Callable[[str, Mapping[str, Any]], bool]]] = {
    "EQ": lambda value, asked: value == str(asked["value"]).lower(),
    "IN": lambda value, asked: value in {str(one).lower() for one in asked["values"]},
    "CONTAINS_TOKEN": _has_token,
    "GT": lambda value, asked: _compared(value, asked) > 0,
    "GTE": lambda value, asked: _compared(value, asked) >= 0,
    "LT": lambda value, asked: _compared(value, asked) < 0,
    "LTE": lambda value, asked: _compared(value, asked) <= 0,
    "BETWEEN": lambda value, asked: (
        _compared(value, asked) >= 0 and _ordered(value) <= _ordered(str(asked["highValue"]).lower())
    ),
}


def _ordered(value: str) -> tuple[float, str]:
    try:
        return float(value), ""
    except ValueError:
        pass
    try:
        return datetime.fromisoformat(value.upper()).timestamp() * 1000, ""
    except ValueError:
        return 0.0, value


def _sort(found: list[Entry], sorts: list[Any]) -> None:
    for one in sorts:
        name = one["propertyName"] if isinstance(one, dict) else str(one).removeprefix("-")
        down = one.get("direction") == "DESCENDING" if isinstance(one, dict) else str(one).startswith("-")
        found.sort(key=lambda entry: _ordered(entry.value(name) or ""), reverse=down)
