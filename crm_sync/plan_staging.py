"""Plans what a call's notes are staged as: exactly one pending note and one review task, nothing else.

In: `Call`, `CallNotes`, the matched contact or None, what its fields hold now. Out: two operations; without a
pending note one, and the review task holds the text.
Not here: follow-up tasks and field changes, which exist only after a person's yes (plan_settlement.py).

Pure and repeatable: planned again with a contact that a person linked, the same keys bring the same two
records to that contact.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import tzinfo
from typing import Final
from zoneinfo import ZoneInfo

from crm_sync.attachment import attachment
from crm_sync.call_facts import call_moment, subject
from crm_sync.how_to_decide import how_to_decide
from crm_sync.keys import note_key, review_key
from crm_sync.note_text import pending_text
from crm_sync.review_text import review_text
from models.call import Call
from models.crm import Operation, Party, PutNote, PutTask
from models.notes import CallNotes

_UTC: Final = ZoneInfo("UTC")


def plan_staging(
    call: Call,
    notes: CallNotes,
    *,
    party: Party | None,
    field_values: Mapping[str, str | None] | None = None,
    why_unmatched: str | None = None,
    zone: tzinfo = _UTC,
    review_command: str = "callnotes review",
    review_url: str | None = None,
    revision: int = 0,
    pending_note: bool = True,
) -> tuple[Operation, ...]:
    """Return the pending note and the review task, attached to the party or, without one, flagged.

    Without `pending_note` there is the task alone, with all that the note would say.

    `field_values` is what the contact's fields hold now, by property, where the notes do not carry it yet;
    the note shows it as the old value. `why_unmatched` is `Match.why`; `zone` is the call's own;
    `review_command` is what a person types to decide, `review_url` the page that takes its place; `revision`
    counts how often a person had the records made anew.
    """
    seen = notes.with_old_values(field_values or {})
    about = subject(call, party, zone)
    preview = ", preview" if notes.preview else ""
    linked = party is not None
    ways = how_to_decide(call, notes, linked=linked, review_command=review_command, review_url=review_url)
    proposal = pending_text(call, seen, party=party, why_unmatched=why_unmatched, zone=zone, ways=ways)
    note = PutNote(
        key=note_key(call.id),
        call_id=call.id,
        title=f"Call notes (unconfirmed{preview}): {about}",
        body=proposal,
        status="pending",
        at=call_moment(call),
        revision=revision,
        **attachment(call, party),
    )
    task = PutTask(
        key=review_key(call.id),
        call_id=call.id,
        title=f"Review call notes: {about}",
        body=review_text(call, seen, party=party, why_unmatched=why_unmatched, zone=zone, ways=ways)
        if pending_note
        else proposal,
        status="review",
        kind="review",
        owner=call.details.agent,
        revision=revision,
        **attachment(call, party),
    )
    return (note, task) if pending_note else (task,)
