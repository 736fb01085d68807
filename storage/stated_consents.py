"""Reads what was stated about the consent of a call, and which calls wait for it.

In: a session and a call. Out: `Consent`s, ids of calls.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import cast

from sqlalchemy import select

from models.call import Consent, ConsentResponse, ConsentStatus
from models.stages import Stage
from storage.database import Session
from storage.tables import CallRow, ConsentRow


def consent_of(row: CallRow) -> Consent:
    """Return the consent that counts now."""
    return Consent(
        status=cast("ConsentStatus", row.consent_status),
        by=row.consent_by,
        at=row.consent_at,
        how=row.consent_how,
        disclosed=row.consent_disclosed,
        script=row.consent_script,
        response=cast("ConsentResponse | None", row.consent_response),
        recording_started_at=row.recording_started_at,
    )


def consents(session: Session, call_id: str) -> tuple[Consent, ...]:
    """Return what was stated about consent, the oldest first."""
    return tuple(consent for consent, _ in statements(session, call_id))


def statements(session: Session, call_id: str) -> tuple[tuple[Consent, datetime], ...]:
    """Return what was stated about consent and when we were told, the oldest first."""
    return tuple((_stated(row), row.recorded_at) for row in consent_rows(session, call_id))


def is_stated(session: Session, call_id: str, consent: Consent) -> bool:
    """True where this was stated before: what and when tell it, since the rest is masked once a call ends."""
    return _told(consent) in {_told(one) for one in consents(session, call_id)}


def _told(one: Consent) -> tuple[object, ...]:
    return one.status, one.at, one.response, one.recording_started_at, bool(one.by), bool(one.how)


def consent_rows(session: Session, call_id: str) -> Sequence[ConsentRow]:
    """Return the rows of what was stated about consent, the oldest first."""
    return session.scalars(
        select(ConsentRow).where(ConsentRow.call_id == call_id).order_by(ConsentRow.id)
    ).all()


def _stated(row: ConsentRow) -> Consent:
    return Consent(
        status=cast("ConsentStatus", row.status),
        by=row.by,
        at=row.at,
        how=row.how,
        disclosed=row.disclosed,
        script=row.script,
        response=cast("ConsentResponse | None", row.response),
        recording_started_at=row.recording_started_at,
    )


def judged_otherwise(session: Session, mark: str, *, at_most: int) -> tuple[str, ...]:
    """Return calls that wait for consent and were judged under another table than this, the oldest first."""
    query = select(CallRow.id).where(
        CallRow.stage == Stage.AWAITING_CONSENT.value, CallRow.judged_under.is_distinct_from(mark)
    )
    return tuple(session.scalars(query.order_by(CallRow.received_at, CallRow.id).limit(at_most)))
