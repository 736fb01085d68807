"""Writes the record of the call itself: when it was, how long, which way, and with whom; never what was said.

In: the call, the confirmed notes, the contact. Out: one live `PutCall`, or None where nobody knows when the
call took place. Not here: whether one is to be written (pipeline/settle_call.py).
"""

from __future__ import annotations

from datetime import tzinfo
from typing import Literal
from urllib.parse import quote

from crm_sync.attachment import attachment
from crm_sync.call_facts import subject
from crm_sync.decided_line import decided_line
from crm_sync.keys import call_record_key
from crm_sync.reviewed import Reviewed
from models.call import Call
from models.crm import Party, PutCall
from models.frozen import Frozen
from models.notes import CallNotes


class Logging(Frozen):
    """That a record of the call is to be written; `recording_url` is the pattern of its recording's address.

    In the pattern `{call}` stands for our id of the call and `{external_id}` for the phone system's.
    """

    recording_url: str | None = None


def call_record(
    call: Call, reviewed: Reviewed, *, party: Party, zone: tzinfo, recording: str | None
) -> PutCall | None:
    """Return the record; `recording` is the pattern of the recording's address, or None for no link.

    The house's own number is known to nobody here, so the customer's stands on its side, or nowhere where the
    direction is not known.
    """
    details = call.details
    if details.started_at is None:
        return None
    phone, direction = details.customer.phone, details.direction
    return PutCall(
        key=call_record_key(call.id),
        call_id=call.id,
        title=f"Call: {subject(call, party, zone)}",
        body="\n".join((
            "Logged by Call notes; what was agreed stands in the note of this call.",
            decided_line("Confirmed", reviewed, zone),
            f"Call: {call.id}",
        )),
        status="live",
        at=details.started_at,
        direction=direction,
        duration_ms=None if call.duration_s is None else round(call.duration_s * 1000),
        from_number=phone if direction == "inbound" else None,
        to_number=phone if direction == "outbound" else None,
        disposition=_disposition(call, reviewed.notes),
        recording_url=_address(recording, call),
        owner=details.agent,
        **attachment(call, party),
    )  # fmt: skip


def _disposition(call: Call, notes: CallNotes) -> Literal["connected", "left_voicemail"] | None:
    if notes.conversation == "two_sided":
        return "connected"
    is_left = notes.conversation == "voicemail" and call.details.direction == "outbound"
    return "left_voicemail" if is_left else None


def _address(pattern: str | None, call: Call) -> str | None:
    """Return the pattern with the call's ids in it; None where it asks for one that is not there."""
    if pattern is None:
        return None
    known = call.details.external_id or next(iter(call.external_ids), None)
    if "{external_id}" in pattern and known is None:
        return None
    ids = {"{call}": call.id, "{external_id}": known or ""}
    for name, value in ids.items():
        pattern = pattern.replace(name, quote(value, safe=""))
    return pattern
