"""What is to stand in the CRM and what is known of it: for the whole house in numbers, for a call by record.

In: who looks. Out: `CrmStatus`, entries of the calls that are seen; the wish that a worker looks again.
Not here: looking into the CRM (crm_sync/reconcile.py), writing to it.
"""

from __future__ import annotations

from typing import Final

from pydantic import AwareDatetime

from models.access import Actor
from models.call import Call
from models.crm_connection import Connection
from models.crm_limits import CrmLimits, CrmStanding
from models.figures import Count, QueueFigures
from models.frozen import Frozen
from models.ledger import LedgerEntry
from storage import calls as call_rows
from storage import figures, ledger_book
from storage.shelves import Shelves

_SHOWN: Final = 100


class CrmStatus(Frozen):
    """The way to the CRM at one moment.

    `queue` are calls whose records wait for a worker; `open_records` are records that were begun and are not
    known to stand in the CRM, `oldest_open_at` the first of them; `causes` is why, where they failed.
    `standing` tells the room that a CRM's limits leave, and whether it is asked at all; `connection` who let
    our app in by OAuth, where somebody has.
    """

    queue: QueueFigures
    open_records: int = 0
    oldest_open_at: AwareDatetime | None = None
    causes: tuple[Count, ...] = ()
    standing: CrmStanding | None = None
    connection: Connection | None = None


class LedgerView(Frozen):
    """The status, and what is open in calls that the actor sees; `hidden` is how much more there is."""

    status: CrmStatus
    entries: tuple[LedgerEntry, ...] = ()
    hidden: int = 0


def crm_status(shelves: Shelves, *, limits: CrmLimits | None = None) -> CrmStatus:
    """Count it all at one moment; `limits` are those of the CRM, if it has some. Raises StorageError."""
    now = shelves.clock()
    standing = None if limits is None else shelves.rate_gate(limits).standing()
    connection = None if limits is None else shelves.crm_connection(limits.crm).shown()
    with shelves.database.reading() as session:
        waiting = {one.kind: one for one in figures.queue(session, now=now)}
        count, oldest = ledger_book.open_entries(session)
        return CrmStatus(
            queue=waiting["crm"],
            open_records=count,
            oldest_open_at=oldest,
            causes=ledger_book.causes(session),
            standing=standing,
            connection=connection,
        )


def look_at_ledger(shelves: Shelves, actor: Actor, *, limits: CrmLimits | None = None) -> LedgerView:
    """Return the status and the oldest open entries, of calls that the actor sees."""
    status = crm_status(shelves, limits=limits)
    with shelves.database.reading() as session:
        shown = ledger_book.oldest_open(session, actor, limit=_SHOWN)
    return LedgerView(status=status, entries=shown, hidden=max(0, status.open_records - len(shown)))


def entries_of(shelves: Shelves, call_id: str, *, seen_by: Actor | None = None) -> tuple[LedgerEntry, ...]:
    """Return the call's entries; raises as lifecycle.reading.call."""
    with shelves.database.reading() as session:
        found = call_rows.read(session, call_rows.find(session, call_id, seen_by=seen_by))
    return shelves.ledger_book().entries(found.id)


def ask_to_reconcile(shelves: Shelves, call_id: str, *, actor: Actor) -> Call:
    """Note that a worker is to look into the CRM for this call; asking twice changes nothing."""
    with shelves.database.transaction() as session:
        row = call_rows.find(session, call_id, seen_by=actor)
        shelves.ledger_book().ask_to_look(session, row.id)
        shelves.audit().note_in(session, actor, "reconciled", call_id=row.id)
        return call_rows.read(session, row)
