"""Reads the embedded CRM for people: `callnotes crm show` and the desk.

In: the database. Out: `CrmContents`, everything in frozen models. Not here: writing (embedded_crm.py).
"""

from __future__ import annotations

from collections.abc import Collection
from typing import TypeVar

from pydantic import AwareDatetime
from sqlalchemy import select

from models.frozen import Frozen
from storage.database import Database, Session
from storage.tables import (
    CrmCompanyRow,
    CrmContactFieldRow,
    CrmContactRow,
    CrmDealRow,
    CrmNoteRow,
    CrmTaskRow,
    Table,
)

_Value = TypeVar("_Value", bound=Frozen)


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


def read_crm(database: Database, *, call_id: str | None = None) -> CrmContents:
    """Return everything; with a call, only that call's notes and tasks."""
    notes = select(CrmNoteRow).order_by(CrmNoteRow.at, CrmNoteRow.id)
    tasks = select(CrmTaskRow).order_by(CrmTaskRow.changed_at, CrmTaskRow.id)
    if call_id is not None:
        notes = notes.where(CrmNoteRow.call_id == call_id)
        tasks = tasks.where(CrmTaskRow.call_id == call_id)
    with database.reading() as session:
        fields: dict[str, list[CrmField]] = {}
        for row in session.scalars(select(CrmContactFieldRow).order_by(CrmContactFieldRow.name)):
            fields.setdefault(row.contact_id, []).append(CrmField(name=row.name, value=row.value))
        return CrmContents(
            contacts=tuple(
                CrmContact(
                    id=row.id,
                    name=row.name,
                    phone=row.phone,
                    email=row.email,
                    company_id=row.company_id,
                    fields=tuple(fields.get(row.id, ())),
                )
                for row in session.scalars(
                    select(CrmContactRow).order_by(CrmContactRow.created_at, CrmContactRow.id)
                )
            ),
            companies=tuple(
                _of(CrmCompany, row)
                for row in session.scalars(select(CrmCompanyRow).order_by(CrmCompanyRow.created_at))
            ),
            deals=tuple(
                _of(CrmDeal, row)
                for row in session.scalars(select(CrmDealRow).order_by(CrmDealRow.created_at))
            ),
            notes=tuple(_of(CrmNote, row) for row in session.scalars(notes)),
            tasks=tuple(_of(CrmTask, row) for row in session.scalars(tasks)),
        )


def _of(value: type[_Value], row: Table) -> _Value:
    return value.model_validate({name: getattr(row, name) for name in value.model_fields})
