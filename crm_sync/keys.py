"""The keys under which a call's records stand in every CRM, for ever; a changed form would double them.

In: ids of calls and items. Out: the keys. Staging and settlement share them: that is how a pending note
becomes the live one instead of standing beside it.
"""

from __future__ import annotations


def note_key(call_id: str) -> str:
    """Return the key of the call's one note."""
    return f"{call_id}:note"


def review_key(call_id: str) -> str:
    """Return the key of the call's one review task."""
    return f"{call_id}:review"


def follow_up_key(call_id: str, item_id: str) -> str:
    """Return the key of the task that a confirmed follow-up or promise becomes."""
    return f"{call_id}:fu:{item_id}"


def call_record_key(call_id: str) -> str:
    """Return the key of the record of the call itself."""
    return f"{call_id}:call"


def field_key(call_id: str, item_id: str) -> str:
    """Return the key of the change that a confirmed field makes to the contact."""
    return f"{call_id}:field:{item_id}"


def contact_key(call_id: str) -> str:
    """Return the key of the contact that a person created for this call."""
    return f"{call_id}:contact"


def undoing_key(key: str) -> str:
    """Return the key under which a change to a contact is set back when its call is erased."""
    return f"{key}{_UNDOING}"


def is_undoing(key: str) -> bool:
    """True for the key of what sets a change back."""
    return key.endswith(_UNDOING)


_UNDOING = ":erased"
