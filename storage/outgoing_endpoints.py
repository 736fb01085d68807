"""Rows of the endpoints that events are sent to; address and secrets sealed with the master key.

In: a session, an address, secrets. Out: `OutgoingEndpoint` values without secrets, rows for `lifecycle`.
"""

from __future__ import annotations

import base64
from collections.abc import Sequence
from datetime import datetime
from typing import Final

from pydantic import AwareDatetime, Field
from sqlalchemy import func, select

from models.frozen import Frozen
from models.outgoing import OutgoingEndpoint
from storage.database import Session
from storage.master_key import MasterKey
from storage.tables import OutgoingDeliveryRow, OutgoingEndpointRow
from text.signed_message import secret_name

_PURPOSE: Final = b"callnotes outgoing endpoint 1\n"


class SealedSecret(Frozen):
    """A key in base64, and until when it signs; None for the one that is in use."""

    key: str = Field(repr=False)
    until: AwareDatetime | None = None


class SealedAddress(Frozen):
    """What is sealed of an endpoint: where it is, and what signs messages to it, the newest first."""

    url: str = Field(repr=False)
    secrets: tuple[SealedSecret, ...]

    def keys(self, now: datetime) -> tuple[bytes, ...]:
        """Return the keys that sign at this moment."""
        return tuple(
            base64.b64decode(one.key) for one in self.secrets if one.until is None or one.until > now
        )

    def with_new(self, key: bytes, *, now: datetime, old_until: datetime) -> SealedAddress:
        """Return the address with another key, beside which the one of before signs until that moment."""
        kept = (
            one.model_copy(update={"until": one.until or old_until})
            for one in self.secrets
            if one.until is None or one.until > now
        )
        fresh = SealedSecret(key=base64.b64encode(key).decode())
        return self.model_copy(update={"secrets": (fresh, *kept)})


def purpose_of(endpoint_id: str) -> bytes:
    """Return what the address of this endpoint is sealed for."""
    return _PURPOSE + endpoint_id.encode()


def sealed(endpoint_id: str, address: SealedAddress, key: MasterKey) -> bytes:
    """Return the address as it is kept."""
    return key.seal(address.model_dump_json().encode(), purpose=purpose_of(endpoint_id))


def opened(row: OutgoingEndpointRow, key: MasterKey) -> SealedAddress | None:
    """Return the address of the row; None where another master key sealed it."""
    plain = key.open(row.sealed, purpose=purpose_of(row.id))
    return None if plain is None else SealedAddress.model_validate_json(plain)


def by_name(session: Session, name: str) -> OutgoingEndpointRow | None:
    """Return the endpoint with this name, locked."""
    query = select(OutgoingEndpointRow).where(OutgoingEndpointRow.name == name)
    return session.scalars(query.with_for_update()).one_or_none()


def every(session: Session, key: MasterKey, *, now: datetime) -> tuple[OutgoingEndpoint, ...]:
    """Return all endpoints by name."""
    rows = session.scalars(select(OutgoingEndpointRow).order_by(OutgoingEndpointRow.name)).all()
    counts = _counts(session)
    return tuple(_read(row, opened(row, key), counts, now) for row in rows)


def _counts(session: Session) -> dict[tuple[str, str], int]:
    row = OutgoingDeliveryRow
    query = (
        select(row.endpoint_id, row.state, func.count())
        .where(row.state.in_(("waiting", "missed")))
        .group_by(row.endpoint_id, row.state)
    )
    found: Sequence[tuple[str, str, int]] = session.execute(query).all()
    return {(endpoint_id, state): count for endpoint_id, state, count in found}


def _read(
    row: OutgoingEndpointRow, address: SealedAddress | None, counts: dict[tuple[str, str], int], now: datetime
) -> OutgoingEndpoint:
    return OutgoingEndpoint(
        name=row.name,
        url=address.url if address else None,
        events=tuple(row.events.split()),
        with_items=row.with_items,
        made_by=row.made_by,
        made_at=row.made_at,
        secrets=tuple(secret_name(key) for key in address.keys(now)) if address else (),
        paused_at=row.paused_at,
        paused_why=row.paused_why,
        failing_since=row.failing_since,
        waiting=counts.get((row.id, "waiting"), 0),
        missed=counts.get((row.id, "missed"), 0),
    )
