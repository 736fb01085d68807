"""The adapter of HubSpot: notes, tasks, calls and contact fields, each found again by a key of ours.

Every record is looked up by `cn_external_id` before it is written (keyed.py), so that a lost answer makes no
second one. A field is written only while it holds what the reviewer saw: HubSpot cannot compare and set, so
it is read right before, and this process writes one contact at a time.
Source: reference 2. Not here: the vendor's client (client.py), what stands in a record (contents.py).
"""

from __future__ import annotations

import threading
import time
from collections import defaultdict
from collections.abc import Callable
from datetime import datetime
from typing import Any, Final

from hubspot.crm.objects import SimplePublicObjectInput

from crm_sync.adapters.hubspot.activities import activities
from crm_sync.adapters.hubspot.call_log import Calls
from crm_sync.adapters.hubspot.client import HubSpotClient, answering
from crm_sync.adapters.hubspot.connections import Connections
from crm_sync.adapters.hubspot.contents import call_values, due_in_a_day, note_values, task_values
from crm_sync.adapters.hubspot.decided import Decided
from crm_sync.adapters.hubspot.kept import BODY, changed_there, differs, kept, only_by_apps
from crm_sync.adapters.hubspot.keyed import Keyed, upsert
from crm_sync.adapters.hubspot.people import SHOWN, People
from crm_sync.adapters.hubspot.portal_schema import KEY, PortalChange, set_up
from crm_sync.adapters.hubspot.reading import read_by
from crm_sync.adapters.hubspot.tokens import PastedToken, TokenSource
from models.crm import (
    Activity,
    CallHints,
    CallRecord,
    Capabilities,
    Company,
    Operation,
    Outcome,
    Party,
    PartyHints,
    PutCall,
    PutNote,
    SetContactField,
)
from models.crm_activity import CrmActivity
from models.decided_there import DecidedThere, PendingRecord
from models.errors import ContactNotFoundError, CrmBusyError, CrmRefusedError
from models.ledger import Remote, field_remote
from models.ports import RateGate

_NOT_SET_UP: Final = "HubSpot lacks groups or properties that Call notes needs; run `callnotes crm setup`."
#: An id that no record has: whoever may not read the kind is refused before it is looked for.
_NOBODY: Final = "0"


class HubSpotAdapter:
    """One portal. Safe between threads; several processes share a portal by their keys alone."""

    name = "hubspot"
    decided_there = True
    keeps_calls = True

    def __init__(
        self,
        token: str | TokenSource,
        *,
        gate: RateGate,
        url: str | None = None,
        timeout_s: float = 30.0,
        phone_regions: tuple[str, ...] = ("US",),
        writes_calls: bool = False,
        clock: Callable[[], float] = time.time,
        pause: Callable[[float], None] = time.sleep,
    ) -> None:
        """Keep the token and the gate; nothing is sent before the first call. `url` is for a simulator.

        With `writes_calls` the portal is set up for records of calls, too.
        """
        self._writes_calls = writes_calls
        tokens = PastedToken(token) if isinstance(token, str) else token
        self.client = HubSpotClient(tokens, gate=gate, url=url, timeout_s=timeout_s)
        self._people = People(self.client, phone_regions)
        self._connections = Connections(self.client)
        self._decided = Decided(self.client)
        self._calls = Calls(self.client, phone_regions)
        self._keyed = Keyed(self.client, clock, pause)
        self._clock = clock
        self._owners: dict[str, str | None] = {}
        self._one_at_a_time: dict[str, threading.Lock] = defaultdict(threading.Lock)

    def probe(self) -> Capabilities:
        """Look whether the set-up was run and whether we may read all that is looked up; say what it can do.

        Raises CrmRefusedError where it does not let us in, lacks a scope for reading or was not set up,
        CrmBusyError where it is away. Whether we may write is seen by writing alone.
        """
        if self.set_up(dry_run=True):
            raise CrmRefusedError(_NOT_SET_UP)
        for kind in ("contacts", "companies", "deals"):
            read_by(self.client, kind, _NOBODY, ())
        with answering():
            self.client.owners.get_page(limit=1)
        return Capabilities(
            adapter=self.name,
            upsert_by_key=self._keyed.is_unique("notes", anew=True)
            and self._keyed.is_unique("tasks", anew=True)
            and (not self._writes_calls or self._keyed.is_unique("calls", anew=True)),
            activity_custom_fields=True,
            change_history=True,
            push=False,
            call_records=self.keeps_calls,
            api_version=self.client.version,
        )

    def set_up(self, *, dry_run: bool = False) -> tuple[PortalChange, ...]:
        """Make the properties that the portal lacks, and return what was (in a dry run: would be) made."""
        return set_up(self.client, dry_run=dry_run, calls=self._writes_calls)

    def find_parties(self, hints: PartyHints) -> tuple[Party, ...]:
        """Return the contacts with one of these phones, else those with one of these e-mails."""
        return self._people.find(hints)

    def companies(self, domain: str) -> tuple[Company, ...]:
        """Return the companies with this web domain."""
        return self._people.companies(domain)

    def party(self, contact_id: str) -> Party | None:
        """Return the contact with this id, or None; a merged one by any of its ids."""
        contact = self._contact(contact_id, SHOWN)
        return None if contact is None else self._people.party(contact, "link")

    def create_contact(self, *, key: str, name: str, phone: str | None, email: str | None) -> Party:
        """Create the contact with this key, or return the one that the key made before."""
        first, _, last = name.strip().rpartition(" ")
        values = {"firstname": first or last, "lastname": last if first else ""}
        values |= {name: value for name, value in (("phone", phone), ("email", email)) if value}
        with self._one_at_a_time[key]:
            there = read_by(self.client, "contacts", key, SHOWN, id_property=KEY)
            contact = there or upsert(self.client, "contacts", key, values)
        found = self._contact(contact.id, SHOWN)
        return self._people.party(found or contact, "link")

    def field_values(self, contact_id: str, names: tuple[str, ...]) -> dict[str, str | None]:
        """Return the present values, one entry per name; ContactNotFoundError when the contact is gone."""
        contact = self._contact(contact_id, names)
        if contact is None:
            raise _no_contact()
        return {name: contact.properties.get(name) or None for name in names}

    def apply(self, operation: Operation) -> Outcome:
        """Bring the record with this key to this state; compare-and-set for a contact's field."""
        if isinstance(operation, SetContactField):
            return self._set_field(operation)
        with self._one_at_a_time[operation.key]:
            return self._put(operation)

    def decisions(self, pending: tuple[PendingRecord, ...]) -> tuple[DecidedThere, ...]:
        """Return what people, or others, did with these records; 50 tasks or 100 notes for a request."""
        return self._decided.of(pending)

    def activities(self, contact_id: str, since: datetime) -> tuple[CrmActivity, ...]:
        """Return people's notes and completed tasks of the contact since then, of the newest hundred each."""
        return activities(self.client, contact_id, since)

    def look(self, operation: Operation) -> Remote:
        """Say what stands under the operation's key: its properties and what it is connected to."""
        if isinstance(operation, SetContactField):
            contact = self._contact(operation.contact_id, (operation.name,))
            now = None if contact is None else contact.properties.get(operation.name)
            return field_remote(operation, now, external_id=operation.contact_id)
        kind, values = self._values(operation)
        there = self._keyed.find(kind, operation, tuple(values))
        if there is None and operation.status == "rejected":
            gone = self._keyed.find(kind, operation, (), archived=True)
            return Remote(state="absent") if gone is None else Remote(state="as_written", external_id=gone.id)
        if there is None:
            return Remote(state="absent")
        same = operation.status != "rejected" and _holds(there, values)
        same = same and self._connections.are_as(kind, there.id, operation)
        return Remote(state="as_written" if same else "otherwise", external_id=there.id)

    def find_calls(self, hints: CallHints) -> tuple[CallRecord, ...]:
        """Return the engagements that others made of this call: one is it, several are a person's matter."""
        return self._calls.find(hints)

    def close(self) -> None:
        """Let go of the connections."""
        self.client.close()

    # -- notes, tasks and calls

    def _put(self, operation: Activity) -> Outcome:
        kind, values = self._values(operation)
        there = self._keyed.find(kind, operation, tuple(values))
        if there is None:
            return self._make(kind, operation, values)
        return self._change(kind, operation, values, there)

    def _make(self, kind: str, operation: Activity, values: dict[str, str]) -> Outcome:
        """Make the record, whole and in one request; a rejected one in the recycle bin stays there."""
        if operation.status == "rejected":
            gone = self._keyed.find(kind, operation, (), archived=True)
            if gone is not None:
                return Outcome(result="already_applied", external_id=gone.id)
        due = {} if "hs_timestamp" in values else due_in_a_day(self._clock())
        try:
            made = self._keyed.make(kind, operation, due | values)
        except CrmRefusedError:
            if not self._is_there(operation.contact_id):
                raise _no_contact() from None
            if self._keyed.find(kind, operation, ()) is not None:
                raise CrmBusyError(
                    "Another worker made this record meanwhile; it is looked at again."
                ) from None
            raise
        if operation.status == "rejected":
            self._archive(kind, made.id)
        return Outcome(result="applied", external_id=made.id)

    def _change(self, kind: str, operation: Activity, values: dict[str, str], there: Any) -> Outcome:  # noqa: ANN401 - the vendor's, untyped
        """Bring the record that is there to what the operation says, and leave a person's text in it."""
        if not self._is_there(operation.contact_id):
            raise _no_contact()
        is_edited = self._is_edited(operation, there)
        values = kept(operation, values, there, is_edited=is_edited)
        values = self._unless_changed(operation, values, there)
        is_same = _holds(there, values)
        record = there if is_same else self._keyed.change(kind, operation, there, values)
        moved = self._connections.bring(kind, record.id, operation)
        if operation.status == "rejected":
            self._archive(kind, record.id)
            moved = True
        return Outcome(
            result="already_applied" if is_same and not moved else "applied",
            external_id=record.id,
            kept_text=is_edited,
        )

    def _unless_changed(self, operation: Activity, values: dict[str, str], there: Any) -> dict[str, str]:  # noqa: ANN401 - the vendor's, untyped
        """Return our values, but of a follow-up that is there not what somebody changed on it since."""
        ours = {name: value for name, value in values.items() if not _holds(there, {name: value})}
        if not ours or operation.op != "put_task" or operation.status != "live":
            return values
        task = self._keyed.find("tasks", operation, (), history=sorted(ours))
        theirs = changed_there(task, ours)
        return {name: value for name, value in values.items() if name not in theirs}

    def _archive(self, kind: str, record_id: str) -> None:
        with answering():
            self.client.records.archive(kind, record_id)

    def _is_there(self, contact_id: str | None) -> bool:
        return contact_id is None or self._contact(contact_id, ()) is not None

    def _is_edited(self, operation: Activity, there: Any) -> bool:  # noqa: ANN401 - the vendor's, untyped
        """True where the note shows another text than ours, and HubSpot does not say that an app wrote it."""
        if not differs(operation, there):
            return False
        return not only_by_apps(self._keyed.find("notes", operation, (), history=[BODY]))

    def _values(self, operation: Activity) -> tuple[str, dict[str, str]]:
        if isinstance(operation, PutNote):
            return "notes", note_values(operation)
        if isinstance(operation, PutCall):
            return "calls", call_values(operation, self._owner_id(operation.owner))
        return "tasks", task_values(operation, self._owner_id(operation.owner))

    def _owner_id(self, email: str | None) -> str | None:
        """The id of HubSpot's user with this address; one whom it does not know owns nothing there."""
        if email is None:
            return None
        if email not in self._owners:
            with answering():
                page = self.client.owners.get_page(email=email, limit=1)
            self._owners[email] = str(page.results[0].id) if page.results else None
        return self._owners[email]

    def _set_field(self, operation: SetContactField) -> Outcome:
        with self._one_at_a_time[operation.contact_id]:
            now = self.field_values(operation.contact_id, (operation.name,))[operation.name]
            if now == (operation.value or None):
                return Outcome(result="already_applied", external_id=operation.contact_id, current_value=now)
            if now != (operation.expected or None):
                return Outcome(result="conflict", external_id=operation.contact_id, current_value=now)
            changed = SimplePublicObjectInput(properties={operation.name: operation.value})
            with answering():
                self.client.records.update("contacts", operation.contact_id, changed)
        return Outcome(result="applied", external_id=operation.contact_id, current_value=operation.value)

    def _contact(self, contact_id: str, names: tuple[str, ...]) -> Any:  # noqa: ANN401 - the vendor's, untyped
        return read_by(self.client, "contacts", contact_id, names)


def _holds(record: Any, values: dict[str, str]) -> bool:  # noqa: ANN401 - the vendor's, untyped
    return all((record.properties.get(name) or "") == value for name, value in values.items())


def _no_contact() -> ContactNotFoundError:
    return ContactNotFoundError("HubSpot holds no contact with this id; link the call to one that is there.")
