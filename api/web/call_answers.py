"""How what a person does on the page of a call begins and ends: the call and the form, then the page again.

In: a request, a call. Out: the call with its form; a way back to its page, or the page with what is wrong.
Not here: what is done (decide.py), the page itself (call_page.py).
"""

from __future__ import annotations

from typing import Final

from fastapi import Request
from starlette.responses import RedirectResponse, Response

from api.entry import Entry, in_thread
from api.web import call_page
from api.web.call_page import WrongField
from api.web.form import Form, read_form, seen_version
from api.web.language import N_
from lifecycle import reading
from lifecycle.found_again import clash_of
from models.access import Actor
from models.call import Call
from models.errors import RefusedError
from models.review import Decision
from models.stages import Stage

#: What is typed about an item besides its text, to be sent again as it was.
_TYPED: Final = ("owner_side", "owner_name", "due", "due_on", "due_shown", "reason", "why")
#: Why a decision is shown again that was not kept before the page was loaded anew.
_STILL: Final = N_("Something else stood there when you decided; say which of the two counts.")


async def begin(request: Request, call_id: str, entry: Entry, actor: Actor) -> tuple[Call, Form]:
    """Return the call, if the actor sees it, and what was sent."""
    call = await in_thread(reading.call, entry.doors.shelves, call_id, seen_by=actor)
    return call, await read_form(request)


def back(call: Call, *, at: str = "") -> Response:
    """Lead back to the page of the call."""
    return RedirectResponse(f"/calls/{call.id}{at}", 303)


async def corrected(
    request: Request, call: Call, entry: Entry, actor: Actor, form: Form, error: RefusedError, *, at: str
) -> Response:
    """Show the page again with what is wrong at its field; an error that is of none there is raised again."""
    if error.field is None or not at or call.stage not in {Stage.STAGED, Stage.AWAITING_CONSENT}:
        raise error
    wrong = WrongField(form=at, field=error.field, message=error.message)
    return await call_page.shown(request, call.id, entry, actor, wrong=wrong, typed=form.fields())


async def still_unkept(
    request: Request, call: Call, entry: Entry, actor: Actor, form: Form, yours: Decision
) -> Response:
    """Show the decision beside what is there, and keep nothing; none where the person has decided since."""
    clash = await in_thread(
        clash_of, entry.doors.shelves, call.id, yours, shown=seen_version(form, "notes"), actor=actor
    )
    if clash.theirs is not None and clash.theirs.by == actor.name:
        return back(call)
    return await call_page.shown(
        request, call.id, entry, actor, clash=clash, why=_STILL, typed=typed_besides(form)
    )


def typed_besides(form: Form) -> dict[str, str]:
    """Return what was typed about an item besides its text."""
    return {name: form.raw(name) for name in _TYPED if form.raw(name)}
