"""Signs in the CRM of what became of open promises, as they are kept; and whom to ask the CRM about.

In: a session, a promise's row. Out: `Sign`s. Not here: what is a sign (lifecycle/promise_signs.py).
"""

from __future__ import annotations

from datetime import datetime
from typing import Literal

from pydantic import AwareDatetime
from sqlalchemy import func, select

from models.errors import StorageError
from models.frozen import Frozen
from storage import call_keys
from storage.database import Session
from storage.tables import PromiseRow, SignRow


class Sign(Frozen):
    """A note or completed task (`ref` is its id in the CRM) with its words, and why they count."""

    kind: Literal["note", "task"]
    ref: str
    became: Literal["kept", "moved", "cancelled"]
    at: AwareDatetime
    quote: str
    reasons: tuple[str, ...]


class _Words(Frozen):
    quote: str
    reasons: tuple[str, ...]


def next_contacts(session: Session, *, after: str, limit: int) -> tuple[tuple[str, datetime], ...]:
    """Return the next contacts with open promises, and since when they have the oldest one."""
    query = (
        select(PromiseRow.contact_id, func.min(PromiseRow.promised_at, type_=PromiseRow.promised_at.type))
        .where(PromiseRow.state == "open", PromiseRow.contact_id > after)
        .group_by(PromiseRow.contact_id)
        .order_by(PromiseRow.contact_id)
        .limit(limit)
    )
    return tuple((contact_id, since) for contact_id, since in session.execute(query) if contact_id)


def open_with(session: Session, contact_id: str) -> tuple[PromiseRow, ...]:
    """Return the open promises with this contact."""
    query = select(PromiseRow).where(PromiseRow.contact_id == contact_id, PromiseRow.state == "open")
    return tuple(session.scalars(query.order_by(PromiseRow.sort_at)))


def keep(session: Session, row: PromiseRow, sign: Sign) -> bool:
    """Keep a sign; False where it is there already."""
    if session.get(SignRow, (row.call_id, row.item_id, sign.kind, sign.ref)) is not None:
        return False
    words = _Words(quote=sign.quote, reasons=sign.reasons).model_dump_json().encode()
    sealed = call_keys.sealed(session, row.call_id, words, purpose=_purpose(row.call_id, row.item_id))
    session.add(
        SignRow(
            call_id=row.call_id, item_id=row.item_id, kind=sign.kind, ref=sign.ref, became=sign.became,
            at=sign.at, sealed=sealed,
        )
    )  # fmt: skip
    session.flush()
    return True


def signs_of(session: Session, row: PromiseRow) -> tuple[Sign, ...]:
    """Return the signs of this promise, the newest first."""
    rows = session.scalars(
        select(SignRow)
        .where(SignRow.call_id == row.call_id, SignRow.item_id == row.item_id)
        .order_by(SignRow.at.desc())
    )
    return tuple(_value(session, one) for one in rows)


def _value(session: Session, row: SignRow) -> Sign:
    plain = call_keys.opened(session, row.call_id, row.sealed, purpose=_purpose(row.call_id, row.item_id))
    if plain is None:
        raise StorageError(call_keys.OTHER_KEY)
    words = _Words.model_validate_json(plain)
    own = {name: getattr(row, name) for name in ("kind", "ref", "became", "at")}
    return Sign.model_validate({**own, **words.model_dump()})


def _purpose(call_id: str, item_id: str) -> bytes:
    return f"callnotes promise sign 1\n{call_id}\n{item_id}".encode()
