"""A contact of the embedded CRM as all adapters tell of one: with its company and its open deals.

In: a session and the row. Out: `Party`. Not here: who fits (embedded_crm.py).
"""

from __future__ import annotations

from collections.abc import Sequence

from sqlalchemy import select

from models.crm import Company, Deal, MatchedBy, Party
from storage.database import Session
from storage.tables import CrmCompanyRow, CrmContactRow, CrmDealRow


def party_of(session: Session, row: CrmContactRow, matched_by: MatchedBy) -> Party:
    """Return the contact, and by what it was found."""
    company = session.get(CrmCompanyRow, row.company_id) if row.company_id else None
    return Party(
        contact_id=row.id,
        name=row.name,
        phone=row.phone,
        email=row.email,
        company=None if company is None else Company(id=company.id, name=company.name),
        deals=tuple(Deal(id=deal.id, title=deal.title) for deal in _open_deals(session, row.id)),
        matched_by=matched_by,
    )


def _open_deals(session: Session, contact_id: str) -> Sequence[CrmDealRow]:
    return session.scalars(
        select(CrmDealRow)
        .where(CrmDealRow.contact_id == contact_id, CrmDealRow.state == "open")
        .order_by(CrmDealRow.created_at, CrmDealRow.id)
    ).all()
