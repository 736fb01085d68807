"""Writes a list of promises as a file: a table (CSV, Excel), a calendar of to-dos, a document.

In: promises as a reader may see them, a form, how our addresses begin where that is known. Out: bytes.
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
    "ended_at", "ended_by", "proof", "reason", "link",
)  # fmt: skip
_PROOF_OF: Final = {"note": "note", "call": "call", "crm_task": "task of the CRM"}
_STATUS: Final = {"kept": "COMPLETED", "cancelled": "CANCELLED", "broken": "CANCELLED"}


def promises_exported(lines: tuple[PromiseLine, ...], form: str, public_url: str | None = None) -> bytes:
    """Return the list in this form: csv, xlsx, ics or md. Raises InputError for another one.

    Each line leads to its call: by address where `public_url` is how ours begin, else by the call's id.
    """
    write = _WRITERS.get(form)
    if write is None:
        msg = f"This form is not known; choose {', '.join(_WRITERS)}."
        raise InputError(msg)
    return write(lines, public_url)


def _rows(lines: tuple[PromiseLine, ...], public_url: str | None) -> list[tuple[str, ...]]:
    return [_row(line, public_url) for line in lines]


def _row(line: PromiseLine, public_url: str | None) -> tuple[str, ...]:
    end = line.ended
    besides = {
        "customer": line.customer,
        "ended_at": end and end.at,
        "ended_by": end and end.by,
        "proof": _proof(line),
        "reason": end and end.why,
        "link": _address(line, public_url) or line.promise.call_id,
    }
    said = line.promise.model_dump(include=set(_COLUMNS)) | besides
    return tuple(_cell(said[column]) for column in _COLUMNS)


def _cell(value: object) -> str:
    if isinstance(value, datetime):
        return value.astimezone(UTC).isoformat()
    return "" if value is None else str(value)


def _proof(line: PromiseLine) -> str:
    """What shows that it was kept: the words, behind what they are of where that has an id."""
    proof = line.ended.proof if line.ended else None
    if proof is None:
        return ""
    of = f"{_PROOF_OF[proof.kind]} {proof.ref}" if proof.ref else ""
    return ": ".join(filter(None, (of, proof.words)))


def _address(line: PromiseLine, public_url: str | None) -> str | None:
    """The address of the item on the page of its call; for who may not see that, of the promise."""
    if not public_url:
        return None
    call_id, item_id = line.promise.call_id, line.promise.item_id
    path = f"calls/{call_id}#i-{item_id}" if line.opens else f"promises/{call_id}/{item_id}"
    return f"{public_url.rstrip('/')}/{path}"


def _csv(lines: tuple[PromiseLine, ...], public_url: str | None) -> bytes:
    return write_table(_COLUMNS, _rows(lines, public_url)).encode()


def _xlsx(lines: tuple[PromiseLine, ...], public_url: str | None) -> bytes:
    return sheet_of("Promises", (_COLUMNS, *_rows(lines, public_url)))


def _ics(lines: tuple[PromiseLine, ...], public_url: str | None) -> bytes:
    calendar = Calendar()
    calendar.add("prodid", "-//callnotes//EN")
    calendar.add("version", "2.0")
    for line in lines:
        if line.promise.due_on is not None:
            todo = _todo(line, date.fromisoformat(line.promise.due_on))
            if address := _address(line, public_url):
                todo.add("url", address)
            calendar.add_component(todo)
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


def _md(lines: tuple[PromiseLine, ...], public_url: str | None) -> bytes:
    written = ["# Promises", ""]
    for line in lines:
        one = line.promise
        due = f"due {one.due_on} {one.due_time or ''}".rstrip() if one.due_on else "no due date"
        facts = (one.standing, "ours" if one.side == "ours" else "theirs", due, one.owner, line.customer)
        written.append(f"- {plain(_words(one))}  ({plain(', '.join(filter(None, facts)))})")
        written.append(f"    - {plain(one.speaker)}: “{plain(one.quote)}”")
        written += [f"    - {told}" for told in (_ended(line), _led_to(line, public_url)) if told]
    return ("\n".join(written if lines else [*written, "None."]) + "\n").encode()


def _ended(line: PromiseLine) -> str:
    end = line.ended
    if end is None:
        return ""
    proof, reason = one_line(_proof(line)), one_line(end.why)
    told = (
        f"{end.kind} {end.at.astimezone(UTC):%Y-%m-%d %H:%M} UTC by {end.by}",
        proof and f"proof: {proof}",
        reason and f"reason: {reason}",
    )
    return plain("; ".join(filter(None, told)))


def _led_to(line: PromiseLine, public_url: str | None) -> str:
    address = _address(line, public_url)
    return f"<{address}>" if address else f"call {plain(line.promise.call_id)}"


def _words(one: PromiseEntry) -> str:
    return f"{one.text} ({one.proviso})" if one.proviso else one.text


_WRITERS: Final[dict[str, Callable[[tuple[PromiseLine, ...], str | None], bytes]]] = {
    "csv": _csv,
    "xlsx": _xlsx,
    "ics": _ics,
    "md": _md,
}
