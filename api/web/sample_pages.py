"""The audit's samples: drawn by a rule, judged blind, case after case; and what that says of the machine.

In: the forms of these pages. Out: pages. A ruling is a button, so that it needs no script.
"""

from __future__ import annotations

from datetime import timedelta
from typing import Annotated, Final
from zoneinfo import ZoneInfo

from fastapi import APIRouter, Depends, Request
from pydantic import ValidationError
from starlette.responses import RedirectResponse, Response

from api.entry import Entry, entry_of, in_thread
from api.problems import status_of
from api.web.form import Form, read_form
from api.web.page import page
from api.web.typed_day import begin_of
from api.web.viewer_zone import viewer_zone
from api.who import allowed
from lifecycle import samples, trusted
from lifecycle.item_words import item_words
from lifecycle.veil import may_see
from models.access import Actor, Permission
from models.errors import InputError, RefusedError
from models.samples import SampleRule

router = APIRouter(prefix="/samples")
Here = Annotated[Entry, Depends(entry_of)]
Who = Annotated[Actor, Depends(allowed(Permission.JUDGE))]
_KINDS: Final = {
    "promise": "promises", "follow_up": "follow-ups", "topic": "topics", "open_question": "open questions",
    "field": "fields",
}  # fmt: skip
RULINGS: Final = {
    "right": "Right", "wrong_words": "Wrong words", "wrong_owner": "Wrong owner",
    "wrong_due": "Wrong due date",
    "wrong_side": "Wrong side", "wrong_kind": "Wrong kind", "not_said": "Not said",
    "cannot_tell": "Cannot tell",
}  # fmt: skip
_VERDICTS: Final = {"accept": "accepted", "edit": "edited", "reject": "rejected"}


@router.get("")
async def show_samples(request: Request, entry: Here, actor: Who) -> Response:
    """Show the samples, a form to draw another one, and the accuracy that follows from all of them."""
    return await _listed(request, entry, actor)


@router.post("")
async def draw(request: Request, entry: Here, actor: Who) -> Response:
    """Draw a sample and go to its first case."""
    form = await read_form(request)
    try:
        rule = _rule(form, viewer_zone(request))
        made = await in_thread(lambda: samples.draw_sample(entry.doors.shelves, rule, actor=actor))
    except RefusedError as error:
        return await _listed(request, entry, actor, wrong=error)
    return RedirectResponse(f"/samples/{made}#case", 303)


@router.get("/{sample_id}")
async def show_sample(request: Request, sample_id: str, entry: Here, actor: Who) -> Response:
    """Show the next case, or what came of the sample when every case is judged."""
    return await _shown(request, sample_id, entry, actor)


@router.post("/{sample_id}/judge")
async def judge(request: Request, sample_id: str, entry: Here, actor: Who) -> Response:
    """Keep a ruling and go on to the next case."""
    form = await read_form(request)
    place, ruling, note, shelves = (
        form.one("place"),
        form.one("ruling"),
        form.one("note"),
        entry.doors.shelves,
    )
    number = int(place) if place.isascii() and place.isdigit() and len(place) < 6 else 0
    try:
        await in_thread(lambda: samples.judge(shelves, sample_id, number, ruling, note=note, actor=actor))
    except InputError as error:
        return await _shown(request, sample_id, entry, actor, wrong=error)
    return RedirectResponse(f"/samples/{sample_id}#case", 303)


def _rule(form: Form, zone: ZoneInfo) -> SampleRule:
    try:
        return SampleRule.model_validate(
            {
                "seed": form.one("seed"), "since": begin_of(form.one("since"), zone),
                "until": begin_of(form.one("until"), zone, days=1),
                "pool": form.one("pool") or "decided", "kinds": form.several("kind"),
                "team": form.one("team") or None,
                "random": form.one("random") or 0, "of_flagged": form.one("of_flagged") or 0,
            }
        )  # fmt: skip
    except (ValueError, ValidationError) as error:
        msg = (
            "A sample needs a seed, a first and a last day such as 2026-11-27, and counts from 0 to 2000; "
            "correct the form and draw again."
        )
        raise InputError(msg) from error


async def _listed(
    request: Request, entry: Entry, actor: Actor, *, wrong: RefusedError | None = None
) -> Response:
    shelves = entry.doors.shelves
    today = shelves.clock().astimezone(viewer_zone(request)).date()
    return page(
        request,
        "samples.html",
        actor=actor,
        title="Audit samples",
        status=200 if wrong is None else status_of(wrong),
        samples=await in_thread(lambda: samples.samples(shelves, actor=actor)),
        standings=await in_thread(trusted.standings, shelves),
        ended=tuple(one for one in await in_thread(trusted.trust_in_effect, shelves) if not one.trusted),
        every_call=shelves.item_by_item == "every_call",
        kinds=_KINDS,
        since=today - timedelta(days=30),
        until=today,
        wrong=wrong,
    )


async def _shown(
    request: Request, sample_id: str, entry: Entry, actor: Actor, *, wrong: RefusedError | None = None
) -> Response:
    shelves = entry.doors.shelves
    sample = await in_thread(lambda: samples.sample(shelves, sample_id, actor=actor))
    case = await in_thread(lambda: samples.next_case(shelves, sample_id, actor=actor))
    if case is not None:
        await in_thread(shelves.audit().looked, actor, "saw_a_case", call_id=case.call_id)
    result = await in_thread(lambda: samples.result(shelves, sample_id, actor=actor))
    differing = () if result is None else tuple(one.case for one in result.disagreements)
    asked = tuple((one.call_id, one.notes_version, one.item_id) for one in differing)
    if asked:
        await in_thread(shelves.audit().looked, actor, "saw_a_case", detail=sample_id)
    return page(
        request,
        "sample.html",
        actor=actor,
        title="Audit sample",
        status=200 if wrong is None else status_of(wrong),
        sample=sample,
        case=case,
        result=result,
        words=await in_thread(lambda: item_words(shelves, asked, actor=actor)),
        may_read=may_see(actor),
        rulings=RULINGS,
        kinds=_KINDS,
        verdicts=_VERDICTS,
        wrong=wrong,
    )
