"""Says which of a contact's fields the notes would change, and keeps what those held when a person looked.

In: `CallNotes` and values read from the CRM. Out: property names; notes whose fields carry their old values.
The old value is what a reviewer sees and what the later change expects: compare-and-set rests on it.
"""

from __future__ import annotations

from collections.abc import Mapping

from models.notes import CallNotes, Field


def fields_to_see(notes: CallNotes) -> tuple[str, ...]:
    """Return the properties to ask `CrmAdapter.field_values` for, each once."""
    return tuple(dict.fromkeys(field.crm_property for field in notes.fields if field.crm_property))


def with_seen_values(notes: CallNotes, field_values: Mapping[str, str | None]) -> CallNotes:
    """Return the notes with `old_value` as read from the CRM; a property not read keeps what it has."""
    return notes.model_copy(update={"fields": tuple(_seen(field, field_values) for field in notes.fields)})


def _seen(field: Field, field_values: Mapping[str, str | None]) -> Field:
    if field.crm_property is None or field.crm_property not in field_values:
        return field
    return field.model_copy(update={"old_value": field_values[field.crm_property]})
