"""Reads the embedded CRM for people: `callnotes crm show` and the desk.

In: the database. Out: `CrmContents`, everything in frozen models. Not here: writing (embedded_crm.py).
"""

from __future__ import annotations

from collections.abc import Collection, Sequence
from typing import Any, Final, TypeVar

from pydantic import AwareDatetime
from sqlalchemy import ColumnElement, or_, select, true

from models.access import Actor
from models.call import Customer
from models.frozen import Frozen
from storage.database import Database, Session
from storage.sight import seen_by, ways_to_calls
from storage.tables import (
    CallRow,
    CrmChangeRow,
    CrmCompanyRow,
    CrmContactFieldRow,
    CrmContactRow,
    CrmDealRow,
    CrmNoteRow,
    CrmTaskRow,
    Table,
)

_Value = TypeVar("_Value", bound=Frozen)

#: So many contacts are listed to choose from, beside those of the customer.
LISTED: Final = 100

_PORTION: Final = 500


class CrmCompany(Frozen):
    """A company."""

    id: str
    name: str


class CrmField(Frozen):
    """A property of a contact besides name, phone and e-mail."""

    name: str
    value: str


class CrmContact(Frozen):
    """A person."""

    id: str
    name: str
    phone: str | None = None
    email: str | None = None
    company_id: str | None = None
    fields: tuple[CrmField, ...] = ()


class CrmDeal(Frozen):
    """A deal."""

    id: str
    title: str
    state: str
    contact_id: str | None = None
    company_id: str | None = None


class _CrmRecord(Frozen):
    """What a note and a task have alike: the call that it came of, and what it hangs on."""

    id: str
    key: str
    call_id: str
    title: str
    body: str
    status: str
    contact_id: str | None = None
    company_id: str | None = None
    deal_id: str | None = None


class CrmNote(_CrmRecord):
    """A note; pending until a person confirmed it."""

    at: AwareDatetime


class CrmTask(_CrmRecord):
    """A task; kind "review" asks a person to confirm a call's note."""

    kind: str
    priority: str = "medium"
    owner: str | None = None
    due_at: AwareDatetime | None = None


class CrmChange(Frozen):
    """A property of a contact that a confirmed item of a call changed."""

    call_id: str
    name: str
    old_value: str | None
    value: str
    at: AwareDatetime


class CrmContents(Frozen):
    """All that the embedded CRM holds, each kind in the order in which it came."""

    contacts: tuple[CrmContact, ...] = ()
    companies: tuple[CrmCompany, ...] = ()
    deals: tuple[CrmDeal, ...] = ()
    notes: tuple[CrmNote, ...] = ()
    tasks: tuple[CrmTask, ...] = ()


def names_of_contacts(session: Session, contact_ids: Collection[str]) -> dict[str, str]:
    """Return the names of those of these contacts that the embedded CRM has."""
    wanted = select(CrmContactRow).where(CrmContactRow.id.in_(contact_ids))
    return {row.id: row.name for row in session.scalars(wanted)}


def contacts_to_choose(
    database: Database, customer: Customer, linked: str | None, *, actor: Actor, named: str = ""
) -> tuple[CrmContact, ...]:
    """Return contacts for a call: those of its customer and the linked one, then those of the newest calls.

    Only contacts of calls that the actor sees are among them, and of each way to find them `LISTED` at most;
    who sees every call gets the newest contacts. With a part of a name, those that are named so come first.
    """
    theirs = [CrmContactRow.phone == customer.phone] if customer.phone else []
    theirs += [CrmContactRow.email == customer.email] if customer.email else []
    theirs += [CrmContactRow.id == linked] if linked else []
    newest = select(CrmContactRow).order_by(CrmContactRow.created_at.desc(), CrmContactRow.id.desc())
    newest = newest.limit(LISTED)
    with database.reading() as session:
        first = [
            row
            for one in theirs
            for row in session.scalars(select(CrmContactRow).where(one).order_by(CrmContactRow.id))
        ]
        if named:
            is_named = CrmContactRow.name.icontains(named, autoescape=True)
            found = session.scalars(newest.where(is_named, _is_seen(actor))).all()
            return _contacts(session, tuple(dict.fromkeys((*found, *first))))
        others = session.scalars(newest) if actor.sees_every_call else _of_newest_calls(session, actor)
        return _contacts(session, tuple(dict.fromkeys((*first, *others))))


def _is_seen(actor: Actor) -> ColumnElement[bool]:
    """Return that a contact is of a call that the actor sees: linked to it, or of its number or address."""
    if actor.sees_every_call:
        return true()
    ways = (
        CallRow.contact_id == CrmContactRow.id,
        CallRow.customer_phone == CrmContactRow.phone,
        CallRow.customer_email == CrmContactRow.email,
    )
    return or_(*(select(CallRow.id).where(way, seen_by(actor)).exists() for way in ways))


def _of_newest_calls(session: Session, actor: Actor) -> Sequence[CrmContactRow]:
    """Return the contacts of the newest calls that the actor sees, the newest contact first.

    Each way to them is asked by itself: for all of them at once a database reads every contact in order.
    """
    columns = (CallRow.contact_id, CallRow.customer_phone, CallRow.customer_email)
    calls = [
        row
        for way in ways_to_calls(actor)
        for row in session.execute(
            select(*columns).where(way).order_by(CallRow.received_at.desc(), CallRow.id.desc()).limit(LISTED)
        )
    ]
    known = {
        CrmContactRow.id: {row.contact_id for row in calls if row.contact_id},
        CrmContactRow.phone: {row.customer_phone for row in calls if row.customer_phone},
        CrmContactRow.email: {row.customer_email for row in calls if row.customer_email},
    }
    found = {
        row
        for column, values in known.items()
        if values
        for row in session.scalars(select(CrmContactRow).where(column.in_(values)).limit(LISTED))
    }
    return sorted(found, key=lambda row: (row.created_at, row.id), reverse=True)[:LISTED]


def changes_of_contact(session: Session, contact_id: str) -> tuple[CrmChange, ...]:
    """Return what confirmed items changed at this contact, the newest first, at most 200."""
    newest = (
        select(CrmChangeRow).where(CrmChangeRow.contact_id == contact_id).order_by(CrmChangeRow.at.desc())
    )
    return tuple(_of(CrmChange, row) for row in session.scalars(newest.limit(200)))


def read_contact(session: Session, contact_id: str) -> CrmContents | None:
    """Return one contact with its company, notes and tasks, or None."""
    row = session.get(CrmContactRow, contact_id)
    if row is None:
        return None
    company = session.get(CrmCompanyRow, row.company_id) if row.company_id else None
    return CrmContents(
        contacts=_contacts(session, (row,)),
        companies=() if company is None else (_of(CrmCompany, company),),
        **_records(session, CrmNoteRow.contact_id == contact_id, CrmTaskRow.contact_id == contact_id),
    )


def read_crm(database: Database, *, call_id: str | None = None) -> CrmContents:
    """Return everything; with a call, only that call's notes and tasks."""
    with database.reading() as session:
        of_call: tuple[ColumnElement[bool], ColumnElement[bool]] = (true(), true())
        if call_id is not None:
            of_call = (CrmNoteRow.call_id == call_id, CrmTaskRow.call_id == call_id)
        rows = session.scalars(select(CrmContactRow).order_by(CrmContactRow.created_at, CrmContactRow.id))
        return CrmContents(
            contacts=_contacts(session, tuple(rows)),
            companies=tuple(
                _of(CrmCompany, row)
                for row in session.scalars(select(CrmCompanyRow).order_by(CrmCompanyRow.created_at))
            ),
            deals=tuple(
                _of(CrmDeal, row)
                for row in session.scalars(select(CrmDealRow).order_by(CrmDealRow.created_at))
            ),
            **_records(session, *of_call),
        )


def _records(session: Session, of_note: ColumnElement[bool], of_task: ColumnElement[bool]) -> dict[str, Any]:
    notes = select(CrmNoteRow).where(of_note).order_by(CrmNoteRow.at, CrmNoteRow.id)
    tasks = select(CrmTaskRow).where(of_task).order_by(CrmTaskRow.changed_at, CrmTaskRow.id)
    return {
        "notes": tuple(_of(CrmNote, row) for row in session.scalars(notes)),
        "tasks": tuple(_of(CrmTask, row) for row in session.scalars(tasks)),
    }


def _contacts(session: Session, rows: Sequence[CrmContactRow]) -> tuple[CrmContact, ...]:
    fields: dict[str, list[CrmField]] = {}
    ids = [row.id for row in rows]
    for start in range(0, len(ids), _PORTION):
        some = CrmContactFieldRow.contact_id.in_(ids[start : start + _PORTION])
        for row in session.scalars(select(CrmContactFieldRow).where(some).order_by(CrmContactFieldRow.name)):
            fields.setdefault(row.contact_id, []).append(CrmField(name=row.name, value=row.value))
    return tuple(
        CrmContact(
            id=row.id,
            name=row.name,
            phone=row.phone,
            email=row.email,
            company_id=row.company_id,
            fields=tuple(fields.get(row.id, ())),
        )
        for row in rows
    )


def _of(value: type[_Value], row: Table) -> _Value:
    return value.model_validate({name: getattr(row, name) for name in value.model_fields})
