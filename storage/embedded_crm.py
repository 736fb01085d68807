"""The embedded CRM behind the `local` adapter: contacts, companies, deals, notes and tasks in our own tables.

In: hints about a person, and operations with unique keys. Out: parties and outcomes.
Not here: reading it for people (crm_reading.py), what is written and when (crm_sync).
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Final, TypeVar

from sqlalchemy import or_, select

from models.crm import (
    Company,
    EmbeddedOperation,
    Outcome,
    Party,
    PartyHints,
    PutNote,
    PutTask,
    SetContactField,
)
from models.crm_activity import CrmActivity
from models.errors import CancelledError, ContactNotFoundError
from models.ledger import Remote, field_remote
from models.ports import Clock
from storage.calls import keeps_text
from storage.database import Database, Session, hold_key
from storage.embedded_parties import party_of
from storage.ids import new_id
from storage.tables import (
    CrmChangeRow,
    CrmCompanyRow,
    CrmContactFieldRow,
    CrmContactRow,
    CrmDealRow,
    CrmNoteRow,
    CrmTaskRow,
)
from text.phones import same_line

_OWN_COLUMNS: Final = frozenset({"name", "phone", "email"})

_Keyed = TypeVar("_Keyed", CrmCompanyRow, CrmContactRow, CrmDealRow, CrmNoteRow, CrmTaskRow)


@dataclass(frozen=True)
class EmbeddedCrmTables:
    """The tables of the embedded CRM; implements models.ports.EmbeddedCrm, one transaction per method.

    A number that stands there without its country code is read in the first of the `regions` it is valid in.
    """

    database: Database
    clock: Clock
    regions: tuple[str, ...] = ("US",)

    def find_contacts(self, hints: PartyHints) -> tuple[Party, ...]:
        """Return the contacts with one of these phones, else those with one of these e-mails."""
        with self.database.reading() as session:
            by_phone = self._by_phone(session, hints.phones)
            if by_phone:
                return by_phone
            emails = [email.lower() for email in hints.emails]
            found = session.scalars(
                select(CrmContactRow).where(CrmContactRow.email.in_(emails)).order_by(CrmContactRow.id)
            ).all()
            return tuple(party_of(session, row, "email") for row in found)

    def _by_phone(self, session: Session, phones: tuple[str, ...]) -> tuple[Party, ...]:
        held = CrmContactRow.phone
        loose = held.regexp_match("[^+0-9]|^[^+]") if phones else held.in_(())
        rows = session.scalars(
            select(CrmContactRow).where(or_(held.in_(phones), loose)).order_by(CrmContactRow.id)
        ).all()
        found = []
        for row in rows:
            how = {same_line(row.phone or "", phone, self.regions) for phone in phones}
            if how != {None}:
                found.append(party_of(session, row, "phone" if "same" in how else "extension"))
        return tuple(found)

    def companies(self, domain: str) -> tuple[Company, ...]:
        """Return the companies of the contacts whose e-mail address is in this domain."""
        with self.database.reading() as session:
            rows = session.scalars(
                select(CrmCompanyRow)
                .join(CrmContactRow, CrmContactRow.company_id == CrmCompanyRow.id)
                .where(CrmContactRow.email.endswith(f"@{domain.lower()}", autoescape=True))
                .distinct()
                .order_by(CrmCompanyRow.id)
            )
            return tuple(Company(id=row.id, name=row.name) for row in rows)

    def contact(self, contact_id: str) -> Party | None:
        """Return the contact with this id, or None."""
        with self.database.reading() as session:
            row = session.get(CrmContactRow, contact_id)
            return None if row is None else party_of(session, row, "link")

    def create_contact(
        self, *, key: str, name: str, phone: str | None, email: str | None, company_id: str | None = None
    ) -> Party:
        """Create the contact with this key, or return the one that already has it."""
        with self.database.transaction() as session:
            if not keeps_text(session, key.partition(":")[0]):  # the key of one that is made for a call
                raise CancelledError("The call was declined or erased meanwhile; no contact is made for it.")
            row = _by_key(session, CrmContactRow, key)
            if row is None:
                row = CrmContactRow(
                    id=new_id("contact"),
                    key=key,
                    name=name,
                    phone=phone,
                    email=email.lower() if email else None,
                    company_id=company_id,
                    created_at=self.clock(),
                )
                session.add(row)
                session.flush()
            return party_of(session, row, "link")

    def create_company(self, *, key: str, name: str) -> str:
        """Create the company with this key, or find the one that has it; returns its id."""
        with self.database.transaction() as session:
            row = _by_key(session, CrmCompanyRow, key)
            if row is None:
                row = CrmCompanyRow(id=new_id("company"), key=key, name=name, created_at=self.clock())
                session.add(row)
            return row.id

    def create_deal(
        self,
        *,
        key: str,
        title: str,
        state: str = "open",
        contact_id: str | None = None,
        company_id: str | None = None,
    ) -> str:
        """Create the deal with this key, or find the one that has it; returns its id."""
        with self.database.transaction() as session:
            row = _by_key(session, CrmDealRow, key)
            if row is None:
                row = CrmDealRow(
                    id=new_id("deal"),
                    key=key,
                    title=title,
                    state=state,
                    contact_id=contact_id,
                    company_id=company_id,
                    created_at=self.clock(),
                )
                session.add(row)
            return row.id

    def contact_fields(self, contact_id: str, names: tuple[str, ...]) -> dict[str, str | None]:
        """Return the present values of these properties; ContactNotFoundError when it is gone."""
        with self.database.reading() as session:
            contact = _existing_contact(session, contact_id)
            return {name: _field(session, contact, name) for name in names}

    def put(self, operation: EmbeddedOperation) -> Outcome:
        """Write, update or leave alone, by the operation's key; compare-and-set for contact fields.

        Raises ContactNotFoundError when the contact that the operation names is not there.
        """
        with self.database.transaction() as session:
            if operation.contact_id is not None:
                _existing_contact(session, operation.contact_id)
            if isinstance(operation, SetContactField):
                return self._set_field(session, operation)
            return self._put_activity(session, operation)

    def activities(self, contact_id: str, since: datetime) -> tuple[CrmActivity, ...]:
        """Return the follow-up tasks of the contact that were completed since, the oldest first."""
        done = select(CrmTaskRow).where(CrmTaskRow.contact_id == contact_id, CrmTaskRow.kind != "review")
        done = done.where(CrmTaskRow.status == "done", CrmTaskRow.changed_at > since)
        with self.database.reading() as session:
            return tuple(
                CrmActivity(kind="task", external_id=row.id, key=row.key, text=row.title, at=row.changed_at)
                for row in session.scalars(done.order_by(CrmTaskRow.changed_at))
            )

    def look(self, operation: EmbeddedOperation) -> Remote:
        """Say what stands under the operation's key; nothing is written."""
        with self.database.reading() as session:
            if isinstance(operation, SetContactField):
                return _field_found(session, operation)
            row: CrmNoteRow | CrmTaskRow | None
            if isinstance(operation, PutNote):
                row = session.scalars(select(CrmNoteRow).filter_by(key=operation.key)).one_or_none()
            else:
                row = session.scalars(select(CrmTaskRow).filter_by(key=operation.key)).one_or_none()
            if row is None:
                return Remote(state="absent")
            same = all(getattr(row, name) == value for name, value in _columns(operation).items())
            return Remote(state="as_written" if same else "otherwise", external_id=row.id)

    def _put_activity(self, session: Session, operation: PutNote | PutTask) -> Outcome:
        values = _columns(operation)
        row: CrmNoteRow | CrmTaskRow | None
        if isinstance(operation, PutNote):
            row = _by_key(session, CrmNoteRow, operation.key)
            fresh: CrmNoteRow | CrmTaskRow = CrmNoteRow(id=new_id("note"), key=operation.key)
        else:
            row = _by_key(session, CrmTaskRow, operation.key)
            fresh = CrmTaskRow(id=new_id("task"), key=operation.key)
        if row is None:
            row = fresh
        elif all(getattr(row, name) == value for name, value in values.items()):
            return Outcome(result="already_applied", external_id=row.id)
        for name, value in values.items():
            setattr(row, name, value)
        row.changed_at = self.clock()
        session.add(row)
        return Outcome(result="applied", external_id=row.id)

    def _set_field(self, session: Session, operation: SetContactField) -> Outcome:
        external_id = f"{operation.contact_id}:{operation.name}"
        contact = session.get_one(CrmContactRow, operation.contact_id, with_for_update=True)
        current = _field(session, contact, operation.name)
        if operation.name == "email":
            operation = operation.model_copy(update={"value": operation.value.lower()})
        if current == operation.value or _is_made(session, operation):
            return Outcome(result="already_applied", external_id=external_id, current_value=current)
        if (current or None) != (operation.expected or None):
            return Outcome(result="conflict", external_id=external_id, current_value=current)
        self._write_field(session, contact, operation)
        session.merge(
            CrmChangeRow(
                key=operation.key,
                call_id=operation.call_id,
                contact_id=operation.contact_id,
                name=operation.name,
                old_value=current,
                value=operation.value,
                at=self.clock(),
            )
        )
        return Outcome(result="applied", external_id=external_id, current_value=operation.value)

    def _write_field(self, session: Session, contact: CrmContactRow, operation: SetContactField) -> None:
        if operation.name in _OWN_COLUMNS:
            setattr(contact, operation.name, operation.value)
            return
        session.merge(
            CrmContactFieldRow(
                contact_id=contact.id,
                name=operation.name,
                value=operation.value,
                changed_at=self.clock(),
            )
        )


def _columns(operation: PutNote | PutTask) -> dict[str, object]:
    values = operation.model_dump(exclude={"op", "key", "revision", "verdict"})
    return values | ({"priority": operation.priority} if isinstance(operation, PutTask) else {})


def _field_found(session: Session, operation: SetContactField) -> Remote:
    contact = session.get(CrmContactRow, operation.contact_id)
    now = None if contact is None else _field(session, contact, operation.name)
    return field_remote(operation, now, external_id=f"{operation.contact_id}:{operation.name}")


def _by_key(session: Session, table: type[_Keyed], key: str) -> _Keyed | None:
    hold_key(session, f"{table.__tablename__} {key}")
    return session.scalars(select(table).where(table.key == key).with_for_update()).one_or_none()


def _existing_contact(session: Session, contact_id: str) -> CrmContactRow:
    row = session.get(CrmContactRow, contact_id)
    if row is None:
        raise ContactNotFoundError(
            "The CRM holds no contact with this id; see `callnotes crm show`, then link the call again."
        )
    return row


def _is_made(session: Session, operation: SetContactField) -> bool:
    made = session.get(CrmChangeRow, operation.key)
    asked = (operation.contact_id, operation.name, operation.value)
    return made is not None and (made.contact_id, made.name, made.value) == asked


def _field(session: Session, contact: CrmContactRow, name: str) -> str | None:
    if name in _OWN_COLUMNS:
        value: str | None = getattr(contact, name)
        return value
    row = session.get(CrmContactFieldRow, (contact.id, name))
    return None if row is None else row.value
