"""The rate gate of one CRM: every worker asks it before each request, and together they keep to the limits.

In: a limit's name, and what the CRM answered. Out: nothing; it waits, or says why nothing is asked.
A row for each limit holds the moment of the next free turn; who takes it moves it on, in one transaction of a
few milliseconds. The daily limit is counted in the same one, and corrected by what the CRM tells. No turns
are taken in advance: those that nobody uses at their moment would be lost to the other workers.
Not here: why a CRM is closed and for how long (crm_circuit.py), what people see (crm_standing.py).
"""

from __future__ import annotations

import threading
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Final, NoReturn

import structlog

from models.crm_limits import DAILY, Closed, CrmLimits, CrmStanding, Told, not_asked
from models.errors import CrmBusyError, CrmClosedError
from models.ports import Clock
from storage import crm_circuit
from storage.crm_standing import standing
from storage.database import Database, Session, hold_key
from storage.tables import CircuitRow, RateRow

_log = structlog.get_logger(__name__)

#: Who would have to wait longer comes again later.
_PATIENCE: Final = timedelta(seconds=60)
#: Somebody else uses the limit too, and has left nothing of it: a pause, before it is refused to us.
_NOTHING_LEFT_S: Final = 1.0


@dataclass
class SharedRateGate:
    """Implements models.ports.RateGate for one process; safe between threads.

    `by_hand`: a person asks (the doctor, `crm probe`), whom an outage does not keep from trying, and whose
    failures close nothing; the limits hold all the same.
    """

    database: Database
    clock: Clock
    limits: CrmLimits
    by_hand: bool = False
    sleep: Callable[[float], None] = time.sleep
    _lock: threading.Lock = field(default_factory=threading.Lock, init=False, repr=False)
    _told: dict[str, Told] = field(default_factory=dict, init=False)
    _troubled: bool = field(default=False, init=False)

    def enter(self, policy: str) -> None:
        """Wait for the turn of one request under this limit, and take it.

        Raises CrmClosedError where the CRM is not asked just now, CrmBusyError where the turn is too far off.
        """
        wait_s = (self._turn(policy) - self.clock()).total_seconds()
        if wait_s > 0:
            self.sleep(wait_s)

    def answered(self, policy: str, told: Told) -> None:
        """Note that the CRM answered, and what it told of its limits."""
        with self._lock:
            self._told[policy] = told
            troubled, self._troubled = self._troubled, False
        if troubled:
            with self.database.transaction() as session:
                crm_circuit.reopen(session, self.limits.crm, now=self.clock(), at_once=self.by_hand)
        if told.remaining == 0:
            self._pause(policy, _NOTHING_LEFT_S, refused=0)

    def refused(self, policy: str, wait_s: float) -> None:
        """Note that the CRM refused a request as one too many: nobody asks under this limit for so long."""
        _log.warning("crm_limit_refused", crm=self.limits.crm, policy=policy, wait_s=wait_s)
        self._pause(policy, wait_s, refused=1)

    def unanswered(self) -> None:
        """Note that the CRM did not answer or is broken.

        Raises CrmClosedError when that was once too often in a row, so that it is left alone for a while.
        """
        if self.by_hand:
            return
        self._troubled = True
        with self.database.transaction() as session:
            closed = crm_circuit.failed(session, self.limits, now=self.clock())
        if closed:
            self._say_closed("unreachable")

    def close(self, why: Closed, for_s: float | None = None) -> NoReturn:
        """Leave the CRM alone for so long, by default until its day ends. Raises CrmClosedError."""
        if not self.by_hand or why == "daily_limit":
            with self.database.transaction() as session:
                if why == "daily_limit":
                    _row(session, self.limits.crm, DAILY).refused += 1
                crm_circuit.close(session, self.limits, why, for_s, now=self.clock())
        self._say_closed(why)

    def standing(self) -> CrmStanding:
        """Return how things stand, from the database."""
        return standing(self.database, self.limits, now=self.clock())

    def _turn(self, policy: str) -> datetime:
        """Take the next free turn."""
        turn: datetime | None = None
        with self.database.transaction() as session:
            row = _row(session, self.limits.crm, policy)
            daily = _row(session, self.limits.crm, DAILY)
            now = self.clock()
            self._learn(row, daily)
            circuit = session.get(CircuitRow, self.limits.crm)
            self._troubled |= circuit is not None and (circuit.why is not None or circuit.failures > 0)
            closed = crm_circuit.why_closed(circuit, now)
            if closed is None or (self.by_hand and closed != "daily_limit"):
                closed = None if _has_room(daily, self.limits, now) else "daily_limit"
                if closed:
                    crm_circuit.close(session, self.limits, closed, None, now=now)
                elif turn := _next_turn(row, self.limits, now):
                    daily.used += 1
        if closed:
            self._say_closed(closed)
        if turn is None:
            msg = f"{self.limits.title}'s limit of requests leaves no room for now; the work is tried again."
            raise CrmBusyError(msg)
        return turn

    def _learn(self, row: RateRow, daily: RateRow) -> None:
        """Correct what we count by what the CRM told last."""
        with self._lock:
            told = self._told.pop(row.policy, Told())
        row.told = told.requests or row.told
        daily.told = told.daily or daily.told
        if told.daily is not None and told.daily_remaining is not None:
            daily.used = told.daily - told.daily_remaining

    def _pause(self, policy: str, wait_s: float, *, refused: int) -> None:
        until = self.clock() + timedelta(seconds=wait_s)
        with self.database.transaction() as session:
            row = _row(session, self.limits.crm, policy)
            row.next_at = max(row.next_at or until, until)
            row.refused += refused

    def _say_closed(self, why: Closed) -> NoReturn:
        raise CrmClosedError(not_asked(self.limits.title, why))


def _next_turn(row: RateRow, limits: CrmLimits, now: datetime) -> datetime | None:
    """Move the row on and return the turn that was free; None where it is too far off."""
    turn = max(row.next_at or now, now)
    if turn - now > _PATIENCE:
        return None
    row.next_at = turn + limits.of(row.policy, row.told).spacing(limits.margin)
    return turn


def _has_room(daily: RateRow, limits: CrmLimits, now: datetime) -> bool:
    """True where the day has room for one more request; a new day is begun here."""
    day = limits.day_of(now)
    if daily.day != day:
        daily.day, daily.used = day, 0
    return daily.used < limits.for_a_day(daily.told)


def _row(session: Session, crm: str, policy: str) -> RateRow:
    hold_key(session, f"rate {crm} {policy}")
    row = session.get(RateRow, (crm, policy), with_for_update=True)
    if row is None:
        row = RateRow(crm=crm, policy=policy, used=0, refused=0)
        session.add(row)
        session.flush()
    return row
