"""Whom each call may have been with, as the CRM had it last, for people to choose from.

In: `Match`es. Out: the same. They hold names and numbers out of the CRM, so they are sealed with the call's
key, and go with the call; one that cannot be opened any more is as if it had never been.
"""

from __future__ import annotations

from dataclasses import dataclass

from models.crm import Match
from models.ports import Clock
from storage import call_keys
from storage.calls import keeps_text
from storage.database import Database, Session
from storage.tables import CallRow, MatchRow


@dataclass(frozen=True)
class KeptMatches:
    """The newest match of every call."""

    database: Database
    clock: Clock

    def keep(self, call_id: str, match: Match) -> None:
        """Keep what was found for the call in place of what was found before; of no call that ended."""
        body = match.model_dump_json().encode()
        with self.database.transaction() as session:
            if session.get(CallRow, call_id) is not None and keeps_text(session, call_id):
                sealed = call_keys.sealed(session, call_id, body, purpose=match_purpose(call_id))
                session.merge(MatchRow(call_id=call_id, sealed=sealed, at=self.clock()))

    def of(self, call_id: str) -> Match | None:
        """Return what was found for the call last, or None."""
        with self.database.reading() as session:
            return match_of(session, call_id)


def match_of(session: Session, call_id: str) -> Match | None:
    """Return what was found for the call last, or None."""
    row = session.get(MatchRow, call_id)
    if row is None:
        return None
    plain = call_keys.opened(session, call_id, row.sealed, purpose=match_purpose(call_id))
    return None if plain is None else Match.model_validate_json(plain)


def match_purpose(call_id: str) -> bytes:
    """Return what a match is sealed for."""
    return f"callnotes match 1\n{call_id}".encode()
