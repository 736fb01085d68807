"""Writes a list of promises as a file: a table (CSV, Excel), a calendar of to-dos, a document.

In: promises as a reader may see them, a form. Out: bytes.
Not here: which promises (lifecycle/promise_lists.py).
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, date, datetime
from typing import Final

from icalendar import Calendar, Todo

from callnotes.export_calendar import item_uid
from callnotes.export_sheet import sheet_of
from crm_sync.one_line import one_line
from lifecycle.promise_lists import PromiseLine
from lifecycle.promise_value import PromiseEntry
from models.errors import InputError
from text.formats import plain, write_table

_COLUMNS: Final = (
    "call_id", "item_id", "standing", "side", "kind", "text", "proviso", "owner", "team", "customer",
    "contact_id", "category", "risk", "due_on", "due_time", "due_basis", "promised_at", "confirmed_by",
    "speaker", "start_s", "end_s", "quote",
)  # fmt: skip
_STATUS: Final = {"kept": "COMPLETED", "cancelled": "CANCELLED", "broken": "CANCELLED"}


def promises_exported(lines: tuple[PromiseLine, ...], form: str) -> bytes:
    """Return the list in this form: csv, xlsx, ics or md. Raises InputError for another one."""
    write = _WRITERS.get(form)
    if write is None:
        msg = f"This form is not known; choose {', '.join(_WRITERS)}."
        raise InputError(msg)
    return write(lines)


def _rows(lines: tuple[PromiseLine, ...]) -> list[tuple[str, ...]]:
    return [tuple(_cell(line, column) for column in _COLUMNS) for line in lines]


def _cell(line: PromiseLine, column: str) -> str:
    value = line.customer if column == "customer" else getattr(line.promise, column)
    if isinstance(value, datetime):
        return value.astimezone(UTC).isoformat()
    return "" if value is None else str(value)


def _csv(lines: tuple[PromiseLine, ...]) -> bytes:
    return write_table(_COLUMNS, _rows(lines)).encode()


def _xlsx(lines: tuple[PromiseLine, ...]) -> bytes:
    return sheet_of("Promises", (_COLUMNS, *_rows(lines)))


def _ics(lines: tuple[PromiseLine, ...]) -> bytes:
    calendar = Calendar()
    calendar.add("prodid", "-//callnotes//EN")
    calendar.add("version", "2.0")
    for line in lines:
        if line.promise.due_on is not None:
            calendar.add_component(_todo(line, date.fromisoformat(line.promise.due_on)))
    text: bytes = calendar.to_ical()
    return text


def _todo(line: PromiseLine, day: date) -> Todo:
    one = line.promise
    todo = Todo()
    todo.add("uid", item_uid(one.call_id, one.item_id))
    todo.add("dtstamp", one.confirmed_at.astimezone(UTC))
    whose = "" if one.side == "ours" else "Theirs: "
    todo.add("summary", one_line(whose + _words(one)))
    todo.add("description", one_line(f"{one.speaker}: {one.quote}"))
    todo.add("due", one.due_at.astimezone(UTC) if one.due_time and one.due_at else day)
    todo.add("status", _STATUS.get(one.state, "NEEDS-ACTION"))
    return todo


def _md(lines: tuple[PromiseLine, ...]) -> bytes:
    written = ["# Promises", ""]
    for line in lines:
        one = line.promise
        due = f"due {one.due_on} {one.due_time or ''}".rstrip() if one.due_on else "no due date"
        facts = (one.standing, "ours" if one.side == "ours" else "theirs", due, one.owner, line.customer)
        written.append(f"- {plain(_words(one))}  ({plain(', '.join(filter(None, facts)))})")
        written.append(f"    - {plain(one.speaker)}: “{plain(one.quote)}”")
    return ("\n".join(written if lines else [*written, "None."]) + "\n").encode()


def _words(one: PromiseEntry) -> str:
    return f"{one.text} ({one.proviso})" if one.proviso else one.text


_WRITERS: Final[dict[str, Callable[[tuple[PromiseLine, ...]], bytes]]] = {
    "csv": _csv,
    "xlsx": _xlsx,
    "ics": _ics,
    "md": _md,
}
