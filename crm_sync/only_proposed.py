"""Tells the lines of a pending note that are true only while nobody has confirmed it.

In: one line of the note, and its call. Out: yes or no. A note that a person edited in the CRM loses these
lines, and no others, when it is confirmed; the mark of the preview engine stays.
"""

from __future__ import annotations

from crm_sync.banners import NO_CONTACT, UNCONFIRMED
from crm_sync.how_to_decide import HOW_TO_DECIDE, WAYS


def only_proposed(line: str, call_id: str) -> bool:
    """True for the banner, the flag of a missing contact, and each way to decide on this very call."""
    if line.startswith((UNCONFIRMED, f"{NO_CONTACT} - ", HOW_TO_DECIDE)):
        return True
    return line.startswith(WAYS) and call_id in line
