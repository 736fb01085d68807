"""The adapter for those with another CRM: a folder of CSV files, a receiver of signed JSON, or both.

With both, contacts and what was written before are looked up in the folder, and every write is told to the
receiver first; what it refuses, or answers with a conflict, is not written to the folder.
In: folder, receiver. Out: what crm_sync/adapter.py promises.
"""

from __future__ import annotations

from datetime import datetime

from crm_sync.adapters.webhook_csv.folder import CsvFolder
from crm_sync.adapters.webhook_csv.receiver import Receiver
from models.crm import Capabilities, Company, Operation, Outcome, Party, PartyHints
from models.crm_activity import CrmActivity
from models.decided_there import DecidedThere, PendingRecord
from models.ledger import Remote


class WebhookCsvAdapter:
    """At least one of the two is there. Safe between threads; several processes share one folder."""

    name = "webhook_csv"
    decided_there = False
    keeps_calls = True

    def __init__(self, *, folder: CsvFolder | None = None, receiver: Receiver | None = None) -> None:
        book = folder or receiver
        assert book is not None, "a folder, a receiver or both"  # noqa: S101 - the settings were checked
        self._book: CsvFolder | Receiver = book
        self._folder, self._receiver = folder, receiver

    def probe(self) -> Capabilities:
        """See that the folder can be used, and that the receiver takes our signature."""
        for part in (self._folder, self._receiver):
            if part is not None:
                part.check()
        parts = (("csv-1", self._folder), ("webhook-1", self._receiver))
        return Capabilities(
            adapter=self.name,
            upsert_by_key=True,
            activity_custom_fields=True,
            change_history=False,
            push=False,
            call_records=self.keeps_calls,
            api_version="+".join(version for version, part in parts if part is not None),
        )

    def find_parties(self, hints: PartyHints) -> tuple[Party, ...]:
        """Return the contacts with one of these phones, else those with one of these e-mails."""
        return self._book.find(hints)

    def companies(self, domain: str) -> tuple[Company, ...]:
        """Return the companies of this mail domain."""
        return self._book.companies(domain)

    def party(self, contact_id: str) -> Party | None:
        """Return the contact with this id, or None."""
        return self._book.party(contact_id)

    def create_contact(self, *, key: str, name: str, phone: str | None, email: str | None) -> Party:
        """Make the contact with this key, once; with both, under an id that the receiver is told."""
        if self._folder is None or self._receiver is None:
            return self._book.create_contact(key=key, name=name, phone=phone, email=email)
        with self._folder.held():
            party = self._folder.create_contact(key=key, name=name, phone=phone, email=email)
            self._receiver.tell_contact(key, party)
            return party

    def field_values(self, contact_id: str, names: tuple[str, ...]) -> dict[str, str | None]:
        """Return the present values, one entry per name; ContactNotFoundError when the contact is gone."""
        return self._book.field_values(contact_id, names)

    def apply(self, operation: Operation) -> Outcome:
        """Bring the record with this key to this state; compare-and-set for a contact's field."""
        if self._folder is None or self._receiver is None:
            return self._book.apply(operation)
        with self._folder.held():
            settled = self._folder.settled(operation)
            if settled is not None:
                return settled
            told = self._receiver.apply(operation)
            return told if told.result == "conflict" else self._folder.apply(operation)

    def look(self, operation: Operation) -> Remote:
        """Say what stands under the operation's key; with both, in the folder."""
        return self._book.look(operation)

    def decisions(self, pending: tuple[PendingRecord, ...]) -> tuple[DecidedThere, ...]:  # noqa: ARG002 - the Protocol's
        """Return nothing: neither a file nor a receiver tells who decided there."""
        return ()

    def activities(self, contact_id: str, since: datetime) -> tuple[CrmActivity, ...]:  # noqa: ARG002 - the Protocol's
        """Return nothing: neither a file nor a receiver tells what people left there."""
        return ()
