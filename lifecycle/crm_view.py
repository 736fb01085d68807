"""What a person sees of the embedded CRM: all its contacts, and what was said only in calls the person sees.

In: the database and who looks. Out: `CrmContents` whose hidden notes and tasks hold no text, and `hidden`.
"""

from __future__ import annotations

from typing import Final, TypeVar

from models.access import Actor
from models.call import Call
from models.frozen import Frozen
from storage import calls as call_rows
from storage.call_search import calls_of_contact, seen_among
from storage.crm_reading import CrmContact, CrmContents, CrmNote, CrmTask, read_crm
from storage.shelves import Shelves

_Kind = TypeVar("_Kind", CrmNote, CrmTask)

HIDDEN: Final = "From a call that you do not see"


class CrmView(Frozen):
    """The CRM as one person sees it; `seen` are the calls that may be opened."""

    contents: CrmContents
    seen: frozenset[str]


class ContactView(Frozen):
    """One contact with what belongs to it."""

    contact: CrmContact
    company: str | None
    notes: tuple[CrmNote, ...]
    tasks: tuple[CrmTask, ...]
    calls: tuple[Call, ...]
    seen: frozenset[str]


def look_at_crm(shelves: Shelves, actor: Actor) -> CrmView:
    """Return everything, without a word of the calls that the actor does not see."""
    contents = read_crm(shelves.database)
    named = {note.call_id for note in contents.notes} | {task.call_id for task in contents.tasks}
    with shelves.database.reading() as session:
        seen = seen_among(session, named, actor)
    notes = tuple(note if note.call_id in seen else _without_words(note) for note in contents.notes)
    tasks = tuple(task if task.call_id in seen else _without_words(task) for task in contents.tasks)
    return CrmView(contents=contents.model_copy(update={"notes": notes, "tasks": tasks}), seen=seen)


def look_at_contact(shelves: Shelves, contact_id: str, actor: Actor) -> ContactView | None:
    """Return the contact with this id, or None."""
    view = look_at_crm(shelves, actor)
    contact = next((one for one in view.contents.contacts if one.id == contact_id), None)
    if contact is None:
        return None
    companies = {one.id: one.name for one in view.contents.companies}
    with shelves.database.reading() as session:
        calls = call_rows.read_all(session, calls_of_contact(session, contact_id, actor))
    return ContactView(
        contact=contact,
        company=companies.get(contact.company_id or ""),
        notes=tuple(note for note in view.contents.notes if note.contact_id == contact_id),
        tasks=tuple(task for task in view.contents.tasks if task.contact_id == contact_id),
        calls=calls,
        seen=view.seen,
    )


def _without_words(one: _Kind) -> _Kind:
    return one.model_copy(update={"title": HIDDEN, "body": ""})
