"""The adapter of the embedded CRM: everything works with no account, no server and no network.

In: the port `EmbeddedCrm`, whose tables stand in `storage`. Out: what crm_sync/adapter.py promises.
Not here: SQL (storage/embedded_crm.py).
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime

from models.crm import Capabilities, Company, Operation, Outcome, Party, PartyHints, PutCall
from models.crm_activity import CrmActivity
from models.decided_there import DecidedThere, PendingRecord
from models.errors import CrmBusyError, CrmRefusedError, StorageError
from models.ledger import Remote
from models.ports import EmbeddedCrm


class LocalAdapter:
    """Speaks to the embedded CRM. Idempotent, since the shelf writes by key in one transaction each."""

    name = "local"
    decided_there = False
    keeps_calls = False

    def __init__(self, shelf: EmbeddedCrm) -> None:
        """Take the shelf that holds the tables."""
        self._shelf = shelf

    def probe(self) -> Capabilities:
        """Read from the shelf once, and say what it can do. Raises CrmBusyError when it cannot be read."""
        with _translated():
            self._shelf.contact("")
        return Capabilities(
            adapter=self.name,
            upsert_by_key=True,
            activity_custom_fields=True,
            change_history=False,
            push=False,
            call_records=self.keeps_calls,
            api_version="embedded-1",
        )

    def find_parties(self, hints: PartyHints) -> tuple[Party, ...]:
        """Return the contacts with one of these phones, else those with one of these e-mails."""
        with _translated():
            return self._shelf.find_contacts(hints)

    def companies(self, domain: str) -> tuple[Company, ...]:
        """Return the companies of the contacts whose e-mail address is in this domain."""
        with _translated():
            return self._shelf.companies(domain)

    def party(self, contact_id: str) -> Party | None:
        """Return the contact with this id, or None."""
        with _translated():
            return self._shelf.contact(contact_id)

    def create_contact(self, *, key: str, name: str, phone: str | None, email: str | None) -> Party:
        """Create the contact with this key, or return the one that already has it."""
        with _translated():
            return self._shelf.create_contact(key=key, name=name, phone=phone, email=email)

    def field_values(self, contact_id: str, names: tuple[str, ...]) -> dict[str, str | None]:
        """Return the present values, one entry per name; ContactNotFoundError when the contact is gone."""
        with _translated():
            values = self._shelf.contact_fields(contact_id, names)
        return {name: values.get(name) or None for name in names}

    def apply(self, operation: Operation) -> Outcome:
        """Bring the record with this key to this state; compare-and-set for a contact's field."""
        if isinstance(operation, PutCall):
            raise CrmRefusedError(
                "The embedded CRM keeps no records of calls, since they stand beside it; `callnotes calls` "
                "lists them."
            )
        with _translated():
            return self._shelf.put(operation)

    def decisions(self, pending: tuple[PendingRecord, ...]) -> tuple[DecidedThere, ...]:  # noqa: ARG002 - the Protocol's
        """Return nothing: nobody decides in the embedded CRM but by the desk."""
        return ()

    def activities(self, contact_id: str, since: datetime) -> tuple[CrmActivity, ...]:
        """Return the tasks of the contact that were completed since; all notes here are ours."""
        with _translated():
            return self._shelf.activities(contact_id, since)

    def look(self, operation: Operation) -> Remote:
        """Say what stands under the operation's key; nothing is written."""
        if isinstance(operation, PutCall):
            return Remote(state="absent")
        with _translated():
            return self._shelf.look(operation)


@contextmanager
def _translated() -> Iterator[None]:
    """Let a shelf that cannot be read or written look like any other CRM that cannot be reached."""
    try:
        yield
    except StorageError as error:
        raise CrmBusyError(
            "The embedded CRM's database could not be read or written; the work is kept and tried again."
        ) from error
