"""How many deliveries came to each hook and how they ended: one row for each sender and outcome, no more.

In: counts of a while. Out: `HookTally` of all time. Not here: counting in between (api/webhooks/tally.py).
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from sqlalchemy import select

from models.hook_outcomes import HookTally
from storage.database import Database, Session, TakenError
from storage.tables import HookTallyRow


@dataclass(frozen=True)
class HookTallies:
    """All tallies; several processes may add to them."""

    database: Database

    def add(self, counted: Iterable[HookTally]) -> None:
        """Add these counts, all or none. Raises StorageError."""
        some = tuple(counted)
        try:
            self._add(some)
        except TakenError:  # another process made the same row at the same time
            self._add(some)

    def _add(self, counted: tuple[HookTally, ...]) -> None:
        with self.database.transaction() as session:
            for one in counted:
                _add_one(session, one)

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
