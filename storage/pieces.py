"""Pieces of a call's transcript already done, sealed, so that a crash does not repeat them.

In: JSON texts by key. Out: the same texts; a piece that was damaged is simply not there.
"""

from __future__ import annotations

from dataclasses import dataclass

from models.ports import Clock
from storage.database import Database
from storage.master_key import MasterKey
from storage.tables import PieceRow


@dataclass(frozen=True)
class SealedPieces:
    """The pieces of one call; implements models.ports.PieceStore, one transaction per method."""

    database: Database
    key: MasterKey
    clock: Clock
    call_id: str

    def get(self, key: str) -> str | None:
        """Return the piece kept under this key, or None."""
        with self.database.reading() as session:
            row = session.get(PieceRow, (self.call_id, key))
        if row is None:
            return None
        plain = self.key.open(row.sealed, purpose=self._purpose(key))
        return None if plain is None else plain.decode()

    def put(self, key: str, value: str) -> None:
        """Keep a piece; the same key again replaces it."""
        sealed = self.key.seal(value.encode(), purpose=self._purpose(key))
        with self.database.transaction() as session:
            session.merge(PieceRow(call_id=self.call_id, key=key, sealed=sealed, kept_at=self.clock()))

    def _purpose(self, key: str) -> bytes:
        return f"callnotes piece 1\n{self.call_id}\n{key}".encode()
