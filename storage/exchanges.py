"""What a language model was asked about a call and what it answered, kept for an audit where that is wanted.

In: `Exchange`s, masked as they were sent. Out: the same, in order. They are sealed with the call's key and go
with the call; one that cannot be opened any more is left out.
"""

from __future__ import annotations

from dataclasses import dataclass

from sqlalchemy import select

from models.exchange import Exchange
from models.ports import Clock
from storage import call_keys
from storage.calls import keeps_text
from storage.database import Database
from storage.tables import CallRow, ExchangeRow


@dataclass(frozen=True)
class KeptExchanges:
    """The exchanges of all calls; `keep` is a models.ports.KeepExchange."""

    database: Database
    clock: Clock

    def keep(self, exchange: Exchange) -> None:
        """Keep an exchange with the present moment; of a call that is gone or ended nothing is kept."""
        at = self.clock()
        body = exchange.model_copy(update={"at": at}).model_dump_json().encode()
        with self.database.transaction() as session:
            if session.get(CallRow, exchange.call_id) is not None and keeps_text(session, exchange.call_id):
                purpose = exchange_purpose(exchange.call_id)
                sealed = call_keys.sealed(session, exchange.call_id, body, purpose=purpose)
                session.add(ExchangeRow(call_id=exchange.call_id, at=at, sealed=sealed))

    def of(self, call_id: str) -> tuple[Exchange, ...]:
        """Return the call's exchanges, the oldest first."""
        query = select(ExchangeRow).where(ExchangeRow.call_id == call_id).order_by(ExchangeRow.id)
        with self.database.reading() as session:
            opened = [
                call_keys.opened(session, call_id, row.sealed, purpose=exchange_purpose(call_id))
                for row in session.scalars(query)
            ]
        return tuple(Exchange.model_validate_json(plain) for plain in opened if plain is not None)


def exchange_purpose(call_id: str) -> bytes:
    """Return what an exchange is sealed for."""
    return f"callnotes exchange 1\n{call_id}".encode()
