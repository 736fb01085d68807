"""What stands in a note, task or call of HubSpot's: our operations as its properties, all of them text.

Source: reference 1.2 and 2.
"""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Final

from crm_sync.adapters.hubspot.portal_schema import STATUS
from crm_sync.adapters.hubspot.wording import as_html
from models.crm import PutCall, PutNote, PutTask

_STATUS_OF_NOTE: Final = {"pending": "pending", "live": "confirmed", "rejected": "rejected"}
_STATUS_OF_TASK: Final = {"review": "NOT_STARTED", "live": "NOT_STARTED", "done": "COMPLETED"}
_DECIDE_HERE: Final = (
    "In HubSpot, for the whole call: set “Call notes: review” on this task to Confirmed or Rejected. "
    "Completing the task alone decides nothing."
)
#: HubSpot's own outcomes of calls, the same in every account (reference 1.2).
_DISPOSITIONS: Final = {
    "connected": "f240bbac-87c9-4f6e-bf70-924b57d47db7",
    "left_voicemail": "b2cf5968-551e-4856-9783-52b3da59a7d0",
}
_TYPE_OF_TASK: Final = {"call": "CALL", "email": "EMAIL"}


def note_values(note: PutNote) -> dict[str, str]:
    """Return a note's properties; nobody owns it while nobody has confirmed it."""
    return {
        "hs_timestamp": moment(note.at),
        "hs_note_body": as_html(note.body),
        STATUS: _STATUS_OF_NOTE[note.status],
    }


def task_values(task: PutTask, owner_id: str | None) -> dict[str, str]:
    """Return a task's properties, without a due date where the task has none."""
    values = {
        "hs_task_subject": task.title,
        "hs_task_body": as_html(_body(task)),
        "hs_task_status": _STATUS_OF_TASK[task.status],
        "hs_task_priority": task.priority.upper(),
        "hs_task_type": _TYPE_OF_TASK.get(task.kind, "TODO"),
        "hubspot_owner_id": owner_id or "",
    }
    if task.due_at is not None:
        values["hs_timestamp"] = moment(task.due_at)
    status = "pending" if task.status == "review" else task.verdict
    return values | ({STATUS: status} if status else {})


def call_values(call: PutCall, owner_id: str | None) -> dict[str, str]:
    """Return a call's properties; what is not known is empty, which takes out what stood there."""
    return {
        "hs_timestamp": moment(call.at),
        "hs_call_title": call.title,
        "hs_call_body": as_html(call.body),
        "hs_call_direction": (call.direction or "").upper(),
        "hs_call_duration": "" if call.duration_ms is None else str(call.duration_ms),
        "hs_call_from_number": call.from_number or "",
        "hs_call_to_number": call.to_number or "",
        "hs_call_status": "COMPLETED",
        "hs_call_disposition": _DISPOSITIONS[call.disposition] if call.disposition else "",
        "hs_call_source": "INTEGRATIONS_PLATFORM",
        "hs_call_recording_url": call.recording_url or "",
        "hubspot_owner_id": owner_id or "",
    }


def _body(task: PutTask) -> str:
    """Return the text of a task; one that waits for a decision says how it is given here."""
    return f"{task.body}\n\n{_DECIDE_HERE}" if task.status == "review" else task.body


def due_in_a_day(seconds: float) -> dict[str, str]:
    """Return what a new task without a due date needs in HubSpot: one, and none at which it is overdue."""
    return {"hs_timestamp": moment(datetime.fromtimestamp(seconds, UTC) + timedelta(days=1))}


def moment(at: datetime) -> str:
    """Return a moment as HubSpot gives it back: UTC, milliseconds, Z."""
    return at.astimezone(UTC).isoformat(timespec="milliseconds").replace("+00:00", "Z")
