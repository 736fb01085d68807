"""The managers' page of what a confidence is worth: what decisions taught, and whether it is shown beside.

In: forms of that page. Out: the page. Nothing here changes a confidence or a threshold.
"""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Depends, Request
from starlette.responses import RedirectResponse, Response

from api.entry import Entry, entry_of, in_thread
from api.problems import status_of
from api.web.form import read_form
from api.web.page import page
from api.web.reliability import curve_svg
from api.who import allowed
from lifecycle import calibration
from models.access import Actor, Permission
from models.calibration import Curve
from models.errors import InputError, RefusedError

router = APIRouter(prefix="/calibration")
Here = Annotated[Entry, Depends(entry_of)]
Who = Annotated[Actor, Depends(allowed(Permission.CALIBRATE))]


@router.get("")
async def show_calibration(request: Request, entry: Here, actor: Who) -> Response:
    """Show the newest version with its diagrams, and the earlier ones by number."""
    return await _shown(request, entry, actor)


@router.post("/fit")
async def fit(request: Request, entry: Here, actor: Who) -> Response:
    """Learn from all decisions so far; what comes of it is not in use."""
    try:
        await in_thread(lambda: calibration.fit(entry.doors.shelves, actor=actor))
    except RefusedError as error:
        return await _shown(request, entry, actor, wrong=error)
    return RedirectResponse("/calibration", 303)


@router.post("/use")
async def use(request: Request, entry: Here, actor: Who) -> Response:
    """Show the readings of a version beside the confidence, or of none."""
    chosen = (await read_form(request)).one("version")
    try:
        if chosen != "none" and not (chosen.isascii() and chosen.isdigit() and len(chosen) < 9):
            raise InputError("There is no calibration of this version; choose one that is listed.")
        version = None if chosen == "none" else int(chosen)
        await in_thread(lambda: calibration.use(entry.doors.shelves, version, actor=actor))
    except RefusedError as error:
        return await _shown(request, entry, actor, wrong=error)
    return RedirectResponse("/calibration", 303)


async def _shown(
    request: Request, entry: Entry, actor: Actor, *, wrong: RefusedError | None = None
) -> Response:
    learned = await in_thread(calibration.learned, entry.doors.shelves)
    newest = learned.versions[0] if learned.versions else None
    curves = [] if newest is None else [
        (curve, title_of(curve), curve_svg(curve, name=f"curve-{number}"))
        for number, curve in enumerate(newest.curves)
    ]  # fmt: skip
    return page(
        request,
        "calibration.html",
        actor=actor,
        title="Calibration",
        status=200 if wrong is None else status_of(wrong),
        learned=learned,
        newest=newest,
        curves=curves,
        used=next((one for one in learned.versions if one.in_use), None),
        wrong=wrong,
    )


def title_of(curve: Curve) -> str:
    """Return what a curve is about: "rules: promises in sales"."""
    kind = "all items" if curve.kind is None else f"{curve.kind.replace('_', '-')}s"
    return f"{curve.engine}: {kind}" + (f" in {curve.category}" if curve.category else "")
