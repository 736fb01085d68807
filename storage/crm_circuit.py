"""Whether a CRM is asked at all: closed for a while by a daily limit, an outage or a token that it refuses.

In: a session, and what happened. Out: the row that all workers share. A closed CRM whose time is over is
being tried: the first answer opens it, the first failure closes it for longer.
Not here: the limits of an open one (rate_gate.py), what is held back meanwhile (pipeline/sweep.py).
"""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Final, cast
from zoneinfo import ZoneInfo

import structlog

from models.crm_limits import Closed, CrmLimits, CrmState
from storage.database import Session, after_commit, hold_key
from storage.tables import CircuitRow

_log = structlog.get_logger(__name__)

#: So many failures in a row, and nothing is asked for a while, which doubles each time up to a quarter hour.
FAILURES_IN_A_ROW: Final = 3
_FIRST_S: Final = 30.0
_LONGEST_S: Final = 900.0
#: A daily limit still used up after the account's midnight: its time zone is another one than we think.
_ANOTHER_ZONE_S: Final = 3600.0


def why_closed(row: CircuitRow | None, now: datetime) -> Closed | None:
    """Return why nothing is asked now, or None where it may be."""
    return reason(row) if state(row, now) == "closed" else None


def reason(row: CircuitRow | None) -> Closed | None:
    """Return why the CRM was closed, also while it is being tried again."""
    return None if row is None else cast("Closed | None", row.why)


def state(row: CircuitRow | None, now: datetime) -> CrmState:
    """Return the state at this moment."""
    if row is None or row.why is None or row.closed_until is None:
        return "open"
    return "closed" if now < row.closed_until else "trying"


def close(session: Session, limits: CrmLimits, why: Closed, for_s: float | None, *, now: datetime) -> None:
    """Close it for so long, by default until the account's next midnight."""
    row = locked(session, limits.crm)
    until = _midnight_after(now, limits.time_zone) if for_s is None else now + timedelta(seconds=for_s)
    if for_s is None and row.why == why and state(row, now) == "trying":
        until = min(until, now + timedelta(seconds=_ANOTHER_ZONE_S))
    row.why, row.closed_until = why, until
    after_commit(
        session, lambda: _log.warning("crm_closed", crm=limits.crm, why=why, until=until.isoformat())
    )


def failed(session: Session, limits: CrmLimits, *, now: datetime) -> bool:
    """Count a failure; returns whether it is closed by that."""
    row = locked(session, limits.crm)
    row.failures += 1
    if row.failures < FAILURES_IN_A_ROW and row.why is None:
        return False
    doubled = max(0, row.failures - FAILURES_IN_A_ROW)
    for_s = min(_LONGEST_S, _FIRST_S * 2 ** min(doubled, 10))
    close(session, limits, "unreachable", for_s, now=now)
    return True


def reopen(session: Session, crm: str, *, now: datetime, at_once: bool) -> None:
    """Open it after an answer: at once where a person asked, else when its time is over."""
    row = locked(session, crm)
    if row.why is not None:
        if state(row, now) == "closed" and not at_once:
            return
        after_commit(session, lambda: _log.warning("crm_open_again", crm=crm))
    row.why, row.failures = None, 0


def locked(session: Session, crm: str) -> CircuitRow:
    """Return the row for a change, made on first use."""
    hold_key(session, f"circuit {crm}")
    row = session.get(CircuitRow, crm, with_for_update=True)
    if row is None:
        row = CircuitRow(crm=crm, failures=0)
        session.add(row)
        session.flush()
    return row


def _midnight_after(now: datetime, time_zone: str) -> datetime:
    zone = ZoneInfo(time_zone)
    tomorrow = now.astimezone(zone).date() + timedelta(days=1)
    return datetime(tomorrow.year, tomorrow.month, tomorrow.day, tzinfo=zone)
