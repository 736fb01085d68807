"""Writes the audit log out for other programs, the oldest line first, and notes that it was written out.

In: which lines, the form, who asks. Out: portions of text. Not here: whether the log is whole (storage/).
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final, Literal, get_args

from models.access import Actor
from models.errors import InputError
from storage.audit import AuditEntry
from storage.audit_filter import AuditFilter
from storage.shelves import Shelves
from text.formats import write_row

Form = Literal["jsonl", "csv"]

#: What a file of each form is called among media types.
MEDIA_TYPES: Final[dict[str, str]] = {"jsonl": "application/jsonl", "csv": "text/csv; charset=utf-8"}

_COLUMNS: Final = tuple(AuditEntry.model_fields)


def export_audit(
    shelves: Shelves, form: str, asked: AuditFilter, *, actor: Actor, seen_by: Actor | None
) -> Iterator[str]:
    """Return the lines that this reader may see, as text, one by one. Raises InputError for another form."""
    if form not in get_args(Form):
        raise InputError("The audit log is written out as jsonl or csv; name one of the two.")
    shelves.audit().note(actor, "exported_the_audit_log", detail=form)
    lines = shelves.audit().lines(asked, seen_by=seen_by)
    return _as_table(lines) if form == "csv" else (f"{line.model_dump_json()}\n" for line in lines)


def _as_table(lines: Iterator[AuditEntry]) -> Iterator[str]:
    yield write_row(_COLUMNS)
    for line in lines:
        cells = line.model_dump(mode="json")
        yield write_row("" if cells[name] is None else cells[name] for name in _COLUMNS)
