"""Says which of a contact's fields the notes would change, so that their present values can be read.

In: `CallNotes`. Out: property names. The values read become `CallNotes.with_old_values`: what a reviewer sees
and what the later change expects, on which compare-and-set rests.
"""

from __future__ import annotations

from models.notes import CallNotes


def fields_to_see(notes: CallNotes) -> tuple[str, ...]:
    """Return the properties to ask `CrmAdapter.field_values` for, each once."""
    return tuple(dict.fromkeys(field.crm_property for field in notes.fields if field.crm_property))
