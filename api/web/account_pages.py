"""The page of one's own account: password, and browsers in which one is signed in."""

from __future__ import annotations

from typing import Annotated, Final

from fastapi import APIRouter, Depends, Request
from starlette.datastructures import URL
from starlette.responses import RedirectResponse, Response

from api import session_cookie
from api.entry import Entry, entry_of, in_thread
from api.problems import status_of
from api.web.form import read_form
from api.web.language import languages
from api.web.page import page
from api.webhooks.public_address import public_address
from api.who import account_of
from lifecycle import calendar_feed, digest, signing_in
from models.errors import InputError, RefusedError
from models.zones import zone_names
from storage.accounts import Account

router = APIRouter()
Here = Annotated[Entry, Depends(entry_of)]
Who = Annotated[Account, Depends(account_of)]

#: What a form did, for the page that follows it.
_DONE: Final = {
    "password": "The password is changed",
    "signed-out": "That browser is signed out",
    "calendar-ended": "The calendar address is ended",
    "digest": "What you want of the daily mail is kept",
    "language": "The language is kept",
    "zone": "The time zone is kept",
}


@router.get("/account")
async def show_account(request: Request, entry: Here, account: Who, done: str = "") -> Response:
    """Show it, and after a form what that did."""
    return await _account(request, entry, account, done=_DONE.get(done, ""))


@router.post("/account/password")
async def change_password(request: Request, entry: Here, account: Who) -> Response:
    """Set another password; every session ends, and this browser gets a new one."""
    form, shelves = await read_form(request), entry.doors.shelves
    try:
        await in_thread(
            signing_in.change_password,
            shelves,
            account,
            form.raw("old"),
            form.raw("new"),
            address=request.client.host if request.client else "unknown",
        )
    except RefusedError as error:
        return await _account(request, entry, account, wrong=error)
    secret = await in_thread(
        signing_in.open_session,
        shelves,
        account.id,
        account.email,
        browser=request.headers.get("user-agent"),
        anew=True,
    )
    return session_cookie.give(RedirectResponse("/account?done=password", 303), request, secret)


@router.post("/account/sessions")
async def end_session(request: Request, entry: Here, account: Who) -> Response:
    """End one session of one's own."""
    named = (await read_form(request)).one("session")
    await in_thread(signing_in.end_session, entry.doors.shelves, account, named)
    return RedirectResponse("/account?done=signed-out", 303)


@router.post("/account/calendar")
async def change_calendar(request: Request, entry: Here, account: Who) -> Response:
    """Make a calendar address and show it this once, or end the one there is."""
    form, shelves = await read_form(request), entry.doors.shelves
    if form.one("act") == "end":
        await in_thread(calendar_feed.end, shelves, account)
        return RedirectResponse("/account?done=calendar-ended", 303)
    try:
        secret = await in_thread(calendar_feed.make, shelves, account)
    except RefusedError as error:
        return await _account(request, entry, account, wrong=error)
    here = URL(public_address(request, entry.doors.public_url))
    return await _account(
        request, entry, account, calendar=str(here.replace(path=f"/calendar/{secret}.ics", query=""))
    )


@router.post("/account/digest")
async def change_digest(request: Request, entry: Here, account: Who) -> Response:
    """Switch one's daily mail on or off."""
    wanted = (await read_form(request)).one("wanted") == "yes"
    await in_thread(digest.set_wish, entry.doors.shelves, account, wanted=wanted)
    return RedirectResponse("/account?done=digest", 303)


@router.post("/account/language")
async def change_language(request: Request, entry: Here, account: Who) -> Response:
    """Keep the language of one's pages; the empty one leaves it to the browser."""
    wished = (await read_form(request)).one("language") or None
    if wished is not None and wished not in languages():
        error = InputError("The desk is not in this language; choose one of the list.")
        return await _account(request, entry, account, wrong=error)
    await in_thread(signing_in.set_language, entry.doors.shelves, account, wished)
    return RedirectResponse("/account?done=language", 303)


@router.post("/account/zone")
async def change_zone(request: Request, entry: Here, account: Who) -> Response:
    """Keep the zone in which one is told times; the empty one leaves it to the browser."""
    zone = (await read_form(request)).one("zone")
    try:
        await in_thread(signing_in.set_zone, entry.doors.shelves, account, zone)
    except RefusedError as error:
        return await _account(request, entry, account, wrong=error)
    return RedirectResponse("/account?done=zone", 303)


async def _account(
    request: Request,
    entry: Entry,
    account: Account,
    *,
    done: str = "",
    calendar: str = "",
    wrong: RefusedError | None = None,
) -> Response:
    sessions = await in_thread(
        signing_in.sessions, entry.doors.shelves, account.id, secret=session_cookie.shown(request)
    )
    return page(
        request,
        "account.html",
        actor=account.actor,
        title="Account",
        status=status_of(wrong) if wrong else 200,
        sessions=sessions,
        feed=await in_thread(calendar_feed.standing, entry.doors.shelves, account),
        calendar=calendar,
        wish=await in_thread(digest.wish_of, entry.doors.shelves, account),
        languages=languages(),
        chosen_language=account.language,
        sends_mail=entry.doors.sends_mail,
        chosen_zone=account.zone,
        zones=zone_names(),
        done=done,
        wrong=wrong.message if wrong else "",
    )
