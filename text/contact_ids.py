"""Reads a contact's id as a person types it: the id itself, or the address of the contact's page in HubSpot.

In: what was typed. Out: the id; InputError for what can be none. Not here: whether the contact exists.
Source of HubSpot's addresses: its record pages as people share them; not checked on a live account.
"""

from __future__ import annotations

import re
from typing import Final

from models.errors import InputError

_ADDRESS: Final = re.compile(
    r"https://[\w.-]+\.hubspot\.com/\S*?/(?:record/0-1|contact)/([0-9]{1,20})(?:[/?#]\S*)?"
)
_NUMBER: Final = re.compile(r"[0-9]{1,20}")


def contact_id_in_hubspot(typed: str) -> str:
    """Return the id. Raises InputError for what can be no contact's id in HubSpot."""
    said = typed.strip()
    if _NUMBER.fullmatch(said):
        return said
    if found := _ADDRESS.fullmatch(said):
        return found[1]
    msg = "A contact's id in HubSpot is a number; copy it, or the whole address of the contact's page there."
    raise InputError(msg, field="contact_id")
