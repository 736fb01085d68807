"""What can only be seen over all fields of a call: those not found, and those with two values.

In: the fields of the notes, the template. Out: names, or the fields with their flags.
"""

from __future__ import annotations

from collections import Counter

from models.notes import Field
from models.template import Template, plain_name

TWO_VALUES = "several_values"


def not_found(template: Template, fields: tuple[Field, ...]) -> tuple[str, ...]:
    """Return the names of what is asked of every such call and was not found on this one."""
    found = {plain_name(field.name) for field in fields}
    return tuple(one.name for one in template.fields if one.asked and plain_name(one.name) not in found)


def with_doubles_flagged(fields: tuple[Field, ...]) -> tuple[Field, ...]:
    """Flag the fields of one name that have different values: a person says which one holds."""
    counts = Counter(plain_name(field.name) for field in fields)
    return tuple(
        field.model_copy(
            update={
                "flags": (*field.flags, TWO_VALUES),
                "reasons": (*field.reasons, "Another value was said for the same field."),
            }
        )
        if counts[plain_name(field.name)] > 1 and TWO_VALUES not in field.flags
        else field
        for field in fields
    )
