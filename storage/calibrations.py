"""Decisions as they bear on confidence, and the versions of what was learned from them.

In: a session. Out: `Outcome`s, `Calibration`s. A version is never changed but for being in use or not; at
most one is. It holds numbers alone, so that it may outlive the calls that they come from.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Any, Final, cast

from pydantic import TypeAdapter
from sqlalchemy import Select, func, select, update

from models.calibration import Calibration, Curve, Outcome
from models.review import Verdict
from storage.database import Session
from storage.tables import CalibrationRow, DecisionRow

_CURVES: Final = TypeAdapter(tuple[Curve, ...])


def outcomes(session: Session) -> tuple[Outcome, ...]:
    """Return the decision that counts for each item of which the confidence was kept with it."""
    rows = session.execute(
        select(
            DecisionRow.engine,
            DecisionRow.kind,
            DecisionRow.category,
            DecisionRow.confidence,
            DecisionRow.verdict,
        ).where(DecisionRow.id.in_(_standing()))
    )
    return tuple(
        Outcome(
            engine=engine or "", kind=kind or "", category=category or "", confidence=confidence or 0.0,
            verdict=cast("Verdict", verdict),
        )
        for engine, kind, category, confidence, verdict in rows
    )  # fmt: skip


def count(session: Session) -> int:
    """Return how many outcomes there are."""
    return session.scalar(select(func.count()).select_from(_standing().subquery())) or 0


def _standing() -> Select[Any]:
    return (
        select(func.max(DecisionRow.id))
        .where(DecisionRow.confidence.is_not(None))
        .group_by(DecisionRow.call_id, DecisionRow.notes_version, DecisionRow.item_id)
    )


def add(session: Session, curves: Sequence[Curve], *, decisions: int, at: datetime) -> Calibration:
    """Keep what was learned as the next version, not in use."""
    version = (session.scalar(select(func.max(CalibrationRow.version))) or 0) + 1
    body = _CURVES.dump_json(tuple(curves)).decode()
    session.add(CalibrationRow(version=version, made_at=at, decisions=decisions, in_use=False, body=body))
    session.flush()
    return Calibration(version=version, made_at=at, curves=tuple(curves), decisions=decisions)


def versions(session: Session) -> tuple[Calibration, ...]:
    """Return all versions, the newest first."""
    rows = session.scalars(select(CalibrationRow).order_by(CalibrationRow.version.desc()))
    return tuple(_value(row) for row in rows)


def newest(session: Session) -> Calibration | None:
    """Return the newest version, or None."""
    row = session.scalars(select(CalibrationRow).order_by(CalibrationRow.version.desc()).limit(1)).first()
    return None if row is None else _value(row)


def in_use(session: Session) -> Calibration | None:
    """Return the version that a person switched on, or None."""
    row = session.scalars(select(CalibrationRow).where(CalibrationRow.in_use).limit(1)).one_or_none()
    return None if row is None else _value(row)


def use(session: Session, version: int | None) -> bool:
    """Put this version in use and no other; None: none. False when there is no such version."""
    session.execute(update(CalibrationRow).values(in_use=False))
    if version is None:
        return True
    row = session.get(CalibrationRow, version)
    if row is None:
        return False
    row.in_use = True
    session.flush()
    return True


def _value(row: CalibrationRow) -> Calibration:
    return Calibration(
        version=row.version, made_at=row.made_at, curves=_CURVES.validate_json(row.body),
        decisions=row.decisions, in_use=row.in_use,
    )  # fmt: skip
