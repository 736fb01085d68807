"""Writes the task that a confirmed follow-up or promise becomes.

In: the call, the item as it was confirmed, the contact. Out: one live `PutTask` for the call's agent.
Not here: which items become tasks (plan_settlement.py).
"""

from __future__ import annotations

from datetime import tzinfo

from crm_sync.attachment import attachment
from crm_sync.banners import preview_banner
from crm_sync.call_facts import call_facts
from crm_sync.decided_line import decided_line
from crm_sync.due_moment import END_OF_BUSINESS, due_moment
from crm_sync.item_text import due_text, quoted
from crm_sync.keys import follow_up_key
from crm_sync.one_line import one_line
from crm_sync.provenance import edited_by, proposed_by
from crm_sync.reviewed import Reviewed
from models.call import Call
from models.crm import Party, Priority, PutTask
from models.notes import CallNotes, FollowUp, Promise


def follow_up_task(
    call: Call, item: FollowUp | Promise, reviewed: Reviewed, *, party: Party, zone: tzinfo
) -> PutTask:
    """Return the task, owned by the agent.

    What the other side has to do becomes a task to check that it was done, since our CRM has no tasks for
    customers. The due moment is the due date in the call's zone, 17:00 where no time was said.
    """
    ours = item.owner.side == "ours"
    return PutTask(
        key=follow_up_key(call.id, item.id),
        call_id=call.id,
        title=_title(item),
        body=_body(call, item, reviewed, party=party, zone=zone),
        status="live",
        kind=item.kind if ours and isinstance(item, FollowUp) else "task",
        priority=_priority(reviewed.notes),
        owner=call.details.agent,
        due_at=due_moment(item.due, zone),
        **attachment(call, party),
    )


def _priority(notes: CallNotes) -> Priority:
    """Return what the urgency of the call asks for; what is of high risk is never less."""
    if "high" in {notes.urgency, notes.risk}:
        return "high"
    return "low" if notes.urgency == "low" else "medium"


def _title(item: FollowUp | Promise) -> str:
    words = one_line(item.text)
    if isinstance(item, Promise) and item.proviso:
        words += f" ({one_line(item.proviso)})"
    return words if item.owner.side == "ours" else f"Check that the customer did: {words}"


def _body(call: Call, item: FollowUp | Promise, reviewed: Reviewed, *, party: Party, zone: tzinfo) -> str:
    lines = [*preview_banner(reviewed.notes), _source(item)]
    editor = edited_by(reviewed.edit_of(item.id), zone)
    lines.append(f"In the words of {editor}." if editor else "")
    if item.due:
        assumed = "" if item.due.time else f"; no time was said, so it is due at {END_OF_BUSINESS:%H:%M}"
        lines.append(due_text(item.due) + assumed)
    lines += [quoted(evidence) for evidence in item.evidence]
    lines += [proposed_by(reviewed.notes), decided_line("Confirmed", reviewed, zone)]
    return "\n".join((*filter(None, lines), "", *call_facts(call, party, zone)))


def _source(item: FollowUp | Promise) -> str:
    what = "promise" if isinstance(item, Promise) else "follow-up"
    if item.owner.side == "ours":
        return f"A {what} of ours, [{item.id}] in the call's note."
    return (
        f"The customer's {what}, [{item.id}] in the call's note: wait for it, and ask when it does not come."
    )
