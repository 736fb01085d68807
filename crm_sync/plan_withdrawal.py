"""Plans what becomes of pending records when consent is withdrawn: what was said goes.

In: `Call`, the contact or None, the call's zone. Out: the emptied note and call, rejected, and the closed
review task.
"""

from __future__ import annotations

from datetime import tzinfo
from typing import Final

from crm_sync.attachment import attachment
from crm_sync.call_facts import call_moment, subject
from crm_sync.keys import call_record_key, note_key, review_key
from models.call import Call
from models.crm import Operation, Party, PutCall, PutNote, PutTask

_WHY: Final = "Consent to the recording was declined. What was noted of this call has been deleted."


def plan_withdrawal(call: Call, *, party: Party | None, zone: tzinfo) -> tuple[Operation, ...]:
    """Return the operations that take the call's text out of the CRM."""
    about = subject(call, party, zone)
    return (
        PutNote(
            key=note_key(call.id),
            call_id=call.id,
            title=f"Call notes (withdrawn): {about}",
            body=_WHY,
            withdraws=True,
            status="rejected",
            at=call_moment(call),
            **attachment(call, party),
        ),
        PutCall(
            key=call_record_key(call.id),
            call_id=call.id,
            title=f"Call (withdrawn): {about}",
            body=_WHY,
            withdraws=True,
            status="rejected",
            at=call_moment(call),
            **attachment(call, party),
        ),
        PutTask(
            key=review_key(call.id),
            call_id=call.id,
            title=f"Review call notes: {about}",
            body=_WHY,
            withdraws=True,
            status="done",
            kind="review",
            owner=call.details.agent,
            verdict="rejected",
            **attachment(call, party),
        ),
    )
