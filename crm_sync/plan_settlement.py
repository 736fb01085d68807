"""Plans what becomes live in the CRM once people have decided: only what they said yes to, in their words.

In: `Call`, `CallNotes`, a decision for every item, the contact, the call's zone. Out: keyed operations.
Not here: who may decide (lifecycle/review.py), what is written before a decision (plan_staging.py).

The order is the note, tasks, fields, the call, and last the review task: while it is open, something is to be
done.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import datetime, tzinfo

from crm_sync.attachment import attachment
from crm_sync.call_facts import call_moment, subject
from crm_sync.call_record import Logging, call_record
from crm_sync.follow_up_task import follow_up_task
from crm_sync.keys import field_key, note_key, review_key
from crm_sync.note_text import confirmed_text, rejected_text
from crm_sync.review_text import reviewed_text
from crm_sync.reviewed import Reviewed, apply_decisions
from models.call import Call
from models.crm import Operation, Party, PutCall, PutNote, PutTask, SetContactField
from models.errors import ContactNeededError
from models.notes import CallNotes, Field, FollowUp, Promise
from models.review import Decision, SignOff
from text.phones import normalise_phone


def plan_settlement(
    call: Call,
    notes: CallNotes,
    decisions: tuple[Decision, ...],
    *,
    party: Party | None,
    zone: tzinfo,
    regions: tuple[str, ...] = (),
    field_values: Mapping[str, str | None] | None = None,
    yes: tuple[str, datetime] | None = None,
    signed: SignOff | None = None,
    logging: Logging | None = None,
) -> tuple[Operation, ...]:
    """Return the operations that the decisions allow.

    `field_values` is what the contact's fields held at staging; without it the notes' own old values are
    what a change expects. `regions` are those in which a phone number without country code is read. `yes` is
    who confirmed notes that hold no items, and when; without it, or without a contact, such notes are
    withdrawn. `signed` is a manager's word where the risk is high. With `logging` the call itself becomes a
    record, too. Raises ContactNeededError when something
    was accepted and there is no contact, and what `apply_decisions` raises.
    """
    seen = notes.with_old_values(field_values or {})
    reviewed = apply_decisions(seen, decisions)
    if not decisions and yes is not None:
        reviewed = reviewed.model_copy(update={"reviewers": yes[:1], "decided_at": yes[1]})
    about = subject(call, party, zone)
    nothing_found = not seen.items()
    rejected = not reviewed.confirmed_ids and not (nothing_found and party and reviewed.reviewers)
    review = PutTask(
        key=review_key(call.id),
        call_id=call.id,
        title=f"Review call notes: {about}",
        body=reviewed_text(call, reviewed, party=party, zone=zone),
        status="done",
        kind="review",
        owner=call.details.agent,
        verdict="rejected" if rejected else "confirmed",
        **attachment(call, party),
    )
    if rejected:
        return (_rejected_note(call, reviewed, party=party, zone=zone), review)
    if party is None:
        raise ContactNeededError(
            "These notes hang on no contact, so nothing can become live; link the call to a contact first."
        )
    return (
        PutNote(
            key=note_key(call.id),
            call_id=call.id,
            title=f"Call notes: {about}",
            body=confirmed_text(call, reviewed, proposed=seen, party=party, zone=zone, signed=signed),
            status="live",
            at=call_moment(call),
            **attachment(call, party),
        ),
        *(follow_up_task(call, item, reviewed, party=party, zone=zone) for item in _to_do(reviewed)),
        *_field_changes(call, reviewed, party=party, regions=regions),
        *_log(call, reviewed, party=party, zone=zone, logging=logging),
        review,
    )


def _log(
    call: Call, reviewed: Reviewed, *, party: Party, zone: tzinfo, logging: Logging | None
) -> Iterator[PutCall]:
    if logging is not None:
        record = call_record(call, reviewed, party=party, zone=zone, recording=logging.recording_url)
        yield from (record,) if record is not None else ()


def _rejected_note(call: Call, reviewed: Reviewed, *, party: Party | None, zone: tzinfo) -> PutNote:
    return PutNote(
        key=note_key(call.id),
        call_id=call.id,
        title=f"Call notes (rejected): {subject(call, party, zone)}",
        body=rejected_text(call, reviewed, party=party, zone=zone),
        status="rejected",
        at=call_moment(call),
        **attachment(call, party),
    )


def _to_do(reviewed: Reviewed) -> Iterator[FollowUp | Promise]:
    """Every confirmed follow-up, and every promise that none takes care of; nothing that was taken back."""
    yield from (follow_up for follow_up in reviewed.notes.follow_ups if not follow_up.is_withdrawn)
    taken_care_of = {follow_up.from_promise for follow_up in reviewed.notes.follow_ups}
    yield from (
        promise
        for promise in reviewed.notes.promises
        if promise.id not in taken_care_of and not promise.is_withdrawn
    )


def _as_kept(field: Field, regions: tuple[str, ...]) -> str:
    """A phone number and an e-mail address in the form by which a contact is found again."""
    value = field.value.strip()
    if field.crm_property == "phone":
        return normalise_phone(value, regions) or value
    return value.lower() if field.crm_property == "email" else value


def _field_changes(
    call: Call, reviewed: Reviewed, *, party: Party, regions: tuple[str, ...]
) -> Iterator[SetContactField]:
    for field in reviewed.notes.fields:
        value = _as_kept(field, regions)
        if field.crm_property and value:  # an empty value would clear what a person typed
            yield SetContactField(
                key=field_key(call.id, field.id),
                call_id=call.id,
                contact_id=party.contact_id,
                name=field.crm_property,
                expected=field.old_value,
                value=value,
            )
