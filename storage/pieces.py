"""Pieces of a call's transcript already done, sealed, so that a crash does not repeat them.

In: JSON texts by key. Out: the same texts; a piece that was damaged is simply not there.
"""

from __future__ import annotations

from dataclasses import dataclass

from models.ports import Clock
from storage import call_keys
from storage.calls import keeps_text
from storage.database import Database
from storage.tables import PieceRow


@dataclass(frozen=True)
class SealedPieces:
    """The pieces of one call; implements models.ports.PieceStore, one transaction per method."""

    database: Database
    clock: Clock
    call_id: str

    def get(self, key: str) -> str | None:
        """Return the piece kept under this key, or None."""
        with self.database.reading() as session:
            row = session.get(PieceRow, (self.call_id, key))
            if row is None:
                return None
            plain = call_keys.opened(
                session, self.call_id, row.sealed, purpose=piece_purpose(self.call_id, key)
            )
        return None if plain is None else plain.decode()

    def put(self, key: str, value: str) -> None:
        """Keep a piece; the same key again replaces it. Of a call that is declined or erased none is kept."""
        purpose = piece_purpose(self.call_id, key)
        with self.database.transaction() as session:
            if not keeps_text(session, self.call_id):
                return
            sealed = call_keys.sealed(session, self.call_id, value.encode(), purpose=purpose)
            session.merge(PieceRow(call_id=self.call_id, key=key, sealed=sealed, kept_at=self.clock()))


def piece_purpose(call_id: str, key: str) -> bytes:
    """Return what a piece is sealed for."""
    return f"callnotes piece 1\n{call_id}\n{key}".encode()
