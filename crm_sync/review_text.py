"""Writes the body of the review task: while it waits, and once a person has decided.

In: the call, its notes or what was decided. Out: plain text with lines.
"""

from __future__ import annotations

from datetime import tzinfo

from crm_sync.banners import preview_banner, unmatched_banner
from crm_sync.call_facts import call_facts
from crm_sync.decided_line import decided_line
from crm_sync.reviewed import Reviewed
from models.call import Call
from models.crm import Party
from models.notes import CallNotes


def review_text(
    call: Call,
    notes: CallNotes,
    *,
    party: Party | None,
    why_unmatched: str | None,
    zone: tzinfo,
    ways: tuple[str, ...],
) -> str:
    """Return what awaits a decision, and the ways to give it."""
    linked = party is not None
    return "\n".join(
        (
            _waiting(len(notes.items())),
            *preview_banner(notes),
            *unmatched_banner(why_unmatched, linked=linked),
            "",
            *call_facts(call, party, zone),
            "",
            *ways,
        )
    )


def _waiting(items: int) -> str:
    if items == 0:
        return "Nothing was found in this call; say whether its note may stand."
    what = "1 item of this call waits" if items == 1 else f"{items} items of this call wait"
    return f"{what} for your decision, with quotes and times in the call's note."


def reviewed_text(call: Call, reviewed: Reviewed, *, party: Party | None, zone: tzinfo) -> str:
    """Return who decided, when, and how many items were accepted, edited and rejected."""
    edited = len(reviewed.edited)
    accepted = len(reviewed.confirmed_ids) - edited
    return "\n".join(
        (
            decided_line("Reviewed", reviewed, zone),
            f"Accepted: {accepted}. Edited: {edited}. Rejected: {reviewed.rejected}.",
            "",
            *call_facts(call, party, zone),
        )
    )
