"""All shelves together, as the rules get them: the database, the audio, the clock, and the ports over them.

In: a data folder. Out: `Shelves`.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta, tzinfo
from pathlib import Path
from typing import Self

import structlog

from models.consent_rules import ConsentTable, cautious
from models.crm_limits import CrmLimits
from models.ports import Clock
from models.samples import ItemByItem
from storage import audit_chain, calls
from storage.audio import AudioShelf
from storage.audit import AuditLog
from storage.certificates import Certificates
from storage.crm_connection import KeptConnection
from storage.database import Database, hold_audio, migrate, open_database
from storage.digests import Digests
from storage.embedded_crm import EmbeddedCrmTables
from storage.exchanges import KeptExchanges
from storage.heartbeat import Heartbeat
from storage.hook_events import HookEvents
from storage.hook_tallies import HookTallies
from storage.ledger import Ledger
from storage.ledger_book import LedgerBook
from storage.looks import Looks
from storage.master_key import MasterKey
from storage.matches import KeptMatches
from storage.muted import muted_of
from storage.outbox import Outbox
from storage.pieces import SealedPieces
from storage.promise_projection import bring_up_to_date
from storage.rate_gate import SharedRateGate
from storage.remembered_contacts import RememberedContacts
from text.masking import Masking

_log = structlog.get_logger(__name__)


@dataclass(frozen=True)
class Shelves:
    """What every rule of `lifecycle` takes first."""

    database: Database
    audio: AudioShelf
    clock: Clock
    masking: Masking = field(default_factory=Masking)  # for readers who may not see what is personal
    undo: timedelta = timedelta(0)  # for how long a decision may be taken back before it is written
    consent_table: Callable[[], ConsentTable] = cautious  # as the operator has it at this moment
    zone: tzinfo = UTC  # in which a day is meant where the call has no zone of its own
    item_by_item: ItemByItem = "high_risk"  # of which calls items are named one by one until trusted

    def __enter__(self) -> Self:
        """Use the shelves for as long as the context is open."""
        return self

    def __exit__(self, *_error: object) -> None:
        """Close the database's connections."""
        self.database.close()

    def pieces(self, call_id: str) -> SealedPieces:
        """Return the pieces of this call's transcript (models.ports.PieceStore)."""
        return SealedPieces(self.database, self.clock, call_id)

    def ledger(self) -> Ledger:
        """Return the write ledger (models.ports.WriteLedger)."""
        return Ledger(self.database, self.clock)

    def ledger_book(self) -> LedgerBook:
        """Return the ledger as it is read and held against the CRM (models.ports.LookedLedger)."""
        return LedgerBook(self.database, self.clock)

    def embedded_crm(self, regions: tuple[str, ...] = ("US",)) -> EmbeddedCrmTables:
        """Return the tables of the embedded CRM (models.ports.EmbeddedCrm), read in these phone regions."""
        return EmbeddedCrmTables(self.database, self.clock, regions)

    def rate_gate(self, limits: CrmLimits, *, by_hand: bool = False) -> SharedRateGate:
        """Return the gate before this CRM (models.ports.RateGate); `by_hand` where a person asks at once."""
        return SharedRateGate(self.database, self.clock, limits, by_hand)

    def crm_connection(self, crm: str) -> KeptConnection:
        """Return the connection to this CRM by OAuth (models.ports.TokenStore)."""
        return KeptConnection(self.database, self.audio.key, self.clock, crm)

    def exchanges(self) -> KeptExchanges:
        """Return what language models were asked and answered, as far as it is kept."""
        return KeptExchanges(self.database, self.clock)

    def matches(self) -> KeptMatches:
        """Return whom each call may have been with."""
        return KeptMatches(self.database, self.clock)

    def remembered(self) -> RememberedContacts:
        """Return the contacts that people chose for numbers and addresses."""
        return RememberedContacts(self.database, self.clock)

    def looks(self) -> Looks:
        """Return when the pending records are looked at next in the CRM."""
        return Looks(self.database, self.clock)

    def hook_events(self) -> HookEvents:
        """Return the events that came in over hooks."""
        return HookEvents(self.database, self.clock)

    def outbox(self) -> Outbox:
        """Return what is to be told to the outside."""
        return Outbox(self.database, self.audio.key, self.clock)

    def hook_tallies(self) -> HookTallies:
        """Return how often deliveries to hooks ended in which way."""
        return HookTallies(self.database)

    def digests(self) -> Digests:
        """Return the daily mails."""
        return Digests(self.database, self.clock)

    def audit(self) -> AuditLog:
        """Return the log of who did what."""
        return AuditLog(self.database, self.clock, self.audio.root)

    def certificates(self) -> Certificates:
        """Return the certificates of what was deleted."""
        return Certificates(self.database)

    def heartbeat(self) -> Heartbeat:
        """Return the workers' signs of life."""
        return Heartbeat(self.database, self.clock)

    def drop_unkept(self, sha256: str) -> bool:
        """Delete this recording and what is in its place, unless a call keeps it; true when one went."""
        with self.database.transaction() as session:
            hold_audio(session)
            both = {sha256, *muted_of(session, sha256)}
            gone = [one for one in both - calls.keepers(session) if self.audio.has(one)]
            for one in gone:
                self.audio.delete(one)
            return bool(gone)

    def sweep(self) -> int:
        """Remove what crashes left: half-received and lent files, and recordings that no call keeps.

        Safe at any time, beside working processes. Returns how many were removed.
        """
        swept = self.audio.sweep()
        with self.database.reading() as session:
            kept = calls.keepers(session)
        dropped = sum(self.drop_unkept(sha256) for sha256 in self.audio.kept() if sha256 not in kept)
        if dropped:
            _log.info("unkept_recordings_swept", count=dropped)
        return swept + dropped


def utc_now() -> datetime:
    """Return the present moment, aware, in UTC."""
    return datetime.now(UTC)


def open_shelves(
    folder: Path,
    *,
    database_url: str | None = None,
    master_key: MasterKey | None = None,
    clock: Clock = utc_now,
    masking: Masking | None = None,
    undo: timedelta = timedelta(0),
    consent_table: Callable[[], ConsentTable] = cautious,
    zone: tzinfo = UTC,
    item_by_item: ItemByItem = "high_risk",
) -> Shelves:
    """Open, and on first use make, all shelves of a data folder; the schema is brought up to date.

    Without an address the database is the folder's own SQLite file; without a key it is the folder's own.
    Raises StorageError, SettingsError.
    """
    key = master_key or MasterKey.at(folder / "master.key")
    database = open_database(database_url or f"sqlite:///{folder.absolute() / 'callnotes.db'}", key=key)
    migrate(database)
    bring_up_to_date(database, zone)
    _chain_old_lines(database)
    return Shelves(
        database,
        AudioShelf(folder, key),
        clock,
        masking or Masking(),
        undo,
        consent_table,
        zone,
        item_by_item,
    )


def _chain_old_lines(database: Database) -> None:
    """Hash the lines of the audit log that an earlier version wrote; they are a chain from then on."""
    with database.reading() as session:
        waits = audit_chain.waits(session)
    if waits:
        with database.transaction() as session:
            audit_chain.begin(session)
