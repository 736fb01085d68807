"""Which version of the machine is trusted with which kind of item in which category, as it is kept.

In: a session. Out: `Trust`s. Not here: whether it is to be trusted (lifecycle/trusted.py).
"""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import select

from models.notes import CallNotes
from models.samples import Trust
from storage.database import Session
from storage.tables import TrustRow


def every(session: Session) -> tuple[Trust, ...]:
    """Return all that was ever trusted, and whether it still is, what changed last first."""
    rows = session.scalars(select(TrustRow).order_by(TrustRow.changed_at.desc(), TrustRow.kind))
    return tuple(_value(row) for row in rows)


def keep(session: Session, trust: Trust) -> None:
    """Keep it in the place of what was known of the same."""
    session.merge(TrustRow(**trust.model_dump()))
    session.flush()


def trusted_kinds(session: Session, notes: CallNotes) -> frozenset[str]:
    """Return the kinds of items of which what made these notes is trusted, in their category."""
    return frozenset(
        session.scalars(
            select(TrustRow.kind).where(
                TrustRow.engine == notes.engine,
                TrustRow.model == notes.model,
                TrustRow.prompt_version == notes.prompt_version,
                TrustRow.category == notes.category,
                TrustRow.trusted,
            )
        )
    )


def withdrawn_since(session: Session, moment: datetime) -> tuple[Trust, ...]:
    """Return what is trusted no more since this moment."""
    return tuple(one for one in every(session) if not one.trusted and one.changed_at >= moment)


def _value(row: TrustRow) -> Trust:
    return Trust.model_validate({name: getattr(row, name) for name in Trust.model_fields})
