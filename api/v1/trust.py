"""The door to the figures of the page Trust, for programs that watch the machine.

In: how many weeks, which team, what stands side by side. Out: `Board`, `Crossings`, what is watched, and the
switches that hold. Counts, of no call and no person.
"""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Depends, Query

from api.entry import Entry, entry_of, in_thread, let_in
from api.problem_document import PROBLEMS
from lifecycle import trust_alarms, trust_board, trust_switch
from models.access import Actor, Permission
from models.frozen import Frozen
from models.tallies import Making
from models.trust import NotesSwitch
from models.trust_figures import Board, Crossings, TrustAlarm, Watched

router = APIRouter(prefix="/api/v1/trust", tags=["looking"], responses=PROBLEMS)
Here = Annotated[Entry, Depends(entry_of)]
Who = Annotated[Actor, Depends(let_in(Permission.SEE_TRUST))]


class Trust(Frozen):
    """The figures of these weeks, versions side by side, the switches that hold, and the drifts.

    Drifts are those of the last eight weeks; `watched` says since when one is looked for.
    """

    board: Board
    crossings: Crossings
    switches: tuple[NotesSwitch, ...]
    alarms: tuple[TrustAlarm, ...]
    watched: tuple[Watched, ...]


@router.get("")
async def trust(
    entry: Here,
    actor: Who,
    weeks: Annotated[int, Query(ge=1, le=trust_board.MOST_WEEKS)] = 12,
    team: Annotated[str | None, Query(max_length=100)] = None,
    of: Making = "version",
) -> Trust:
    """Return how often what the machine drafts is accepted, by week and group."""
    shelves = entry.doors.shelves
    board = await in_thread(lambda: trust_board.board(shelves, actor=actor, weeks=weeks, team=team))
    return Trust(
        board=board,
        crossings=await in_thread(
            lambda: trust_board.crossed(shelves, of, actor=actor, weeks=weeks, team=team)
        ),
        switches=await in_thread(lambda: trust_switch.switched(shelves)),
        alarms=await in_thread(lambda: trust_alarms.alarms(shelves, actor=actor)),
        watched=await in_thread(lambda: trust_alarms.watched(shelves, actor=actor)),
    )
