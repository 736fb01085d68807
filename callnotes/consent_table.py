"""The file of consent rules: read, checked with a sentence for each mistake, and read again when changed.

In: the path that the settings name. Out: `ConsentTable`; its faults are in it, so that calls wait and nothing
is let through by half a table.
"""

from __future__ import annotations

import tomllib
from collections import Counter
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Annotated, Any, Final

import phonenumbers
from pydantic import Field, ValidationError

from models.consent_rules import CAUTIOUS, DEFAULT_NAME, AgentPlace, ConsentRule, ConsentTable, Need
from models.frozen import Frozen

_MOST_BYTES: Final = 1 << 20
_SHOWN: Final = "docs/consent.md shows such a file"

#: What a line may hold, as pydantic names what is wrong with it, and what we say of it.
_FIELDS: Final[Mapping[str, str]] = {
    "country": "a country is two capital letters, such as US or DE",
    "state": "a state is one to three capitals or digits, such as CA",
    "states": 'states are a list of one to three capitals or digits each, such as ["CA", "WA"]',
    "numbers": 'numbers are a list of beginnings, such as ["+4930"]',
    "teams": "teams are a list of names",
    "agents": "agents are a list of e-mail addresses",
    "team": "a team is a name",
    "agent": "an agent is an e-mail address",
    "name": "every rule needs a name of at most 80 signs",
    "parties": 'parties is "one" or "all"',
    "enough": 'enough is "announcement" or "explicit"',
}


class _File(Frozen):
    default: Need = Need()
    place: Annotated[tuple[AgentPlace, ...], Field(max_length=1_000)] = ()
    rule: Annotated[tuple[ConsentRule, ...], Field(max_length=1_000)] = ()


def table_in(content: bytes) -> ConsentTable:
    """Return the table that such a file holds; what is wrong with it stands in its `faults`."""
    try:
        raw = tomllib.loads(content.decode("utf-8"))
    except UnicodeDecodeError:
        return _faulty(f"The file is not text in UTF-8; {_SHOWN}.")
    except tomllib.TOMLDecodeError as error:
        where = str(error).rpartition("(at ")[2].rstrip(")") if "(at " in str(error) else "some line"
        return _faulty(f"The file is not TOML at {where}; {_SHOWN}.")
    try:
        read = _File.model_validate(raw)
    except ValidationError as error:
        told = [_sentence(one, raw) for one in error.errors(include_url=False)]
        return _faulty(*dict.fromkeys(told))
    table = ConsentTable(default=read.default, places=read.place, rules=read.rule)
    return table.model_copy(update={"faults": tuple(_contradictions(table))})


def table_of(path: Path | None) -> ConsentTable:
    """Return the table in this file, the cautious one without a file."""
    if path is None:
        return CAUTIOUS
    try:
        with path.open("rb") as file:
            content = file.read(_MOST_BYTES + 1)
    except OSError as error:
        return _faulty(
            f"The file named by CALLNOTES_CONSENT_RULES cannot be read ({error.strerror}); check its path."
        )
    if len(content) > _MOST_BYTES:
        return _faulty("The file named by CALLNOTES_CONSENT_RULES is over 1 MiB; a table of rules is small.")
    return table_in(content)


def watched_table(path: Path | None) -> Callable[[], ConsentTable]:
    """Return what gives the table as the file is now; it is read again only when the file has changed."""
    seen: list[tuple[object, ConsentTable]] = []

    def current() -> ConsentTable:
        stamp = _stamp(path)
        if not seen or seen[0][0] != stamp:
            seen[:] = [(stamp, table_of(path))]
        return seen[0][1]

    return current


def _stamp(path: Path | None) -> object:
    if path is None:
        return None
    try:
        found = path.stat()
    except OSError:
        return "away"
    return found.st_mtime_ns, found.st_size, found.st_ino


def _faulty(*faults: str) -> ConsentTable:
    return CAUTIOUS.model_copy(update={"faults": faults})


def _sentence(error: Any, raw: Mapping[str, Any]) -> str:  # noqa: ANN401 - a dictionary of pydantic's own
    """Say in which line what is wrong, and what would be right there."""
    where, kind = error["loc"], error["type"]
    line = _line_of(where, raw)
    if len(where) == 1 and kind == "extra_forbidden":
        return f"“{where[0]}” is no part of the table; it holds [default], [[place]] and [[rule]] ({_SHOWN})."
    field = next((part for part in reversed(where) if isinstance(part, str)), "")
    if kind == "extra_forbidden":
        return f"{line} has “{field}”, which is nothing it can hold; {_SHOWN}."
    if kind == "missing":
        return f"{line} lacks “{field}”: {_FIELDS.get(field, _SHOWN)}."
    if field in _FIELDS:
        return f"{line} is wrong at “{field}”: {_FIELDS[field]}."
    return f"{line} is not what it should be; {_SHOWN}."


def _line_of(where: tuple[str | int, ...], raw: Mapping[str, Any]) -> str:
    if where[0] == "default":
        return "The [default]"
    if len(where) < 2 or not isinstance(where[1], int):
        return f"The part “{where[0]}”"
    entries = raw.get(str(where[0]))
    entry = entries[where[1]] if isinstance(entries, list) else None
    name = entry.get("name") if isinstance(entry, dict) else None
    named = f" (“{name}”)" if isinstance(name, str) and len(name) <= 80 else ""
    return f"[[{where[0]}]] number {where[1] + 1}{named}"


def _contradictions(table: ConsentTable) -> list[str]:
    """Return what is wrong although each word is right for itself."""
    told = []
    for name, count in Counter(rule.name for rule in table.rules).items():
        if count > 1:
            told.append(
                f"The name “{name}” stands {count} times; a rule is told by its name, so give each its own."
            )
        if name == DEFAULT_NAME:
            told.append("No rule is named “default”: that is what [default] is called; choose another name.")
    for rule in table.rules:
        told += [f"The rule “{rule.name}” {wrong}" for wrong in _wrong_with(rule)]
    for number, place in enumerate(table.places, 1):
        if place.country not in _COUNTRIES:
            told.append(f"[[place]] number {number} names the country {place.country}, which no number has.")
    return told


_COUNTRIES: Final = frozenset(phonenumbers.SUPPORTED_REGIONS)


def _wrong_with(rule: ConsentRule) -> list[str]:
    told = []
    if rule.states and rule.country is None:
        told.append("names states without their country; add it.")
    if rule.states and rule.country not in (None, "US", "CA"):
        told.append("names states, which a number tells only in the US and in Canada; leave them out.")
    if rule.country is not None and rule.country not in _COUNTRIES:
        told.append(f"names the country {rule.country}, which no number has; use the code of ISO 3166-1.")
    if rule.parties == "one" and "enough" in rule.model_fields_set:
        told.append("is one-party, which asks nothing of the customer; leave “enough” out.")
    if not (rule.country or rule.numbers or rule.teams or rule.agents):
        told.append("fits every call, so no rule below it counts; say it as [default].")
    return told
