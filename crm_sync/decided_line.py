"""Says in one line who decided and when; it stands in the note and in the closed review task.

In: `Reviewed` and the call's own zone. Out: one line of plain text.
"""

from __future__ import annotations

from datetime import tzinfo

from crm_sync.call_facts import local_text
from crm_sync.one_line import one_line
from crm_sync.reviewed import Reviewed


def decided_line(verb: str, reviewed: Reviewed, zone: tzinfo) -> str:
    """Return `VERB by WHO, WHEN.`, with every reviewer and the moment of the last decision."""
    if not reviewed.reviewers or reviewed.decided_at is None:
        return f"{verb}: there was nothing to decide on."
    people = ", ".join(one_line(person) for person in reviewed.reviewers)
    return f"{verb} by {people}, {local_text(reviewed.decided_at, zone)}."
