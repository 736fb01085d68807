"""The names that senders have for calls: each is that of one call, and of an erased one a keyed hash.

In: a session, and a name or a call. Out: the call's row, or its names. Not here: which call gets a name
(lifecycle/arrival.py).
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from sqlalchemy import select

from storage import fingerprints
from storage.database import Session
from storage.tables import CallRow, ExternalIdRow

#: How the keyed hash begins that takes the place of a sender's name when its call is erased.
HIDDEN: Final = "erased:"
is_told: Final = ~ExternalIdRow.external_id.startswith(HIDDEN)


def by_external_id(session: Session, external_id: str) -> CallRow | None:
    """Return the call that a sender knows by this id, locked, also when it is erased."""
    names = [external_id, hidden(session, external_id)]
    return session.scalars(
        select(CallRow)
        .join(ExternalIdRow, ExternalIdRow.call_id == CallRow.id)
        .where(ExternalIdRow.external_id.in_(names))
        .with_for_update()
    ).first()


def hidden(session: Session, external_id: str) -> str:
    """Return what takes the place of a sender's name when its call is erased: a keyed hash of it."""
    return HIDDEN + fingerprints.of(session, f"external id:{external_id}")


def external_ids(session: Session, call_id: str) -> tuple[str, ...]:
    """Return the names that senders have for the call, the first one first."""
    return tuple(
        session.scalars(
            select(ExternalIdRow.external_id)
            .where(ExternalIdRow.call_id == call_id, is_told)
            .order_by(ExternalIdRow.added_at, ExternalIdRow.external_id)
        )
    )


def external_id_rows(session: Session, call_id: str) -> Sequence[ExternalIdRow]:
    """Return the rows of the names that senders have for the call."""
    return session.scalars(select(ExternalIdRow).where(ExternalIdRow.call_id == call_id)).all()


def hide(session: Session, call_id: str) -> int:
    """Keep of the senders' names what knows them again and says nothing; returns of how many."""
    told = select(ExternalIdRow).where(ExternalIdRow.call_id == call_id, is_told)
    names = session.scalars(told).all()
    for name in names:
        name.external_id = hidden(session, name.external_id)
    session.flush()
    return len(names)
