"""What a CRM adapter is: the one Protocol behind which every vendor stands, held by one conformance suite.

In: operations with keys that are unique for ever, and hints about people. Out: parties and outcomes.
Not here: what is written when (plan_staging.py, plan_settlement.py), the ledger and the retry (perform.py).

What every adapter guarantees, and tests/contracts/crm_adapter.py proves:

* One key, one record: performing an operation again changes nothing and answers `already_applied`;
  the same key with another state updates the record that is there.
* An unknown outcome (no answer, timeout after sending) is looked up by its key before anything is
  written again, so a lost answer does not make a duplicate.
* A contact's field is written only while it holds the value that the reviewer saw; else `conflict`,
  and the value is left as it is.
* A note whose text a person edited in the CRM keeps that text (`PutNote.written`), and says so.
* Foreign exceptions are translated in the file that touches the library: unreachable, busy and
  rate-limited is CrmBusyError, a record that the CRM will never take is CrmRefusedError, a contact
  that is not there is ContactNotFoundError.
* It may be called from several threads at once.
"""

from __future__ import annotations

from datetime import datetime
from typing import Protocol

from models.crm import Capabilities, Company, Operation, Outcome, Party, PartyHints
from models.crm_activity import CrmActivity
from models.decided_there import DecidedThere, PendingRecord
from models.ledger import Remote


class CrmAdapter(Protocol):
    """One CRM, in the words of models/crm.py."""

    @property
    def name(self) -> str:
        """The adapter's name as it stands in records and settings: `local`, `hubspot`, .."""
        ...

    @property
    def decided_there(self) -> bool:
        """True where people can decide in the CRM itself; only then is `decisions` asked."""
        ...

    @property
    def keeps_calls(self) -> bool:
        """True where the CRM takes a record of the call itself; else `PutCall` is CrmRefusedError."""
        ...

    def probe(self) -> Capabilities:
        """Ask the CRM what it can do; the cheapest call that proves that it is reachable and lets us in.

        Raises CrmBusyError when it cannot be reached now, CrmRefusedError when it does not let us in.
        """
        ...

    def find_parties(self, hints: PartyHints) -> tuple[Party, ...]:
        """Return every contact with one of these phones; if there is none, those with one of these e-mails.

        Phones are compared in E.164 form and e-mails in lower case, however they stand in the CRM; a number
        that goes on to an extension is matched by "extension". Never picks one of several: that is for
        crm_sync/match.py and a person. Raises CrmBusyError.
        """
        ...

    def companies(self, domain: str) -> tuple[Company, ...]:
        """Return the companies of this mail domain, a hint for a person. Raises CrmBusyError."""
        ...

    def party(self, contact_id: str) -> Party | None:
        """Return the contact with this id, `matched_by` "link", or None. Raises CrmBusyError."""
        ...

    def create_contact(self, *, key: str, name: str, phone: str | None, email: str | None) -> Party:
        """Create the contact with this key, or return the one that the key made before.

        Raises CrmBusyError, CrmRefusedError.
        """
        ...

    def field_values(self, contact_id: str, names: tuple[str, ...]) -> dict[str, str | None]:
        """Return what these properties of the contact hold now, one entry per name, None for an empty one.

        Raises ContactNotFoundError, CrmBusyError.
        """
        ...

    def apply(self, operation: Operation) -> Outcome:
        """Bring the record with the operation's key to the operation's state, once.

        An operation without a contact leaves an unattached record; the same key with a contact attaches it.
        Raises ContactNotFoundError when a contact is named that is not there, CrmBusyError when the outcome
        is unknown or nothing could be written, CrmRefusedError when trying again would not help.
        """
        ...

    def decisions(self, pending: tuple[PendingRecord, ...]) -> tuple[DecidedThere, ...]:
        """Return what was done in the CRM with these records: one answer for each that is not simply open.

        It reads, and never writes. Who did it is told from the CRM's history alone: what our own writes,
        workflows, imports and other apps set is `by_a_person=False`. Raises CrmBusyError, CrmRefusedError.
        """
        ...

    def activities(self, contact_id: str, since: datetime) -> tuple[CrmActivity, ...]:
        """Return what was left at the contact since: people's notes and completed tasks, the oldest first.

        Of tasks those that we made are among them, with their key; of notes they are not. A CRM that cannot
        be asked for it answers nothing. It reads, and never writes. Raises CrmBusyError.
        """
        ...

    def look(self, operation: Operation) -> Remote:
        """Say what stands in the CRM under the operation's key, by reading alone: nothing is ever written.

        A record that a person changed is `otherwise`, one that is gone is `absent`. Raises CrmBusyError,
        CrmRefusedError.
        """
        ...
