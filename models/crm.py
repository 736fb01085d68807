"""What is said to a CRM and what it answers, in the words that all adapters share.

An `Operation` has a key that is unique for ever; performing it twice leaves one record.
"""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import AwareDatetime, Field

from models.frozen import Frozen

RecordKind = Literal["note", "task", "call", "contact_field"]
Priority = Literal["low", "medium", "high"]
RecordStatus = Literal["pending", "review", "live", "done", "rejected", "conflict"]


class PartyHints(Frozen):
    """What is known of a person: phones in E.164, e-mails in lower case."""

    phones: tuple[str, ...] = ()
    emails: tuple[str, ...] = ()


class Company(Frozen):
    """A company of the CRM."""

    id: str
    name: str


class Deal(Frozen):
    """An open deal of a contact."""

    id: str
    title: str


MatchedBy = Literal["phone", "extension", "email", "link"]


class Party(Frozen):
    """A contact found in the CRM, and by what it matched: `extension` is a number that others may share."""

    contact_id: str
    name: str
    phone: str | None = None
    email: str | None = None
    company: Company | None = None
    deals: tuple[Deal, ...] = ()
    matched_by: MatchedBy


class Remembered(Frozen):
    """The contact that a person once chose for a phone number or an e-mail address."""

    contact_id: str
    by: str
    at: AwareDatetime


class CallHints(Frozen):
    """What is known of a call, to find the record of it in the CRM; the phone is the customer's, in E.164."""

    external_ids: tuple[str, ...] = ()
    phone: str | None = None
    started_at: AwareDatetime | None = None
    contact_id: str | None = None


class CallRecord(Frozen):
    """The record that a phone system made in the CRM of the call itself, and by what it was found."""

    id: str
    found_by: Literal["external_id", "number_and_time"]


class Match(Frozen):
    """The one clear party; or None, those it could have been, and in plain words why none was taken.

    `companies` are those of the e-mail's domain, a hint for a person where no contact fits. `remembered` is
    the choice that the match rests on. `call_record` is the CRM's own record of the call; `no_call_record` is
    true where one was looked for by all that is known, and there is none.
    """

    party: Party | None = None
    candidates: tuple[Party, ...] = ()
    companies: tuple[Company, ...] = ()
    why: str
    remembered: Remembered | None = None
    call_record: CallRecord | None = None
    no_call_record: Annotated[bool, Field(exclude_if=lambda absent: not absent)] = False


#: How often a person had the call's pending records made anew, so that a state which comes back (linked to
#: the first contact again, speakers swapped twice) is told from an old one that a repeated step brings up.
Revision = Annotated[int, Field(ge=0, exclude_if=lambda revision: revision == 0)]


#: True for what takes a record of ours out: it alone is still performed for an ended call.
Withdraws = Annotated[bool, Field(exclude=True)]


class Trace(Frozen):
    """What the ledger knows of a key: the record's id, and when a try began of which nothing came back."""

    external_id: str | None = None
    tried_at: AwareDatetime | None = None


class Known(Frozen):
    """What the ledger knows of a record of this key, filled in when the operation is performed.

    `known_id` is the record's id as it was last written; `tried_at` is when an earlier try began of which
    nobody knows what became, so that it may stand there already.
    """

    known_id: Annotated[str | None, Field(exclude=True)] = None
    tried_at: Annotated[AwareDatetime | None, Field(exclude=True)] = None
    withdraws: Withdraws = False


class PutNote(Known):
    """Write the call's note, or bring the one with this key to this text and status."""

    op: Literal["put_note"] = "put_note"
    key: str
    call_id: str
    title: str
    body: str
    status: Literal["pending", "live", "rejected"]
    contact_id: str | None = None
    company_id: str | None = None
    deal_id: str | None = None
    at: AwareDatetime
    #: The text that we wrote there last, filled in when it is performed. Where the CRM holds another one, a
    #: person has edited it, and it stays; None lets any text be replaced.
    written: Annotated[str | None, Field(exclude=True)] = None
    revision: Revision = 0


class PutTask(Known):
    """Write a task, or bring the one with this key to this state.

    Status "done" closes a review task; `verdict` is then what became of the call's notes.
    """

    op: Literal["put_task"] = "put_task"
    key: str
    call_id: str
    title: str
    body: str
    status: Literal["review", "live", "done"]
    kind: Literal["review", "call", "email", "task", "meeting"] = "task"
    priority: Annotated[Priority, Field(exclude_if=lambda priority: priority == "medium")] = "medium"
    owner: str | None = None
    due_at: AwareDatetime | None = None
    contact_id: str | None = None
    company_id: str | None = None
    deal_id: str | None = None
    verdict: Annotated[
        Literal["confirmed", "rejected"] | None, Field(exclude_if=lambda verdict: verdict is None)
    ] = None
    revision: Revision = 0


class PutCall(Known):
    """Write the record of the call itself, once, or take it out again ("rejected").

    What was written is a person's to change afterwards. `duration_ms` is that of the recording. The numbers
    are in E.164; only what is known stands there.
    """

    op: Literal["put_call"] = "put_call"
    key: str
    call_id: str
    title: str
    body: str
    status: Literal["live", "rejected"]
    at: AwareDatetime
    direction: Literal["inbound", "outbound"] | None = None
    duration_ms: int | None = None
    from_number: str | None = None
    to_number: str | None = None
    disposition: Literal["connected", "left_voicemail"] | None = None
    recording_url: str | None = None
    owner: str | None = None
    contact_id: str | None = None
    company_id: str | None = None
    deal_id: str | None = None


class SetContactField(Frozen):
    """Change one property of a contact, if it still holds `expected` (compare-and-set)."""

    op: Literal["set_contact_field"] = "set_contact_field"
    key: str
    call_id: str
    contact_id: str
    name: str
    expected: str | None
    value: str
    withdraws: Withdraws = False


#: What stands on a contact's timeline, and hangs on a contact, a company and a deal.
Activity = PutNote | PutTask | PutCall
Operation = Annotated[PutNote | PutTask | PutCall | SetContactField, Field(discriminator="op")]
#: What the embedded CRM keeps: the calls themselves stand in the same database.
EmbeddedOperation = PutNote | PutTask | SetContactField


class Outcome(Frozen):
    """What became of an operation: `conflict` means a human's newer value was left alone.

    `kept_text` is true for a note whose text a person edited in the CRM: that text stayed.
    """

    result: Literal["applied", "already_applied", "conflict"]
    external_id: str
    current_value: str | None = None
    kept_text: bool = False


class Record(Frozen):
    """A record of ours in the CRM, as the ledger knows it; `kept_text` as in `Outcome`."""

    key: str
    kind: RecordKind
    external_id: str
    status: RecordStatus
    title: str
    adapter: str
    contact_id: str | None = None
    kept_text: Annotated[bool, Field(exclude_if=lambda kept: not kept)] = False


class Capabilities(Frozen):
    """What an adapter can do, for the doctor and for plans; `call_records`: it takes those of calls."""

    adapter: str
    upsert_by_key: bool
    activity_custom_fields: bool
    change_history: bool
    push: bool
    call_records: bool
    api_version: str


_KINDS: dict[str, RecordKind] = {
    "put_note": "note",
    "put_task": "task",
    "put_call": "call",
    "set_contact_field": "contact_field",
}


def record_of(operation: Operation, outcome: Outcome, *, adapter: str) -> Record:
    """Return the record that an operation left in the CRM; every ledger keeps this very value."""
    if isinstance(operation, SetContactField):
        title = f"{operation.name}: {operation.expected or '(empty)'} -> {operation.value}"
        status: RecordStatus = "live"
    else:
        title, status = operation.title, operation.status
    return Record(
        key=operation.key,
        kind=_KINDS[operation.op],
        external_id=outcome.external_id,
        status="conflict" if outcome.result == "conflict" else status,
        title=title,
        adapter=adapter,
        contact_id=operation.contact_id,
        kept_text=outcome.kept_text,
    )
