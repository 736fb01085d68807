"""Says in which file of the folder a record stands, and as which row.

In: a note, task or call. Out: the name of the file, and the row under its columns.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from crm_sync.adapters.webhook_csv.csv_file import Row
from models.crm import Activity, PutNote, PutTask
from text.formats.table import plain_cell

_RECORD: Final = (
    "key", "call_id", "kind", "status", "title", "text", "at", "due_at", "owner",
    "contact_id", "company_id", "deal_id", "priority",
)  # fmt: skip
_CALL: Final = (
    "key", "call_id", "status", "title", "text", "at", "duration_ms", "direction", "from_number", "to_number",
    "disposition", "recording_url", "owner", "contact_id", "company_id", "deal_id",
)  # fmt: skip
#: Every file of records with its columns.
FILES: Final[Mapping[str, tuple[str, ...]]] = {
    "pending.csv": _RECORD,
    "notes.csv": _RECORD,
    "follow_ups.csv": _RECORD,
    "calls.csv": _CALL,
    "closed.csv": _RECORD,
}
_FILE_OF_STATUS: Final = {
    "pending": "pending.csv",
    "review": "pending.csv",
    "rejected": "closed.csv",
    "done": "closed.csv",
}
_LIVE: Final = {"put_note": "notes.csv", "put_task": "follow_ups.csv", "put_call": "calls.csv"}


def file_of(operation: Activity) -> str:
    """Return the name of the file in which the record stands in this state."""
    return _FILE_OF_STATUS.get(operation.status, _LIVE[operation.op])


def row_of(operation: Activity) -> Row:
    """Return the row of the record in that file."""
    known = operation.model_dump(mode="json") | {"text": operation.body, "kind": _kind(operation)}
    if isinstance(operation, PutTask):
        known["due_at"] = operation.due_at.isoformat() if operation.due_at else None
        known["priority"] = operation.priority
    else:
        known["at"] = operation.at.isoformat()
    cells = ((name, known.get(name)) for name in FILES[file_of(operation)])
    return plain({name: "" if cell is None else str(cell) for name, cell in cells})


def plain(row: Mapping[str, str]) -> Row:
    """The row as it will be read again: a "'" of the text's own before a sign of a formula is one of ours."""
    return {name: plain_cell(cell) for name, cell in row.items()}


def _kind(operation: Activity) -> str:
    if isinstance(operation, PutTask):
        return operation.kind
    return "note" if isinstance(operation, PutNote) else "call"
