"""Reads what stands here of a person besides what a call's dossier holds: CRM rows, promises, hook events.

In: a session, and the person or the calls. Out: frozen values. Not here: which calls (erasing_person.py).
"""

from __future__ import annotations

from collections.abc import Collection
from typing import Any

from sqlalchemy import select

from models.erasure import Person
from models.frozen import Frozen
from storage.database import Session
from storage.erasing_person import contacts_of
from storage.tables import (
    CrmContactFieldRow,
    CrmContactRow,
    CrmDealRow,
    CrmNoteRow,
    CrmTaskRow,
    PromiseRow,
    Table,
)


class HeldRow(Frozen):
    """One row of the embedded CRM: of which table, and its columns by name."""

    table: str
    columns: dict[str, Any]


def contacts_held(session: Session, person: Person) -> tuple[HeldRow, ...]:
    """Return the person's contacts in the embedded CRM, with their fields and the deals that hang on them."""
    ids = [row.id for row in contacts_of(session, person)]
    rows = [
        *session.scalars(select(CrmContactRow).where(CrmContactRow.id.in_(ids))),
        *session.scalars(select(CrmContactFieldRow).where(CrmContactFieldRow.contact_id.in_(ids))),
        *session.scalars(select(CrmDealRow).where(CrmDealRow.contact_id.in_(ids))),
    ]
    return tuple(map(_held, rows))


def crm_rows_of(session: Session, call_id: str) -> tuple[HeldRow, ...]:
    """Return the notes and tasks of this call in the embedded CRM."""
    tables = (CrmNoteRow, CrmTaskRow)
    rows = (row for table in tables for row in session.scalars(select(table).where(table.call_id == call_id)))
    return tuple(map(_held, rows))


def loose_crm_rows(session: Session, person: Person, calls: Collection[str]) -> tuple[HeldRow, ...]:
    """Return the notes and tasks that hang on the person's contacts and are of none of these calls."""
    ids = [row.id for row in contacts_of(session, person)]
    rows = (
        row
        for table in (CrmNoteRow, CrmTaskRow)
        for row in session.scalars(
            select(table).where(table.contact_id.in_(ids), table.call_id.not_in(calls))
        )
    )
    return tuple(map(_held, rows))


def promise_rows_of(session: Session, call_id: str) -> tuple[PromiseRow, ...]:
    """Return the promises and follow-ups that were confirmed in this call."""
    of_call = select(PromiseRow).where(PromiseRow.call_id == call_id)
    return tuple(session.scalars(of_call.order_by(PromiseRow.item_id)))


def _held(row: Table) -> HeldRow:
    return HeldRow(
        table=row.__tablename__,
        columns={column.key: getattr(row, column.key) for column in row.__table__.columns},
    )
