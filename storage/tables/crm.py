"""Tables of the embedded CRM; what an operation wrote carries its unique key."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import ForeignKey, Index
from sqlalchemy.orm import Mapped, mapped_column

from storage.tables.table import Table, index_of_known


class CrmCompanyRow(Table):
    """A company."""

    __tablename__ = "crm_companies"

    id: Mapped[str] = mapped_column(primary_key=True)
    key: Mapped[str] = mapped_column(unique=True)
    name: Mapped[str]
    created_at: Mapped[datetime]


class CrmContactRow(Table):
    """A person; `phone` in E.164, `email` in lower case."""

    __tablename__ = "crm_contacts"
    __table_args__ = (
        Index(None, "created_at", "id"),
        index_of_known("phone"),
        index_of_known("email"),
    )

    id: Mapped[str] = mapped_column(primary_key=True)
    key: Mapped[str] = mapped_column(unique=True)
    name: Mapped[str]
    phone: Mapped[str | None]
    email: Mapped[str | None]
    company_id: Mapped[str | None] = mapped_column(ForeignKey("crm_companies.id"))
    created_at: Mapped[datetime]


class CrmContactFieldRow(Table):
    """A property of a contact besides name, phone and e-mail."""

    __tablename__ = "crm_contact_fields"

    contact_id: Mapped[str] = mapped_column(
        ForeignKey("crm_contacts.id", ondelete="CASCADE"), primary_key=True
    )
    name: Mapped[str] = mapped_column(primary_key=True)
    value: Mapped[str]
    changed_at: Mapped[datetime]


class CrmDealRow(Table):
    """A deal with a contact or a company."""

    __tablename__ = "crm_deals"

    id: Mapped[str] = mapped_column(primary_key=True)
    key: Mapped[str] = mapped_column(unique=True)
    title: Mapped[str]
    state: Mapped[str]
    contact_id: Mapped[str | None] = mapped_column(ForeignKey("crm_contacts.id"), index=True)
    company_id: Mapped[str | None] = mapped_column(ForeignKey("crm_companies.id"))
    created_at: Mapped[datetime]


class CrmNoteRow(Table):
    """A note; `key` is that of the operation that wrote it."""

    __tablename__ = "crm_notes"

    id: Mapped[str] = mapped_column(primary_key=True)
    key: Mapped[str] = mapped_column(unique=True)
    call_id: Mapped[str] = mapped_column(index=True)
    title: Mapped[str]
    body: Mapped[str]
    status: Mapped[str]
    at: Mapped[datetime]
    contact_id: Mapped[str | None] = mapped_column(ForeignKey("crm_contacts.id"), index=True)
    company_id: Mapped[str | None] = mapped_column(ForeignKey("crm_companies.id"))
    deal_id: Mapped[str | None] = mapped_column(ForeignKey("crm_deals.id"))
    changed_at: Mapped[datetime]


class CrmTaskRow(Table):
    """A task, also the review task of a call."""

    __tablename__ = "crm_tasks"

    id: Mapped[str] = mapped_column(primary_key=True)
    key: Mapped[str] = mapped_column(unique=True)
    call_id: Mapped[str] = mapped_column(index=True)
    title: Mapped[str]
    body: Mapped[str]
    status: Mapped[str]
    kind: Mapped[str]
    priority: Mapped[str] = mapped_column(default="medium", server_default="medium")
    owner: Mapped[str | None]
    due_at: Mapped[datetime | None]
    contact_id: Mapped[str | None] = mapped_column(ForeignKey("crm_contacts.id"), index=True)
    company_id: Mapped[str | None] = mapped_column(ForeignKey("crm_companies.id"))
    deal_id: Mapped[str | None] = mapped_column(ForeignKey("crm_deals.id"))
    changed_at: Mapped[datetime]


class CrmChangeRow(Table):
    """A change of a contact's property that was made, so that the same operation is not made again."""

    __tablename__ = "crm_changes"

    key: Mapped[str] = mapped_column(primary_key=True)
    call_id: Mapped[str] = mapped_column(index=True)
    contact_id: Mapped[str] = mapped_column(ForeignKey("crm_contacts.id", ondelete="CASCADE"), index=True)
    name: Mapped[str]
    old_value: Mapped[str | None]
    value: Mapped[str]
    at: Mapped[datetime]
