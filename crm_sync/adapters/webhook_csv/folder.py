"""The folder of CSV files, used as a CRM: what is pending, what counts, what is over, and whom it is about.

In: operations. Out: outcomes, as every adapter gives them. A record stands in one file, by its state:

* pending.csv: notes and review tasks that nobody has confirmed. Nothing in it counts.
* notes.csv, follow_ups.csv, calls.csv, fields.csv, new_contacts.csv: what a person confirmed.
* closed.csv: withdrawn notes and calls, without their words, and review tasks that are done.

Not here: rows (rows.py), writing a file (csv_file.py), contacts (contacts.py), the receiver (receiver.py).
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Final

from crm_sync.adapters.webhook_csv.contacts import Contacts
from crm_sync.adapters.webhook_csv.csv_file import KeyedCsv, Row
from crm_sync.adapters.webhook_csv.lock import FolderLock
from crm_sync.adapters.webhook_csv.rows import FILES, file_of, plain, row_of
from models.crm import Activity, Company, Operation, Outcome, Party, PartyHints, SetContactField
from models.errors import ContactNotFoundError, CrmBusyError
from models.ledger import Remote, field_remote
from text.formats.table import plain_cell

_CHANGE: Final = ("key", "call_id", "contact_id", "name", "expected", "value")
_CONTACT: Final = ("key", "id", "name", "phone", "email")


class CsvFolder:
    """One folder. Safe between threads and processes on one machine, by a lock in the folder.

    `sync` brings the folder's names to the disk after each write.
    """

    def __init__(
        self, folder: Path, *, phone_regions: tuple[str, ...] = ("US",), sync: Callable[[Path], None]
    ) -> None:
        self._lock = FolderLock(folder)
        self._records = {name: KeyedCsv(folder / name, columns, sync=sync) for name, columns in FILES.items()}
        self._changes = KeyedCsv(folder / "fields.csv", _CHANGE, sync=sync)
        self._made = KeyedCsv(folder / "new_contacts.csv", _CONTACT, sync=sync)
        self._contacts = Contacts(folder, self._made, self._changes, regions=phone_regions)

    @contextmanager
    def held(self) -> Iterator[None]:
        """Hold the folder for several acts in a row. Raises CrmBusyError when it cannot be used."""
        try:
            with self._lock():
                yield
        except OSError as error:
            raise CrmBusyError(
                "The folder of CALLNOTES_WEBHOOK_CSV_FOLDER could not be read or written; see that it is "
                "there and has room. The work is kept and tried again."
            ) from error

    def check(self) -> None:
        """See that the folder can be used and that every file in it is what it should be."""
        with self.held():
            self._contacts.all()
            for file in (*self._records.values(), self._changes, self._made):
                file.rows()

    # -- contacts

    def find(self, hints: PartyHints) -> tuple[Party, ...]:
        """Return the contacts with one of these phones, else those with one of these e-mails."""
        with self.held():
            return self._contacts.find(hints)

    def companies(self, domain: str) -> tuple[Company, ...]:
        """Return the companies of contacts whose e-mail address is of this domain."""
        with self.held():
            return self._contacts.companies(domain)

    def party(self, contact_id: str) -> Party | None:
        """Return the contact with this id, or None."""
        with self.held():
            row = self._contacts.one(contact_id)
            return None if row is None else self._contacts.party(row, "link")

    def create_contact(self, *, key: str, name: str, phone: str | None, email: str | None) -> Party:
        """Note the new contact under an id that follows from the key, once."""
        contact_id = f"new-{hashlib.sha256(key.encode()).hexdigest()[:16]}"
        given = {"key": key, "id": contact_id, "name": name, "phone": phone or "", "email": email or ""}
        with self.held():
            if key not in self._made.rows():
                self._made.put(plain(given))
            return self._contacts.party(self._existing(contact_id), "link")

    def field_values(self, contact_id: str, names: tuple[str, ...]) -> dict[str, str | None]:
        """Return what these fields hold, our own changes included."""
        with self.held():
            row = self._existing(contact_id)
            return {name: row.get(name.lower()) or None for name in names}

    # -- writing and looking

    def settled(self, operation: Operation) -> Outcome | None:
        """Return the outcome where nothing is to be written: it is so already, or a person was faster."""
        with self.held():
            if operation.contact_id is not None:
                self._existing(operation.contact_id)
            if isinstance(operation, SetContactField):
                return self._field_settled(operation)
            same = self._stands(operation)
            return Outcome(result="already_applied", external_id=operation.key) if same else None

    def apply(self, operation: Operation) -> Outcome:
        """Bring the row with this key to this state; a change of a field is written while it may be made."""
        with self.held():
            settled = self.settled(operation)
            if settled is not None:
                return settled
            if isinstance(operation, SetContactField):
                self._changes.put(plain(_change_of(operation, self._free_key(operation))))
                return _outcome("applied", operation, operation.value)
            target = self._records[file_of(operation)]
            target.put(row_of(operation))
            for file in self._others(target):
                file.drop(operation.key)
            return Outcome(result="applied", external_id=operation.key)

    def look(self, operation: Operation) -> Remote:
        """Say what stands under the key."""
        with self.held():
            if isinstance(operation, SetContactField):
                row = self._contacts.one(operation.contact_id) or {}
                now = row.get(operation.name.lower())
                return field_remote(operation, now, external_id=_field_id(operation))
            if self._stands(operation):
                return Remote(state="as_written", external_id=operation.key)
            there = any(operation.key in file.rows() for file in self._records.values())
            return Remote(state="otherwise" if there else "absent", external_id=operation.key)

    def _stands(self, operation: Activity) -> bool:
        target = self._records[file_of(operation)]
        elsewhere = any(operation.key in file.rows() for file in self._others(target))
        return target.rows().get(operation.key) == row_of(operation) and not elsewhere

    def _others(self, target: KeyedCsv) -> tuple[KeyedCsv, ...]:
        return tuple(file for file in self._records.values() if file is not target)

    def _existing(self, contact_id: str) -> Row:
        row = self._contacts.one(contact_id)
        if row is None:
            raise ContactNotFoundError(
                "Neither contacts.csv nor new_contacts.csv has a contact with this id; link the call to one "
                "that is there."
            )
        return row

    def _field_settled(self, change: SetContactField) -> Outcome | None:
        now = self._existing(change.contact_id).get(change.name.lower(), "")
        if now == change.value or self._is_made(change):
            return _outcome("already_applied", change, now)
        return None if now == (change.expected or "") else _outcome("conflict", change, now)

    def _is_made(self, change: SetContactField) -> bool:
        rows = self._changes.rows()
        return any(
            (rows[key]["contact_id"], rows[key]["name"], rows[key]["value"])
            == (change.contact_id, change.name, plain_cell(change.value))
            for key in self._keys_of(change)
        )

    def _keys_of(self, change: SetContactField) -> list[str]:
        """The keys of all changes that were made under this one; a change of mind has a row of its own."""
        return [key for key in self._changes.rows() if key.partition("~")[0] == change.key]

    def _free_key(self, change: SetContactField) -> str:
        made = len(self._keys_of(change))
        return f"{change.key}~{made + 1}" if made else change.key


def _change_of(change: SetContactField, key: str) -> dict[str, str]:
    return {
        "key": key,
        "call_id": change.call_id,
        "contact_id": change.contact_id,
        "name": change.name,
        "expected": change.expected or "",
        "value": change.value,
    }


def _outcome(result: str, change: SetContactField, now: str) -> Outcome:
    return Outcome.model_validate({
        "result": result, "external_id": _field_id(change), "current_value": now or None,
    })  # fmt: skip


def _field_id(change: SetContactField) -> str:
    return f"{change.contact_id}:{change.name}"
