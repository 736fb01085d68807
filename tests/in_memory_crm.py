"""An honest embedded CRM in memory: the port `EmbeddedCrm` with every rule it has, and no database.

It is thread-safe, writes by key and compares before it sets. `BrokenLine` stands before any shelf and
loses its answers or is down.
"""

from __future__ import annotations

import threading
from datetime import UTC, datetime
from itertools import count
from typing import Final, Literal

from models.crm import (
    Company,
    EmbeddedOperation,
    MatchedBy,
    Outcome,
    Party,
    PartyHints,
    PutNote,
    PutTask,
    SetContactField,
)
from models.crm_activity import CrmActivity
from models.errors import ContactNotFoundError, StorageError
from models.ledger import Remote, RemoteState, field_remote
from models.ports import EmbeddedCrm
from text.phones import same_line

_DONE_AT: Final = datetime(2026, 11, 20, tzinfo=UTC)


class InMemoryCrm:
    """Contacts as properties by name, notes and tasks by key."""

    def __init__(self) -> None:
        self.contacts: dict[str, dict[str, str]] = {}
        self.records: dict[str, PutNote | PutTask] = {}
        self.external_ids: dict[str, str] = {}
        self.writes = 0
        self._changes: dict[str, SetContactField] = {}
        self._contact_of_key: dict[str, str] = {}
        self._ids = count(1)
        self._lock = threading.RLock()

    def find_contacts(self, hints: PartyHints) -> tuple[Party, ...]:
        with self._lock:
            by_phone = tuple(
                self._party(contact_id, "phone" if "same" in how else "extension")
                for contact_id, held in self.contacts.items()
                if (how := {same_line(held.get("phone", ""), phone, ("US",)) for phone in hints.phones})
                - {None}
            )
            return by_phone or tuple(
                self._party(contact_id, "email")
                for contact_id, held in self.contacts.items()
                if held.get("email") in hints.emails
            )

    def companies(self, domain: str) -> tuple[Company, ...]:
        with self._lock:
            named = {
                held["company"]
                for held in self.contacts.values()
                if held.get("email", "").endswith(f"@{domain}") and "company" in held
            }
            return tuple(Company(id=name, name=name) for name in sorted(named))

    def contact(self, contact_id: str) -> Party | None:
        with self._lock:
            return self._party(contact_id, "link") if contact_id in self.contacts else None

    def create_contact(self, *, key: str, name: str, phone: str | None, email: str | None) -> Party:
        with self._lock:
            if key not in self._contact_of_key:
                contact_id = f"contact-{next(self._ids)}"
                given = {"name": name, "phone": phone, "email": email}
                self.contacts[contact_id] = {prop: value for prop, value in given.items() if value}
                self._contact_of_key[key] = contact_id
                self.writes += 1
            return self._party(self._contact_of_key[key], "link")

    def contact_fields(self, contact_id: str, names: tuple[str, ...]) -> dict[str, str | None]:
        with self._lock:
            held = self._held(contact_id)
            return {name: held.get(name) for name in names}

    def put(self, operation: EmbeddedOperation) -> Outcome:
        with self._lock:
            if operation.contact_id is not None:
                self._held(operation.contact_id)
            return self._set(operation) if isinstance(operation, SetContactField) else self._put(operation)

    def activities(self, contact_id: str, since: datetime) -> tuple[CrmActivity, ...]:
        return tuple(
            CrmActivity(
                kind="task", external_id=self.external_ids[key], key=key, text=one.title, at=_DONE_AT
            )
            for key, one in self.records.items()
            if isinstance(one, PutTask) and one.kind != "review" and one.status == "done"
            and one.contact_id == contact_id and since < _DONE_AT
        )  # fmt: skip

    def look(self, operation: EmbeddedOperation) -> Remote:
        with self._lock:
            if isinstance(operation, SetContactField):
                now = self.contacts.get(operation.contact_id, {}).get(operation.name)
                return field_remote(operation, now, external_id=operation.contact_id)
            held = self.records.get(operation.key)
            if held is None:
                return Remote(state="absent")
            state: RemoteState = "as_written" if held == _bare(operation) else "otherwise"
            return Remote(state=state, external_id=self.external_ids[operation.key])

    def _party(self, contact_id: str, matched_by: MatchedBy) -> Party:
        held = self.contacts[contact_id]
        return Party(
            contact_id=contact_id,
            name=held.get("name", ""),
            phone=held.get("phone"),
            email=held.get("email"),
            company=Company(id=held["company"], name=held["company"]) if "company" in held else None,
            matched_by=matched_by,
        )

    def _held(self, contact_id: str) -> dict[str, str]:
        if contact_id not in self.contacts:
            raise ContactNotFoundError("There is no such contact.")
        return self.contacts[contact_id]

    def _set(self, change: SetContactField) -> Outcome:
        held = self._held(change.contact_id)
        now = held.get(change.name)
        if self._changes.get(change.key) == change or now == change.value:
            result: Literal["applied", "already_applied", "conflict"] = "already_applied"
        elif (now or None) != (change.expected or None):
            result = "conflict"
        else:
            held[change.name] = change.value
            self._changes[change.key] = change
            self.writes += 1
            result = "applied"
        return Outcome(result=result, external_id=change.contact_id, current_value=held.get(change.name))

    def _put(self, record: PutNote | PutTask) -> Outcome:
        record = _bare(record)
        external_id = self.external_ids.setdefault(record.key, f"record-{next(self._ids)}")
        if self.records.get(record.key) == record:
            return Outcome(result="already_applied", external_id=external_id)
        self.records[record.key] = record
        self.writes += 1
        return Outcome(result="applied", external_id=external_id)


def _bare(record: PutNote | PutTask) -> PutNote | PutTask:
    """The record without what the ledger told of it: nobody edits a note here, and keys are enough."""
    return type(record).model_validate(record.model_dump())


class BrokenLine:
    """A shelf behind a line that can lose the answer after the work was done, or be down altogether."""

    def __init__(self, shelf: EmbeddedCrm) -> None:
        self._shelf = shelf
        self.answers_to_lose = 0
        self.is_down = False

    def find_contacts(self, hints: PartyHints) -> tuple[Party, ...]:
        self._check()
        return self._shelf.find_contacts(hints)

    def companies(self, domain: str) -> tuple[Company, ...]:
        self._check()
        return self._shelf.companies(domain)

    def contact(self, contact_id: str) -> Party | None:
        self._check()
        return self._shelf.contact(contact_id)

    def create_contact(self, *, key: str, name: str, phone: str | None, email: str | None) -> Party:
        self._check()
        party = self._shelf.create_contact(key=key, name=name, phone=phone, email=email)
        self._lose()
        return party

    def contact_fields(self, contact_id: str, names: tuple[str, ...]) -> dict[str, str | None]:
        self._check()
        return self._shelf.contact_fields(contact_id, names)

    def put(self, operation: EmbeddedOperation) -> Outcome:
        self._check()
        outcome = self._shelf.put(operation)
        self._lose()
        return outcome

    def activities(self, contact_id: str, since: datetime) -> tuple[CrmActivity, ...]:
        self._check()
        return self._shelf.activities(contact_id, since)

    def look(self, operation: EmbeddedOperation) -> Remote:
        self._check()
        return self._shelf.look(operation)

    def _check(self) -> None:
        if self.is_down:
            raise StorageError("The shelf cannot be reached.")

    def _lose(self) -> None:
        if self.answers_to_lose:
            self.answers_to_lose -= 1
            raise StorageError("The line broke after the write.")
