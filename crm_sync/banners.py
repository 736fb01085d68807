"""The lines that head a record so that nobody takes it for more than it is.

In: the notes and whether a contact was matched. Out: banners, one line each, in a fixed order.
"""

from __future__ import annotations

from typing import Final

from crm_sync.one_line import one_line
from models.notes import CallNotes

UNCONFIRMED: Final = "UNCONFIRMED - proposed by Call notes, not reviewed"
PREVIEW: Final = (
    "PREVIEW - heard by the offline preview engine, which gets most words wrong: check the recording"
)
NO_CONTACT: Final = "NO CONTACT MATCHED"
_NO_CLEAR_CONTACT: Final = (
    "None in the CRM, or more than one, fits the customer; link one before you confirm."
)


def preview_banner(notes: CallNotes) -> tuple[str, ...]:
    """Return the mark of the preview engine; everything that was made from its words carries it."""
    return (PREVIEW,) if notes.preview else ()


def unmatched_banner(why: str | None, *, linked: bool) -> tuple[str, ...]:
    """Return the flag of a record that hangs on no contact, with the reason; nothing when one is linked."""
    return () if linked else (f"{NO_CONTACT} - {one_line(why or _NO_CLEAR_CONTACT)}",)
