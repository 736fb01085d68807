"""Says of what stands in a record which engine proposed it, and who put it in other words and when.

In: `CallNotes`, an edit, the call's own zone. Out: one line of plain text each.
Not here: who confirmed it (decided_line.py).
"""

from __future__ import annotations

from datetime import tzinfo

from crm_sync.call_facts import local_text
from crm_sync.one_line import one_line
from crm_sync.reviewed import Edited
from models.notes import CallNotes


def proposed_by(notes: CallNotes) -> str:
    """Return which engine and which model proposed the notes, by which version of the prompt."""
    prompt = f", prompt {one_line(notes.prompt_version)}" if notes.prompt_version else ""
    return f"Proposed by the {one_line(notes.engine)} engine, model {one_line(notes.model)}{prompt}."


def edited_by(edit: Edited | None, zone: tzinfo) -> str | None:
    """Return who edited an item and when, or None where nobody did."""
    return None if edit is None else f"{one_line(edit.by)}, {local_text(edit.at, zone)}"
