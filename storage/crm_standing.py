"""How things stand with a CRM: whether it is asked, what its limits leave, how long a request would wait.

In: a database and the limits. Out: `CrmStanding`, for commands, pages and the doctor; nothing changes.
"""

from __future__ import annotations

from datetime import datetime

from models.crm_limits import DAILY, DAY_S, CrmLimits, CrmStanding, LimitRoom, RateLimit, not_asked
from storage import crm_circuit
from storage.database import Database
from storage.tables import CircuitRow, RateRow


def standing(database: Database, limits: CrmLimits, *, now: datetime) -> CrmStanding:
    """Return how things stand with the CRM of these limits; changes nothing."""
    policies = (*(limit.policy for limit in limits.paced), DAILY)
    with database.reading() as session:
        circuit = session.get(CircuitRow, limits.crm)
        rows = {policy: session.get(RateRow, (limits.crm, policy)) for policy in policies}
    why = crm_circuit.reason(circuit)
    return CrmStanding(
        crm=limits.crm,
        state=crm_circuit.state(circuit, now),
        why=why,
        in_words=None if why is None else not_asked(limits.title, why),
        until=circuit.closed_until if circuit is not None and why is not None else None,
        limits=(
            *(_room(limits, limit, rows[limit.policy], now) for limit in limits.paced),
            _room_of_the_day(limits, rows[DAILY], now),
        ),
    )


def _room(limits: CrmLimits, limit: RateLimit, row: RateRow | None, now: datetime) -> LimitRoom:
    limit = limits.of(limit.policy, row.told if row else None)
    free_at = row.next_at if row and row.next_at else now
    return LimitRoom(
        policy=limit.policy,
        requests=limit.requests,
        interval_s=limit.interval_s,
        per_s=1 / limit.spacing(limits.margin).total_seconds(),
        wait_s=max(0.0, (free_at - now).total_seconds()),
        refused=row.refused if row else 0,
    )


def _room_of_the_day(limits: CrmLimits, row: RateRow | None, now: datetime) -> LimitRoom:
    told = row.told if row else None
    used = row.used if row and row.day == limits.day_of(now) else 0
    return LimitRoom(
        policy=DAILY,
        requests=told or limits.daily,
        interval_s=DAY_S,
        per_s=limits.for_a_day(told) / DAY_S,
        used=used,
        left=max(0, limits.for_a_day(told) - used),
        refused=row.refused if row else 0,
    )
