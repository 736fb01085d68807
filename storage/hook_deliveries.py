"""The latest deliveries to each hook and how each ended, so many rows and no more.

In: deliveries, the oldest first. Out: `HookDelivery`, the newest first.
Not here: how often each ending was (hook_tallies.py), the events themselves (hook_events.py).
"""

from __future__ import annotations

from collections.abc import Iterable

from sqlalchemy import Select, delete, select

from models.hook_outcomes import MOST_DELIVERIES, HookDelivery
from storage.database import Session
from storage.tables import HookDeliveryRow


def add_deliveries(session: Session, deliveries: Iterable[HookDelivery]) -> None:
    """Add these lines; what continues a refusal adds to its line, and what is too old goes."""
    some = tuple(deliveries)
    for one in some:
        _add_one(session, one)
    for provider in {one.provider for one in some}:
        kept = _latest(provider).with_only_columns(HookDeliveryRow.id)
        session.execute(
            delete(HookDeliveryRow).where(
                HookDeliveryRow.provider == provider, HookDeliveryRow.id.not_in(kept.scalar_subquery())
            )
        )


def latest_deliveries(session: Session, provider: str) -> tuple[HookDelivery, ...]:
    """Return the latest deliveries of this sender, the newest first."""
    return tuple(_value(row) for row in session.scalars(_latest(provider)))


def _latest(provider: str) -> Select[HookDeliveryRow]:
    newest_first = (HookDeliveryRow.last_at.desc(), HookDeliveryRow.id.desc())
    query = select(HookDeliveryRow).where(HookDeliveryRow.provider == provider)
    return query.order_by(*newest_first).limit(MOST_DELIVERIES)


def _add_one(session: Session, one: HookDelivery) -> None:
    alike = _latest(one.provider).where(
        HookDeliveryRow.outcome == one.outcome, HookDeliveryRow.why == one.why
    )
    row = session.scalars(alike.limit(1).with_for_update()).one_or_none()
    if row is None or not one.continues(_value(row)):
        session.add(HookDeliveryRow(**one.model_dump()))
    else:
        both = one.after(_value(row))
        row.count, row.last_at = both.count, both.last_at
    session.flush()


def _value(row: HookDeliveryRow) -> HookDelivery:
    return HookDelivery.model_validate(row, from_attributes=True)
