"""Whom each call may have been with, as the CRM had it last, for people to choose from.

In: `Match`es. Out: the same. They hold names and numbers out of the CRM, so they are sealed with the master
key, and go with the call; one that cannot be opened any more is as if it had never been.
"""

from __future__ import annotations

from dataclasses import dataclass

from models.crm import Match
from models.ports import Clock
from storage.database import Database
from storage.master_key import MasterKey
from storage.tables import CallRow, MatchRow


@dataclass(frozen=True)
class KeptMatches:
    """The newest match of every call."""

    database: Database
    key: MasterKey
    clock: Clock

    def keep(self, call_id: str, match: Match) -> None:
        """Keep what was found for the call in place of what was found before; of no call that is gone."""
        sealed = self.key.seal(match.model_dump_json().encode(), purpose=_purpose(call_id))
        with self.database.transaction() as session:
            if session.get(CallRow, call_id) is not None:
                session.merge(MatchRow(call_id=call_id, sealed=sealed, at=self.clock()))

    def of(self, call_id: str) -> Match | None:
        """Return what was found for the call last, or None."""
        with self.database.reading() as session:
            row = session.get(MatchRow, call_id)
            plain = None if row is None else self.key.open(row.sealed, purpose=_purpose(call_id))
        return None if plain is None else Match.model_validate_json(plain)


def _purpose(call_id: str) -> bytes:
    return f"callnotes match 1\n{call_id}".encode()
