"""Prints what stands in the CRM: the records of one call, and the embedded CRM's contents."""

from __future__ import annotations

from collections.abc import Callable
from datetime import tzinfo
from typing import TYPE_CHECKING

from rich.console import Console
from rich.padding import Padding
from rich.table import Table
from rich.text import Text

from callnotes.cli.printing.terminal import console, heading, moment
from models.conflicts import Conflict
from models.crm import Record

if TYPE_CHECKING:
    from storage.crm_reading import CrmContact, CrmContents, CrmNote, CrmTask

#: Said of a note that holds what a person wrote in the CRM, and not what was decided here.
KEPT = " (its text as edited in the CRM)"
_STYLES = {"pending": "yellow", "review": "yellow", "live": "green", "conflict": "red"}


def print_records(records: tuple[Record, ...]) -> None:
    """Print the records of one call in the CRM with their status."""
    out = console()
    out.print(heading(f"In the CRM  (adapter: {records[0].adapter if records else 'none'})"))
    table = Table.grid(padding=(0, 2))
    for record in records:
        status = Text(record.status, style=_STYLES.get(record.status, "default"))
        title = f"{record.title}{KEPT if record.kept_text else ''}"
        table.add_row(f"  {record.kind}", status, record.external_id, Text(title))
    out.print(table)


def print_conflicts(conflicts: tuple[Conflict, ...]) -> None:
    """Print the fields that somebody else had changed: seen, ours and theirs, and what was decided."""
    out = console()
    if conflicts:
        out.print(heading("Changed by somebody else meanwhile"))
    for one in conflicts:
        out.print(Text(f"  {one.item_id:<4}{one.name}"))
        for what, value in (("seen", one.seen), ("ours", one.ours), ("theirs, in the CRM", one.theirs)):
            out.print(Text(f"        {what + ':':<20}{value or '(empty)'}"))
        if one.choice is None:
            out.print(
                Text(f"        `review CALL --ours {one.item_id}` or `--theirs {one.item_id}`", style="red")
            )
        else:
            out.print(Text(f"        {one.choice.by} took {one.choice.take}", style="dim"))


ZoneOfCall = Callable[[str], tzinfo]


def print_crm(contents: CrmContents, *, zone_of_call: ZoneOfCall) -> None:
    """Print the embedded CRM: who is in it, and what was written about them, in the zone of each call."""
    out = console()
    names = {contact.id: contact.name for contact in contents.contacts}
    out.print(heading(f"Contacts ({len(contents.contacts)})"))
    for contact in contents.contacts:
        out.print(Text(f"  {_contact(contact)}"))
    for title, things in (("Companies", contents.companies), ("Deals", contents.deals)):
        if things:
            out.print(heading(f"{title} ({len(things)})"))
    for company in contents.companies:
        out.print(Text(f"  {company.id}  {company.name}"))
    for deal in contents.deals:
        out.print(Text(f"  {deal.id}  {deal.title} ({deal.state})"))
    out.print(heading(f"Tasks ({len(contents.tasks)})"))
    for task in contents.tasks:
        out.print(Padding(_task(task, names, zone_of_call(task.call_id)), (0, 0, 0, 2), expand=False))
    out.print(heading(f"Notes ({len(contents.notes)})"))
    for note in contents.notes:
        _print_note(out, note, names)


def _contact(contact: CrmContact) -> str:
    known = (contact.phone, contact.email, *(f"{field.name}={field.value}" for field in contact.fields))
    return f"{contact.id}  {contact.name}  {'  '.join(part for part in known if part)}"


def _task(task: CrmTask, names: dict[str, str], zone: tzinfo) -> Text:
    line = Text()
    line.append(f"{task.status:<9}", style=_STYLES.get(task.status, "default"))
    line.append(task.title)
    if task.due_at:
        line.append(f"  due {moment(task.due_at, zone)}")
    whom = names.get(task.contact_id or "", "no contact")
    line.append(f"  ({task.kind}; {task.owner or 'no owner'}; {whom})", style="dim")
    return line


def _print_note(out: Console, note: CrmNote, names: dict[str, str]) -> None:
    line = Text("  ")
    line.append(f"{note.status:<9}", style=_STYLES.get(note.status, "default"))
    line.append(f"{note.title}  ({names.get(note.contact_id or '', 'no contact')})")
    out.print(line)
    out.print(Padding(Text(note.body, style="dim"), (0, 0, 1, 6), expand=False))
