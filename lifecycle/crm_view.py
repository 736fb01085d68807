"""What a person sees of the embedded CRM, and marks as done in it: of calls that the person sees.

In: the database and who looks. Out: the contacts, and the notes and tasks of calls that are seen; the others
only to be counted.
"""

from __future__ import annotations

from pydantic import AwareDatetime

from models.access import Actor
from models.call import Call
from models.errors import ContactNotFoundError, InputError
from models.frozen import Frozen
from storage import calls as call_rows
from storage.call_search import calls_of_contact, customers_seen, seen_among, sees_customer, starts_among
from storage.contact_history import Happening, happenings
from storage.crm_reading import (
    CrmChange,
    CrmContact,
    CrmContents,
    CrmNote,
    CrmTask,
    changes_of_contact,
    read_contact,
    read_crm,
)
from storage.shelves import Shelves
from storage.tables import CrmTaskRow


class CrmView(Frozen):
    """The CRM as one person sees it; `seen` are the calls that may be opened, `hidden` the records left out.

    `starts` are the beginnings of those calls that came with an offset of their own.
    """

    contents: CrmContents
    seen: frozenset[str]
    starts: tuple[tuple[str, AwareDatetime], ...]
    hidden: CrmContents


class ContactView(Frozen):
    """One contact with what belongs to it, in the same way, of calls that are seen.

    `history` is what happened on the newest of them, `changes` are fields that they changed.
    """

    contact: CrmContact
    company: str | None
    notes: tuple[CrmNote, ...]
    tasks: tuple[CrmTask, ...]
    calls: tuple[Call, ...]
    history: tuple[Happening, ...]
    changes: tuple[CrmChange, ...]
    seen: frozenset[str]
    starts: tuple[tuple[str, AwareDatetime], ...]
    hidden_notes: int
    hidden_tasks: int


def look_at_crm(shelves: Shelves, actor: Actor) -> CrmView:
    """Return the contacts, notes and tasks of the calls that the actor sees; of all where all are seen."""
    contents = read_crm(shelves.database)
    named = {note.call_id for note in contents.notes} | {task.call_id for task in contents.tasks}
    with shelves.database.reading() as session:
        seen = seen_among(session, named, actor)
        known = None if actor.sees_every_call else customers_seen(session, actor)
        starts = starts_among(session, seen)
    shown = {
        "notes": tuple(note for note in contents.notes if note.call_id in seen),
        "tasks": tuple(task for task in contents.tasks if task.call_id in seen),
    }
    if known is not None:
        records = (*shown["notes"], *shown["tasks"])
        contents = _of_customers(contents, known | {one.contact_id for one in records if one.contact_id})
    hidden = CrmContents(
        notes=tuple(note for note in contents.notes if note.call_id not in seen),
        tasks=tuple(task for task in contents.tasks if task.call_id not in seen),
    )
    return CrmView(contents=contents.model_copy(update=shown), seen=seen, starts=starts, hidden=hidden)


def _of_customers(contents: CrmContents, known: frozenset[str]) -> CrmContents:
    """Leave the contacts that are among these customers, with their companies and deals."""
    contacts = tuple(
        one for one in contents.contacts if not known.isdisjoint({one.id, one.phone or "", one.email or ""})
    )
    people = {one.id for one in contacts}
    companies = {one.company_id for one in contacts}
    return contents.model_copy(
        update={
            "contacts": contacts,
            "companies": tuple(one for one in contents.companies if one.id in companies),
            "deals": tuple(
                one for one in contents.deals if one.contact_id in people or one.company_id in companies
            ),
        }
    )


def look_at_contact(shelves: Shelves, contact_id: str, actor: Actor) -> ContactView | None:
    """Return the contact with this id; None where it is not there, or of no call that the actor sees."""
    with shelves.database.reading() as session:
        known = read_contact(session, contact_id)
        if known is None:
            return None
        changes = changes_of_contact(session, contact_id)
        named = {one.call_id for one in (*known.notes, *known.tasks)} | {one.call_id for one in changes}
        seen, contact = seen_among(session, named, actor), known.contacts[0]
        if not (seen or sees_customer(session, actor, contact.id, contact.phone, contact.email)):
            return None
        theirs = calls_of_contact(session, contact_id, actor)
        return ContactView(
            contact=contact,
            company=known.companies[0].name if known.companies else None,
            notes=tuple(note for note in known.notes if note.call_id in seen),
            tasks=tuple(task for task in known.tasks if task.call_id in seen),
            calls=call_rows.read_all(session, theirs),
            history=happenings(session, theirs),
            changes=tuple(one for one in changes if one.call_id in seen),
            seen=seen,
            starts=starts_among(session, seen),
            hidden_notes=sum(note.call_id not in seen for note in known.notes),
            hidden_tasks=sum(task.call_id not in seen for task in known.tasks),
        )


def check_contact(shelves: Shelves, call_id: str, contact_id: str, *, actor: Actor) -> None:
    """Raise ContactNotFoundError unless the embedded CRM has this contact and the actor may link it.

    That is one of a call that the actor sees, or one that this call was matched with.
    """
    with shelves.database.reading() as session:
        known = read_contact(session, contact_id)
        contact = known.contacts[0] if known else None
        if contact and sees_customer(session, actor, contact.id, contact.phone, contact.email):
            return
    match = shelves.matches().of(call_id) if contact else None
    if match and contact_id in {one.contact_id for one in (match.party, *match.candidates) if one}:
        return
    msg = "The CRM has no contact with this id that you see; choose one of the list, or a new one."
    raise ContactNotFoundError(msg, field="contact_id")


def complete_task(shelves: Shelves, task_id: str, *, actor: Actor) -> str | None:
    """Mark a follow-up task of the embedded CRM as done, once, and return its contact's id.

    Raises InputError where there is no such task of a call that the actor sees. A promise that it came of
    stays open until a person says so; the promise's page proposes it (promise_signs.py).
    """
    with shelves.database.transaction() as session:
        row = session.get(CrmTaskRow, task_id, with_for_update=True)
        if (
            row is None
            or row.kind == "review"
            or row.call_id not in seen_among(session, {row.call_id}, actor)
        ):
            raise InputError("There is no such task to be done; load the page again.")
        if row.status != "done":
            row.status, row.changed_at = "done", shelves.clock()
            shelves.audit().note_in(session, actor, "completed_a_task", call_id=row.call_id, detail=task_id)
        return row.contact_id
