"""What stands in the portal: records with the history of every value, archived ones, merged ones, and edges.

Source: reference 1.3, 1.5, 1.6 and 4.7.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any, Final

from tests.hubspot_simulator.refusals import not_found, refusal
from tests.hubspot_simulator.schema import Schema, moment_text

#: The type of the edge that `default` makes, by direction (the SDK's AssociationType).
DEFAULT_EDGES: Final = {
    ("notes", "contacts"): 202, ("notes", "companies"): 190, ("notes", "deals"): 214,
    ("tasks", "contacts"): 204, ("tasks", "companies"): 192, ("tasks", "deals"): 216,
    ("calls", "contacts"): 194, ("calls", "companies"): 182, ("calls", "deals"): 206,
    ("contacts", "notes"): 201, ("companies", "notes"): 189, ("deals", "notes"): 213,
    ("contacts", "tasks"): 203, ("companies", "tasks"): 191, ("deals", "tasks"): 215,
    ("contacts", "calls"): 193, ("companies", "calls"): 181, ("deals", "calls"): 205,
    ("deals", "contacts"): 3, ("contacts", "deals"): 4,
    ("contacts", "companies"): 279, ("companies", "contacts"): 280,
    ("deals", "companies"): 341, ("companies", "deals"): 342,
}  # fmt: skip

#: What HubSpot's editor leaves of the HTML in a note: no scripts, no styles, one kind of line break.
_DROPPED: Final = re.compile(r"<(script|style)\b.*?</\1>|<!--.*?-->", re.IGNORECASE | re.DOTALL)
#: An extension, which HubSpot's reckoned number leaves out.
_BARE: Final = re.compile(r"\s*(;ext=|ext|x|#).*$", re.IGNORECASE)
_BREAK: Final = re.compile(r"<br\s*/?>", re.IGNORECASE)


@dataclass(frozen=True)
class Source:
    """Who changed a value: an app by the API, a person in the CRM, a workflow, an import, a merge."""

    type: str
    id: str = ""
    user: int | None = None


API: Final = Source("INTEGRATION", "12345")


@dataclass(frozen=True)
class Version:
    """One value that a property had."""

    value: str
    at: float
    by: Source

    def document(self) -> dict[str, Any]:
        """Return it as batch/read shows it."""
        shown: dict[str, Any] = {
            "value": self.value,
            "timestamp": moment_text(self.at),
            "sourceType": self.by.type,
            "sourceId": self.by.id,
        }
        return shown | ({"updatedByUserId": self.by.user} if self.by.user is not None else {})


@dataclass
class Entry:
    """One record: the newest version of each value comes first."""

    kind: str
    id: str
    made_at: float
    history: dict[str, list[Version]] = field(default_factory=dict)
    changed_at: float = 0.0
    archived_at: float | None = None
    edges: dict[tuple[str, str], set[int]] = field(default_factory=dict)

    def value(self, name: str) -> str | None:
        """Return what the property holds, None when it is empty."""
        versions = self.history.get(name)
        return (versions[0].value or None) if versions else None

    def document(self, names: tuple[str, ...], with_history: tuple[str, ...] = ()) -> dict[str, Any]:
        """Return the record with these properties, as every endpoint shows it."""
        always = {
            "hs_object_id": self.id,
            "hs_createdate": moment_text(self.made_at),
            "hs_lastmodifieddate": moment_text(self.changed_at),
        }
        shown: dict[str, Any] = {
            "id": self.id,
            "properties": always | {name: self.value(name) for name in names if name not in always},
            "createdAt": moment_text(self.made_at),
            "updatedAt": moment_text(self.changed_at),
            "archived": self.archived_at is not None,
        }
        if self.archived_at is not None:
            shown["archivedAt"] = moment_text(self.archived_at)
        if with_history:
            versions = {name: [one.document() for one in self.history.get(name, [])] for name in with_history}
            shown["propertiesWithHistory"] = versions
        return shown


@dataclass
class Records:
    """All records of a portal. `changed` is told of every change, after it: (record, name or "", source)."""

    schema: Schema
    clock: Callable[[], float]
    changed: Callable[[Entry, str, Source], None] = lambda _entry, _name, _source: None
    _entries: dict[str, dict[str, Entry]] = field(default_factory=dict)
    _merged: dict[tuple[str, str], str] = field(default_factory=dict)
    _next: int = 101

    def get(self, kind: str, record_id: str, *, archived: bool = False) -> Entry:
        """Return the record, or the one it was merged into. Raises RefusalError (404)."""
        while (kind, record_id) in self._merged:  # a winner may have lost since
            record_id = self._merged[(kind, record_id)]
        entry = self._entries.get(kind, {}).get(record_id)
        if entry is None or (entry.archived_at is not None) != archived:
            raise not_found(kind, record_id)
        return entry

    def by_unique(self, kind: str, name: str, value: str, *, archived: bool = False) -> Entry | None:
        """Return the record (live, or archived) that has this value of a unique property, or None."""
        fits = (entry for entry in self.everything(kind) if _same(name, entry.value(name), value))
        return next((entry for entry in fits if (entry.archived_at is not None) == archived), None)

    def live(self, kind: str) -> Iterator[Entry]:
        """Yield what is not archived, oldest first."""
        return (entry for entry in list(self._entries.get(kind, {}).values()) if entry.archived_at is None)

    def everything(self, kind: str) -> tuple[Entry, ...]:
        """Return all records of a kind, the archived ones too."""
        return tuple(self._entries.get(kind, {}).values())

    def create(self, kind: str, values: Mapping[str, str], by: Source = API) -> Entry:
        """Add a record. Raises RefusalError when a value does not fit or is taken."""
        checked = self.schema.checked(kind, values, is_new=True)
        self.refuse_taken(kind, checked, but=None)
        entry = Entry(kind, str(self._next), self.clock(), changed_at=self.clock())
        self._next += 1
        self._entries.setdefault(kind, {})[entry.id] = entry
        self._write(entry, checked, by)
        self.changed(entry, "", by)
        return entry

    def update(self, entry: Entry, values: Mapping[str, str], by: Source = API) -> None:
        """Change a record. Raises RefusalError when a value does not fit or is taken."""
        checked = self.schema.checked(entry.kind, values, is_new=False)
        self.refuse_taken(entry.kind, checked, but=entry)
        self._write(entry, checked, by)

    def archive(self, kind: str, record_id: str) -> None:
        """Put a record into the recycle bin; a second time, or one that never was, changes nothing."""
        entry = self._entries.get(kind, {}).get(record_id)
        if entry is not None and entry.archived_at is None:
            entry.archived_at = self.clock()
            self.changed(entry, "", API)

    def merge(self, kind: str, winner: str, loser: str) -> None:
        """Make one record of two: the loser's id leads to the winner from now on."""
        kept, gone = self.get(kind, winner), self.get(kind, loser)
        for name, versions in gone.history.items():
            if kept.value(name) is None:
                kept.history[name] = list(versions)
        for (other_kind, other_id), types in list(gone.edges.items()):
            other = self._entries[other_kind][other_id]
            for kind_of_edge in types:
                self.connect(kept, other, kind_of_edge)
            other.edges.pop((kind, loser), None)
        del self._entries[kind][gone.id]
        self._merged[(kind, gone.id)] = kept.id

    def connect(self, source: Entry, target: Entry, edge: int | None = None) -> None:
        """Associate two records; the edge back appears by itself, and twice is once."""
        default = DEFAULT_EDGES.get((source.kind, target.kind))
        if default is None or (edge is not None and not self._may_be(source.kind, target.kind, edge)):
            told = f"No association of type {edge} from {source.kind} to {target.kind}."
            raise refusal(400, "VALIDATION_ERROR", told)
        back = DEFAULT_EDGES[(target.kind, source.kind)]
        source.edges.setdefault((target.kind, target.id), set()).add(edge or default)
        target.edges.setdefault((source.kind, source.id), set()).add(back)

    def disconnect(self, source: Entry, target: Entry) -> None:
        """Remove every edge between two records."""
        source.edges.pop((target.kind, target.id), None)
        target.edges.pop((source.kind, source.id), None)

    def refuse_taken(self, kind: str, values: Mapping[str, str], *, but: Entry | None) -> None:
        """Raise RefusalError when another live record has one of these values of a unique property."""
        for name in self.schema.unique(kind):
            taken = self.by_unique(kind, name, values[name]) if values.get(name) else None
            if taken is None or taken is but:
                continue
            if (kind, name) == ("contacts", "email"):
                raise refusal(409, "CONFLICT", f"Contact already exists. Existing ID: {taken.id}")
            told = f"{values[name]} is already set on another record, {taken.id}"
            raise refusal(
                400, "VALIDATION_ERROR", told, errors=[{"message": told, "code": "CONFLICTING_UNIQUE_VALUE"}]
            )

    def _write(self, entry: Entry, values: Mapping[str, str], by: Source) -> None:
        now = self.clock()
        for name, value in values.items():
            kept = _tidied(value) if name == "hs_note_body" else value
            if entry.value(name) == (kept or None):
                continue
            entry.history.setdefault(name, []).insert(0, Version(kept, now, by))
            entry.changed_at = now
            self.changed(entry, name, by)
        _reckon(entry, now)

    @staticmethod
    def _may_be(source: str, target: str, edge: int) -> bool:
        primary = {("contacts", "companies"): 1, ("deals", "companies"): 5}
        return edge in {DEFAULT_EDGES[(source, target)], primary.get((source, target))}


def _same(name: str, one: str | None, other: str) -> bool:
    return one is not None and (one.lower() == other.lower() if name == "email" else one == other)


def _tidied(html: str) -> str:
    return _BREAK.sub("<br>", _DROPPED.sub("", html))


def _reckon(entry: Entry, now: float) -> None:
    """Keep what HubSpot reckons of other values: the digits of a number, whether a deal is closed."""
    reckoned: dict[str, str] = {}
    if entry.kind == "contacts":
        for name in ("phone", "mobile"):
            held = entry.value(name if name == "phone" else "mobilephone") or ""
            reckoned[f"hs_searchable_calculated_{name}_number"] = "".join(
                re.findall(r"\d", _BARE.sub("", held))
            )[-10:]
    elif entry.kind == "deals":
        is_closed = (entry.value("dealstage") or "").startswith("closed")
        reckoned["hs_is_closed"] = "true" if is_closed else "false"
    for name, value in reckoned.items():
        if (entry.value(name) or "") != value:
            entry.history[name] = [Version(value, now, Source("CALCULATED"))]
