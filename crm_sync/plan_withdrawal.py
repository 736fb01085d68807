"""Plans what becomes of pending records when consent is withdrawn: what was said goes.

In: `Call`, the contact or None. Out: the emptied note and call, rejected, and the closed review task.
No title and no body says with whom the call was.
"""

from __future__ import annotations

from typing import Final

from crm_sync.attachment import attachment
from crm_sync.call_facts import call_moment
from crm_sync.keys import call_record_key, note_key, review_key
from models.call import Call
from models.crm import Operation, Party, PutCall, PutNote, PutTask

_WHY: Final = "Consent to the recording was declined. What was noted of this call has been deleted."


def plan_withdrawal(call: Call, *, party: Party | None) -> tuple[Operation, ...]:
    """Return the operations that take the call's text out of the CRM."""
    return (
        PutNote(
            key=note_key(call.id),
            call_id=call.id,
            title="Call notes (withdrawn)",
            body=_WHY,
            withdraws=True,
            status="rejected",
            at=call_moment(call),
            **attachment(call, party),
        ),
        PutCall(
            key=call_record_key(call.id),
            call_id=call.id,
            title="Call (withdrawn)",
            body=_WHY,
            withdraws=True,
            status="rejected",
            at=call_moment(call),
            **attachment(call, party),
        ),
        PutTask(
            key=review_key(call.id),
            call_id=call.id,
            title="Review call notes (withdrawn)",
            body=_WHY,
            withdraws=True,
            status="done",
            kind="review",
            owner=call.details.agent,
            verdict="rejected",
            **attachment(call, party),
        ),
    )
