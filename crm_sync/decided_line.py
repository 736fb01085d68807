"""Says in one line who decided and when, and who signed it off; it stands in note, review task and document.

In: `Reviewed` or `SignOff`, and the call's own zone. Out: one line of plain text.
"""

from __future__ import annotations

from datetime import tzinfo

from crm_sync.call_facts import local_text
from crm_sync.one_line import one_line
from crm_sync.reviewed import Reviewed
from models.review import SignOff


def decided_line(verb: str, reviewed: Reviewed, zone: tzinfo) -> str:
    """Return `VERB by WHO, WHEN.`, with every reviewer and the moment of the last decision."""
    if not reviewed.reviewers or reviewed.decided_at is None:
        return f"{verb}: there was nothing to decide on."
    people = ", ".join(one_line(person) for person in reviewed.reviewers)
    return f"{verb} by {people}, {local_text(reviewed.decided_at, zone)}."


def signed_line(signed: SignOff, zone: tzinfo) -> str:
    """Return `Signed off by WHO, WHEN: WHY.`."""
    why = f": {one_line(signed.why)}" if signed.why else ""
    return f"Signed off by {one_line(signed.by)}, {local_text(signed.at, zone)}{why}."
