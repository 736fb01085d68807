"""The properties of each kind of record: the built-in ones with their real options, and those that are added.

Values are text, as HubSpot stores them; what a property does not take is refused in HubSpot's words.
Source: reference 1.2, 1.4 and 4.1.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any, Final

from tests.hubspot_simulator.refusals import RefusalError, bad_shape, bad_values, refusal

KINDS: Final = ("contacts", "companies", "deals", "notes", "tasks", "calls")
_NUMBER_OF: Final = {
    "0-1": "contacts", "0-2": "companies", "0-3": "deals", "0-46": "notes", "0-27": "tasks", "0-48": "calls",
}  # fmt: skip
_SINGULAR: Final = {
    "contact": "contacts", "company": "companies", "deal": "deals",
    "note": "notes", "task": "tasks", "call": "calls",
}  # fmt: skip
_TYPES: Final = frozenset({"bool", "date", "datetime", "enumeration", "number", "phone_number", "string"})
_MOST_UNIQUE: Final = 10
_LONGEST: Final = 65_536


@dataclass(frozen=True)
class Property:
    """One property: its type, its options where it is an enumeration, and whether its values are unique."""

    name: str
    type: str = "string"
    field_type: str = "text"
    options: tuple[str, ...] = ()
    unique: bool = False
    read_only: bool = False
    group: str = "builtin"
    label: str = ""
    own: bool = False  # added by an app, not built in


def _text(*names: str) -> list[Property]:
    return [Property(name) for name in names]


def _options(name: str, *options: str) -> Property:
    return Property(name, "enumeration", "select", options)


_READ_ONLY: Final = tuple(
    Property(name, kind, read_only=True)
    for name, kind in (
        ("hs_object_id", "number"),
        ("hs_createdate", "datetime"),
        ("hs_lastmodifieddate", "datetime"),
        ("createdate", "datetime"),
        ("lastmodifieddate", "datetime"),
    )
)
#: Busy, connected, left live message, left voicemail, no answer, wrong number.
_OUTCOMES: Final = (
    "9d9162e7-6cf3-4944-bf63-4dff82258764",
    "f240bbac-87c9-4f6e-bf70-924b57d47db7",
    "a4c4c377-d246-4b32-a13b-75a56a4cd0ff",
    "b2cf5968-551e-4856-9783-52b3da59a7d0",
    "73a0d17f-1163-4015-bdd5-ec830791da20",
    "17b47fee-58de-441e-a44c-c6300d46f273",
)
_BUILT_IN: Final[Mapping[str, tuple[Property, ...]]] = {
    "contacts": (
        *_text("firstname", "lastname", "jobtitle", "company", "address", "city", "zip", "country"),
        *_text("hs_additional_emails", "hubspot_owner_id", "lifecyclestage", "website"),
        Property("phone", "string", "phonenumber"),
        Property("mobilephone", "string", "phonenumber"),
        Property("email", "string", "text", unique=True),
        Property("hs_searchable_calculated_phone_number", read_only=True),
        Property("hs_searchable_calculated_mobile_number", read_only=True),
    ),
    "companies": tuple(_text("name", "domain", "phone", "city", "hubspot_owner_id")),
    "deals": (
        *_text("dealname", "pipeline", "dealstage", "closedate", "hubspot_owner_id"),
        Property("amount", "number", "number"),
        Property("hs_is_closed", "bool", read_only=True),
    ),
    "notes": (
        Property("hs_timestamp", "datetime", "date"),
        Property("hs_note_body", "string", "html"),
        *_text("hubspot_owner_id", "hs_attachment_ids"),
    ),
    "tasks": (
        Property("hs_timestamp", "datetime", "date"),
        *_text("hs_task_subject", "hs_task_body", "hubspot_owner_id", "hs_task_reminders"),
        _options("hs_task_status", "NOT_STARTED", "IN_PROGRESS", "WAITING", "DEFERRED", "COMPLETED"),
        _options("hs_task_priority", "LOW", "MEDIUM", "HIGH", "NONE"),
        _options("hs_task_type", "EMAIL", "CALL", "TODO"),
    ),
    "calls": (
        Property("hs_timestamp", "datetime", "date"),
        *_text("hs_call_title", "hs_call_body", "hs_call_from_number", "hs_call_to_number"),
        *_text("hs_call_recording_url", "hubspot_owner_id", "hs_call_external_id"),
        Property("hs_call_duration", "number", "number"),
        _options("hs_call_disposition", *_OUTCOMES),
        _options("hs_call_direction", "INBOUND", "OUTBOUND"),
        _options(
            "hs_call_status",
            "BUSY",
            "CALLING_CRM_USER",
            "CANCELED",
            "COMPLETED",
            "CONNECTING",
            "FAILED",
            "IN_PROGRESS",
            "NO_ANSWER",
            "QUEUED",
            "RINGING",
        ),
        _options("hs_call_source", "INTEGRATIONS_PLATFORM"),
    ),
}
_REQUIRED: Final = {"notes": ("hs_timestamp",), "tasks": ("hs_timestamp",), "calls": ("hs_timestamp",)}


def kind_of(name: str) -> str:
    """Return the kind of record that a path names, in any of its spellings. Raises RefusalError."""
    kind = _NUMBER_OF.get(name) or _SINGULAR.get(name) or name
    if kind not in KINDS:
        raise refusal(400, "VALIDATION_ERROR", f"Unable to infer object type from: {name}")
    return kind


@dataclass
class Schema:
    """The properties and groups of one portal.

    `unique_on_activities` False: notes, tasks and calls take no unique properties, which nobody documents.
    `most_own` is how many properties of its own an app may add to one kind (Free: 10 by a third party).
    """

    unique_on_activities: bool = True
    most_own: int = 1000
    _properties: dict[str, dict[str, Property]] = field(
        default_factory=lambda: {
            kind: {one.name: one for one in (*_READ_ONLY, *_BUILT_IN[kind])} for kind in KINDS
        }
    )
    _groups: dict[str, set[str]] = field(default_factory=lambda: {kind: {"builtin"} for kind in KINDS})

    def property(self, kind: str, name: str) -> Property | None:
        """Return the property, or None."""
        return self._properties[kind].get(name)

    def all(self, kind: str) -> tuple[Property, ...]:
        """Return the properties of a kind."""
        return tuple(self._properties[kind].values())

    def groups(self, kind: str) -> tuple[str, ...]:
        """Return the names of the groups of a kind."""
        return tuple(sorted(self._groups[kind]))

    def unique(self, kind: str) -> tuple[str, ...]:
        """Return the names of the properties whose values are unique."""
        return tuple(one.name for one in self.all(kind) if one.unique)

    def add_group(self, kind: str, name: str) -> None:
        """Add a group. Raises RefusalError (409) when it is there."""
        if name in self._groups[kind]:
            raise refusal(409, "CONFLICT", f"A property group named {name} already exists.")
        self._groups[kind].add(name)

    def add(self, kind: str, asked: Mapping[str, Any], *, dated: bool) -> Property:
        """Add a property as POST does; `dated` versions want the displayOrder of each option."""
        name = str(asked["name"])
        if name in self._properties[kind]:
            raise refusal(409, "CONFLICT", f"A property named '{name}' already exists.")
        if asked["groupName"] not in self._groups[kind]:
            raise refusal(400, "VALIDATION_ERROR", f"Property group {asked['groupName']} does not exist.")
        if asked["type"] not in _TYPES:
            raise bad_shape(f"{asked['type']} is no type of a property")
        options = asked.get("options") or []
        if dated and any("displayOrder" not in option for option in options):
            raise refusal(422, "VALIDATION_ERROR", "options: displayOrder is required.")
        unique = bool(asked.get("hasUniqueValue"))
        if unique:
            self._refuse_one_unique_too_many(kind)
        if sum(one.own for one in self.all(kind)) >= self.most_own:
            raise refusal(400, "VALIDATION_ERROR", "You have reached your limit of custom properties.")
        made = Property(
            name,
            asked["type"],
            asked["fieldType"],
            tuple(option["value"] for option in options),
            unique=unique,
            group=asked["groupName"],
            label=asked["label"],
            own=True,
        )
        self._properties[kind][name] = made
        return made

    def checked(self, kind: str, values: Mapping[str, str], *, is_new: bool) -> dict[str, str]:
        """Return the values as they are stored, as text. Raises RefusalError with all that do not fit."""
        problems = [found for name, value in values.items() if (found := self._problem(kind, name, value))]
        missing = [name for name in _REQUIRED.get(kind, ()) if is_new and not values.get(name)]
        if missing:
            raise refusal(
                400,
                "VALIDATION_ERROR",
                f"Error creating {kind}. Some required properties were not set.",
                context={"properties": missing},
            )
        if problems:
            raise bad_values(problems)
        return {name: _stored(self._properties[kind][name], value) for name, value in values.items()}

    def _problem(self, kind: str, name: str, value: str) -> dict[str, Any] | None:
        one = self.property(kind, name)
        if one is None:
            told = f'Property "{name}" does not exist'
            return {
                "message": told,
                "error": "PROPERTY_DOESNT_EXIST",
                "name": name,
                "localizedErrorMessage": told,
            }
        if one.read_only:
            told = f'"{name}" is a read only property; its value cannot be set.'
            return {"message": told, "error": "READ_ONLY_VALUE", "name": name}
        if value == "":
            return None
        if one.options and value not in one.options:
            told = f"{value} was not one of the allowed options: [{', '.join(one.options)}]"
            return {"message": told, "error": "INVALID_OPTION", "name": name}
        if one.type == "number" and not _is_number(value):
            return {"message": f"{value} was not a valid number.", "error": "INVALID_LONG", "name": name}
        if one.type in {"datetime", "date"} and _milliseconds(value) is None:
            return {"message": f"{value} was not a valid date.", "error": "INVALID_DATE", "name": name}
        if len(value) > _LONGEST:
            told = f"{name} is too long: {_LONGEST} characters at most."
            return {"message": told, "error": "PROPERTY_VALUE_TOO_LONG", "name": name}
        return None

    def _refuse_one_unique_too_many(self, kind: str) -> None:
        if kind in {"notes", "tasks", "calls"} and not self.unique_on_activities:
            raise _no_unique(kind)
        if len(self.unique(kind)) >= _MOST_UNIQUE:
            raise refusal(400, "VALIDATION_ERROR", "At most 10 properties may be unique.")


def _no_unique(kind: str) -> RefusalError:
    return refusal(400, "VALIDATION_ERROR", f"hasUniqueValue is not supported for {kind}.")


def _is_number(value: str) -> bool:
    try:
        float(value)
    except ValueError:
        return False
    return True


def _milliseconds(value: str) -> int | None:
    """Milliseconds since 1970 as text, or a moment of ISO 8601."""
    if value.lstrip("-").isdigit():
        return int(value)
    try:
        moment = datetime.fromisoformat(value)
    except ValueError:
        return None
    return None if moment.tzinfo is None and "T" in value else int(moment.timestamp() * 1000)


def _stored(one: Property, value: str) -> str:
    if one.type != "datetime" or not value:
        return value
    return moment_text((_milliseconds(value) or 0) / 1000)


def moment_text(seconds: float) -> str:
    """Return a moment as HubSpot writes it: UTC with milliseconds and Z."""
    return datetime.fromtimestamp(seconds, UTC).isoformat(timespec="milliseconds").replace("+00:00", "Z")
