"""What people do with our pending records in the CRM itself, as an adapter reads it there.

In: `PendingRecord`, by the CRM's own id. Out: `DecidedThere`.
"""

from __future__ import annotations

from typing import Literal

from pydantic import AwareDatetime

from models.frozen import Frozen


class PendingRecord(Frozen):
    """A pending record of ours that is looked at in the CRM: the review task, or the note."""

    call_id: str
    kind: Literal["task", "note"]
    external_id: str


class DecidedThere(Frozen):
    """What somebody did in the CRM itself with a call's pending records.

    `deleted`: the record lies in the CRM's bin, which counts as rejected. `lost`: it is neither there nor in
    the bin. `where` is the CRM's name for people. `by` is who did it, as people know that person, or the
    CRM's word for what did it; `by_a_person` is true only where the CRM's own history names a person.
    `beneath` is the newest decision of a person over which something else wrote its own.
    """

    call_id: str
    verdict: Literal["confirmed", "rejected", "deleted", "lost"]
    where: str
    by: str | None = None
    by_a_person: bool = False
    at: AwareDatetime | None = None
    beneath: DecidedThere | None = None
