"""Keeps what of a call's newest notes wants attention, and says which calls want it in which way.

In: a session, `Attention`. Out: the same for the calls of a page, and conditions of a query.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable
from datetime import date, timedelta
from typing import Any, Final

from sqlalchemy import ColumnElement, select
from sqlalchemy.orm import InstrumentedAttribute

from models.attention import Attention, Flag
from models.stages import Stage
from storage.database import Session
from storage.tables import AttentionRow, CallRow

#: What is due so soon wants attention.
SOON: Final = timedelta(days=1)
#: So urgent is a call of which lists say so.
URGENT: Final = 2
_PORTION: Final = 100


def keep_attention(session: Session, row: CallRow, found: Attention) -> None:
    """Keep it in the place of that of earlier notes."""
    session.merge(AttentionRow(call_id=row.id, **found.model_dump()))
    row.urgent = found.urgent


def attention_of(session: Session, call_ids: Iterable[str]) -> dict[str, Attention]:
    """Return what wants attention, by call; calls without notes have nothing."""
    rows = session.scalars(select(AttentionRow).where(AttentionRow.call_id.in_(tuple(call_ids))))
    return {row.call_id: Attention.model_validate(row, from_attributes=True) for row in rows}


def without_attention(session: Session, *, besides: Collection[str]) -> tuple[str, ...]:
    """Return a portion of the calls that wait for a decision and of which nothing is kept yet."""
    kept = select(AttentionRow.call_id).where(AttentionRow.call_id == CallRow.id)
    waits = (
        CallRow.need == "waiting", CallRow.stage == Stage.STAGED.value, CallRow.id.not_in(besides)
    )  # fmt: skip
    return tuple(session.scalars(select(CallRow.id).where(*waits, ~kept.exists()).limit(_PORTION)))


def wants(flag: Flag, calls: type[CallRow], *, today: date, signs: str) -> ColumnElement[bool]:
    """Return the condition that holds for calls that want attention in this way.

    `signs` is what stands beside the stage of a call that waits for a manager.
    """
    conditions: dict[Flag, ColumnElement[bool]] = {
        "urgent": calls.urgent >= URGENT,
        "unsure": _noted(AttentionRow.unsure, calls) > 0,
        "no_contact": (calls.stage == Stage.STAGED.value)
        & calls.contact_id.is_(None)
        & calls.wished_contact_name.is_(None),
        "gaps": _noted(AttentionRow.gaps, calls) > 0,
        "sign_off": calls.stage_why == signs,
        "due": _noted(AttentionRow.due, calls) <= today + SOON,
    }
    return conditions[flag]


def _noted(column: InstrumentedAttribute[Any], calls: type[CallRow]) -> ColumnElement[Any]:
    """Return a call's own value: as one, or PostgreSQL asks for all calls that have a value of this kind."""
    return select(column).where(AttentionRow.call_id == calls.id).scalar_subquery()
