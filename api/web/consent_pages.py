"""The page of consent rules: the table as it is now, and what it makes of an example call; read-only.

In: an example in the address. Out: the page.
"""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Depends, Query, Request
from starlette.responses import Response

from api.entry import Entry, entry_of
from api.problems import status_of
from api.web.page import page
from api.who import allowed
from lifecycle.consent_trial import Trial, try_call
from models.access import Actor, Permission
from models.call import CallDetails
from models.consent_rules import NO_ADVICE
from models.errors import RefusedError
from text.phones import read_customer

router = APIRouter()
Here = Annotated[Entry, Depends(entry_of)]
Line = Annotated[str, Query(max_length=320)]


@router.get("/consent")
async def show_rules(
    request: Request,
    entry: Here,
    actor: Annotated[Actor, Depends(allowed(Permission.SEE_AUDIT))],
    customer: Line = "",
    agent: Line = "",
    team: Line = "",
) -> Response:
    """Show the table, and where an example is given which rule would decide it."""
    wrong, trial = None, None
    try:
        trial = _trial(entry, customer.strip(), agent.strip(), team.strip())
    except RefusedError as error:
        wrong = error
    return page(
        request,
        "consent.html",
        actor=actor,
        title="Consent rules",
        status=status_of(wrong) if wrong else 200,
        table=entry.doors.shelves.consent_table(),
        trial=trial,
        typed={"customer": customer, "agent": agent, "team": team},
        wrong=wrong.message if wrong else "",
        no_advice=NO_ADVICE,
    )


def _trial(entry: Entry, customer: str, agent: str, team: str) -> Trial | None:
    if not customer:
        return None
    details = CallDetails(
        customer=read_customer(customer, entry.doors.regions), agent=agent or None, team=team or None
    )
    return try_call(entry.doors.shelves.consent_table(), details)
