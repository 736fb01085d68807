"""An error or a near miss of the machine on the review list: what happened, who looks into it, how it ended.

Ids, codes and names of who works here; what a person noted of it is sealed with the call's key.
"""

from __future__ import annotations

from datetime import date
from typing import Literal

from pydantic import AwareDatetime

from models.frozen import Frozen

#: Rejected by a person; edited so that it says another thing; thrown away for want of a quote; a call whose
#: decisions were taken back; judged otherwise by an auditor than by the agent.
MissKind = Literal["rejected", "edited", "discarded", "reopened", "disagreed"]
#: Mended; lived with; kept as a labelled case for measuring.
MissEnd = Literal["fixed", "accepted", "case"]
MissState = Literal["open", "fixed", "accepted", "case"]


class Near(Frozen):
    """One thing that went wrong, or nearly; `weight` says which one of several is shown, the largest.

    `team` is empty for a call of none; of a reopened call no item and no version of the machine is named.
    """

    kind: MissKind
    team: str
    call_id: str
    notes_version: int | None = None
    item_id: str | None = None
    item_kind: str = ""
    category: str = ""
    engine: str = ""
    model: str = ""
    prompt_version: str = ""
    at: AwareDatetime
    weight: float = 0.0


class MissGroup(Frozen):
    """The same mistake in one week: what happened, in which team, on what, by which version of the machine.

    `week` is its Monday.
    """

    week: date
    team: str
    kind: MissKind
    item_kind: str
    category: str
    engine: str
    model: str
    prompt_version: str


class Miss(MissGroup):
    """A line of the list: a group with `seen` occurrences, one of which is its example.

    `due_on` is the day by which the owner looks into it; `note` is what was said of its end.
    """

    id: str
    call_id: str
    notes_version: int | None
    item_id: str | None
    seen: int
    entered_at: AwareDatetime
    owner: str | None
    due_on: date
    state: MissState
    ended_by: str | None = None
    ended_at: AwareDatetime | None = None
    note: str = ""

    @property
    def evidence(self) -> str:
        """Where it can be seen and heard: the page of the call, at the item where there is one."""
        return f"/calls/{self.call_id}" + (f"#i-{self.item_id}" if self.item_id else "")
