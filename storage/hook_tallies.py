"""How many deliveries came to each hook and how they ended: one row for each sender and outcome, no more.

In: counts of a while, and the deliveries counted. Out: `HookTally` of all time, the latest deliveries.
Not here: counting in between (api/webhooks/tally.py).
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from sqlalchemy import select

from models.hook_outcomes import HookDelivery, HookTally
from storage.database import Database, Session, TakenError
from storage.hook_deliveries import add_deliveries, latest_deliveries
from storage.tables import HookTallyRow


@dataclass(frozen=True)
class HookTallies:
    """All tallies; several processes may add to them."""

    database: Database

    def add(self, counted: Iterable[HookTally], deliveries: Iterable[HookDelivery] = ()) -> None:
        """Add these counts and lines, all or none. Raises StorageError."""
        some, lines = tuple(counted), tuple(deliveries)
        try:
            self._add(some, lines)
        except TakenError:  # another process made the same row at the same time
            self._add(some, lines)

    def _add(self, counted: tuple[HookTally, ...], deliveries: tuple[HookDelivery, ...]) -> None:
        with self.database.transaction() as session:
            for one in counted:
                _add_one(session, one)
            add_deliveries(session, deliveries)

    def latest(self, provider: str) -> tuple[HookDelivery, ...]:
        """Return the latest deliveries of this sender, the newest first."""
        with self.database.reading() as session:
            return latest_deliveries(session, provider)

    def every(self) -> tuple[HookTally, ...]:
        """Return every tally, by sender and outcome."""
        with self.database.reading() as session:
            return every_tally(session)


def every_tally(session: Session) -> tuple[HookTally, ...]:
    """Return every tally, by sender and outcome."""
    rows = session.scalars(select(HookTallyRow).order_by(HookTallyRow.provider, HookTallyRow.outcome))
    return tuple(
        HookTally(provider=row.provider, outcome=row.outcome, count=row.count, last_at=row.last_at)
        for row in rows
    )


def _add_one(session: Session, one: HookTally) -> None:
    row = session.get(HookTallyRow, (one.provider, one.outcome), with_for_update=True)
    if row is None:
        row = HookTallyRow(provider=one.provider, outcome=one.outcome, count=0, last_at=one.last_at)
        session.add(row)
    row.count += one.count
    row.last_at = max(row.last_at, one.last_at)
    session.flush()
