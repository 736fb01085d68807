"""The connection to a CRM by OAuth, as all workers share it: its tokens sealed, its renewal claimed by one.

In: what the CRM granted. Out: tokens, a claim, or nothing. A renewal is three steps: claim, ask the CRM with
no connection to the database held, keep what it gave. A claim ends by itself, so that a worker that died
holds up nobody; whoever comes late with an older version changes nothing.
Not here: asking the CRM (crm_sync/adapters/hubspot/oauth.py).
"""

from __future__ import annotations

import hmac
import json
import secrets
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Final

import structlog
from pydantic import SecretStr

from models.crm_connection import Connection, Grant, HeldTokens
from models.ports import Clock
from storage.database import Database, Session, after_commit, hold_key
from storage.master_key import MasterKey
from storage.tables import ConnectionRow

_log = structlog.get_logger(__name__)

#: So long after it was given out a state is taken back: the time that an admin has to say yes.
STATE_LASTS: Final = timedelta(minutes=15)


@dataclass(frozen=True)
class KeptConnection:
    """The connection to one CRM; implements models.ports.TokenStore. Safe between threads and processes."""

    database: Database
    key: MasterKey
    clock: Clock
    crm: str

    def held(self) -> HeldTokens | None:
        """Return the tokens; None where nobody has connected, or they were sealed with another master key."""
        with self.database.reading() as session:
            row = session.get(ConnectionRow, self.crm)
        return None if row is None else self._opened(row)

    def shown(self) -> Connection | None:
        """Return what people may see of it, or None."""
        with self.database.reading() as session:
            row = session.get(ConnectionRow, self.crm)
        if row is None:
            return None
        return Connection(
            account=row.account,
            connected_by=row.connected_by,
            connected_at=row.connected_at,
            renewed_at=row.renewed_at,
            good_until=row.good_until,
        )

    def connect(self, grant: Grant, *, by: str) -> None:
        """Keep a new connection in the place of the one that was there."""
        now = self.clock()
        with self.database.transaction() as session:
            before = self._locked(session)
            session.merge(
                ConnectionRow(
                    crm=self.crm,
                    sealed=self._sealed(grant),
                    version=1 if before is None else before.version + 1,
                    good_until=now + timedelta(seconds=grant.lasts_s),
                    claimed_until=None,
                    account=grant.account,
                    connected_by=by,
                    connected_at=now,
                    renewed_at=now,
                )
            )
            after_commit(session, lambda: _log.info("crm_connected", crm=self.crm))

    def claim(self, held: HeldTokens, *, for_s: float) -> HeldTokens | None:
        """Reserve the renewal of these for so many seconds; None where somebody else has it, or had it."""
        with self.database.transaction() as session:
            row, now = self._locked(session), self.clock()
            if row is None or row.version != held.version:
                return None
            if row.claimed_until is not None and now < row.claimed_until:
                return None
            row.version, row.claimed_until = row.version + 1, now + timedelta(seconds=for_s)
            return held.model_copy(update={"version": row.version})

    def renewed(self, claimed: HeldTokens, grant: Grant) -> None:
        """Keep what the CRM gave for what was claimed, unless somebody changed anything since."""
        with self.database.transaction() as session:
            row, now = self._locked(session), self.clock()
            if row is None or row.version != claimed.version:
                return
            row.sealed, row.version, row.claimed_until = self._sealed(grant), row.version + 1, None
            row.good_until, row.renewed_at = now + timedelta(seconds=grant.lasts_s), now
            after_commit(session, lambda: _log.info("crm_token_renewed", crm=self.crm))

    def put_off(self, claimed: HeldTokens, *, for_s: float) -> None:
        """Give the claim back after a failure: nobody renews for so many seconds."""
        with self.database.transaction() as session:
            row = self._locked(session)
            if row is not None and row.version == claimed.version:
                row.claimed_until = self.clock() + timedelta(seconds=for_s)

    def forget(self) -> None:
        """Remove the tokens, and whatever a renewal that is under way may bring."""
        with self.database.transaction() as session:
            row = self._locked(session)
            if row is not None:
                session.delete(row)
                after_commit(session, lambda: _log.info("crm_disconnected", crm=self.crm))
        self.database.wash()

    def new_state(self) -> str:
        """Return a random value for the way to the CRM and back, which nobody else can make."""
        return self._signed(f"{int(self.clock().timestamp())}.{secrets.token_urlsafe(24)}")

    def gave_out(self, state: str) -> bool:
        """True where the state is one of ours and was given out within the last quarter of an hour."""
        said, _, _ = state.rpartition(".")
        moment, _, _ = said.partition(".")
        if not moment.isdecimal() or not hmac.compare_digest(self._signed(said).encode(), state.encode()):
            return False
        age = self.clock() - datetime.fromtimestamp(int(moment), UTC)
        return age <= STATE_LASTS

    def _signed(self, said: str) -> str:
        return f"{said}.{self.key.fingerprint(said, purpose=self._purpose('state'))}"

    def _locked(self, session: Session) -> ConnectionRow | None:
        hold_key(session, f"connection {self.crm}")
        return session.get(ConnectionRow, self.crm, with_for_update=True)

    def _purpose(self, what: str) -> bytes:
        return purpose_of(self.crm, what)

    def _sealed(self, grant: Grant) -> bytes:
        tokens = {"access": grant.access.get_secret_value(), "refresh": grant.refresh.get_secret_value()}
        return self.key.seal(json.dumps(tokens).encode(), purpose=self._purpose("tokens"))

    def _opened(self, row: ConnectionRow) -> HeldTokens | None:
        plain = self.key.open(row.sealed, purpose=self._purpose("tokens"))
        if plain is None:
            return None
        tokens = json.loads(plain)
        return HeldTokens(
            access=SecretStr(tokens["access"]),
            refresh=SecretStr(tokens["refresh"]),
            good_until=row.good_until,
            version=row.version,
        )


def purpose_of(crm: str, what: str = "tokens") -> bytes:
    """Return what a value of this CRM's connection is sealed for."""
    return f"callnotes crm {what} 1\n{crm}".encode()
