"""Signing in and out: password to session, session to actor; guessing is slowed for account and for address.

In: what the page of signing in took; a cookie's secret. Out: a new secret; `Account`. HTTP is not here.
Not here: counting the tries (tries.py).
"""

from __future__ import annotations

from datetime import timedelta
from typing import Final

from lifecycle import passwords, tries
from lifecycle.secret import hashed, new_secret
from models.access import Actor
from models.errors import InputError, UnauthorisedError
from models.mail_address import is_address, plain_address
from models.zones import zone_names
from storage import accounts, sign_ins
from storage.accounts import Account
from storage.ids import new_id
from storage.shelves import Shelves
from storage.sign_ins import SignIn
from storage.tables import SignedInRow

LASTS: Final = timedelta(days=7)
IDLE: Final = timedelta(hours=12)

_NOTED_EVERY: Final = timedelta(minutes=1)
_BROWSER_LENGTH: Final = 120


def sign_in(shelves: Shelves, email: str, password: str, *, address: str, browser: str | None) -> str:
    """Return the secret for the cookie. Raises UnauthorisedError, and TooManyTriesError before looking.

    An unknown account takes as long and says the same as a wrong password.
    """
    email = plain_address(email)
    counted = tries.count_try(shelves, email, address)
    with shelves.database.reading() as session:
        row = accounts.by_email(session, email) if is_address(email) else None
        kept = row.password_hash if row is not None and row.disabled_at is None else None
    if not passwords.fits(kept, password) or row is None or kept is None:
        shelves.audit().note(Actor(name=row.email if row else "unknown"), "failed_to_sign_in")
        message = "Address or password is wrong; try again, or ask an admin for a link to a new password."
        raise UnauthorisedError(message)
    if passwords.is_old(kept):
        _keep_anew(shelves, row.id, password)
    return open_session(shelves, row.id, email, browser=browser, counted=counted)


def open_session(
    shelves: Shelves,
    account_id: str,
    email: str,
    *,
    browser: str | None,
    counted: tuple[int, ...] = (),
    anew: bool = False,
) -> str:
    """Return the secret of a new session of this person, who has just shown who it is.

    `counted` are the tries that this took; `anew` says that it goes on after a change of the password.
    """
    secret, now = new_secret(), shelves.clock()
    with shelves.database.transaction() as session:
        tries.forgive(session, email, counted)
        sign_ins.forget_ended(session, now)
        session.add(
            SignedInRow(
                hash=hashed(secret),
                id=new_id("session"),
                account_id=account_id,
                browser=(browser or "")[:_BROWSER_LENGTH] or None,
                made_at=now,
                seen_at=now,
                expires_at=now + LASTS,
            )
        )
        shelves.audit().note_in(session, None if anew else Actor(name=email), "signed_in")
    return secret


def who(shelves: Shelves, secret: str, *, is_seen: bool = True) -> Account | None:
    """Return whose session this is; None when it ended, was idle too long, or the person is disabled.

    Not `is_seen` where a page asks by itself: that alone keeps no session alive.
    """
    now = shelves.clock()
    with shelves.database.reading() as session:
        found = sign_ins.by_hash(session, hashed(secret))
        if found is None or found.expires_at <= now or found.seen_at + IDLE <= now:
            return None
        row = accounts.by_id(session, found.account_id)
        if row is None or row.disabled_at is not None:
            return None
        account = accounts.read(session, row)
    if is_seen and now - found.seen_at > _NOTED_EVERY:
        _note_seen(shelves, found.hash)
    return account


def set_language(shelves: Shelves, account: Account, language: str | None) -> None:
    """Keep the language in which the person wants the pages; None leaves it to the browser."""
    with shelves.database.transaction() as session:
        row = accounts.by_id(session, account.id)
        if row is not None:
            row.language = language
            shelves.audit().note_in(session, account.actor, "set_the_language", detail=language or "browser")


def set_zone(shelves: Shelves, account: Account, zone: str) -> None:
    """Keep the zone in which the person is told times; the empty one leaves it to the browser.

    Raises InputError where no zone has this name.
    """
    if zone and zone not in zone_names():
        raise InputError("There is no time zone of this name; write one such as Europe/Berlin, or none.")
    with shelves.database.transaction() as session:
        row = accounts.by_id(session, account.id)
        if row is not None:
            row.zone = zone or None
            shelves.audit().note_in(session, account.actor, "set_the_zone", detail=zone or "browser")


def sign_out(shelves: Shelves, secret: str) -> None:
    """End this session; one that ended already is no error."""
    with shelves.database.transaction() as session:
        found = sign_ins.by_hash(session, hashed(secret))
        row = None if found is None else accounts.by_id(session, found.account_id)
        if row is not None:
            sign_ins.end(session, hashed(secret))
            shelves.audit().note_in(session, Actor(name=row.email), "signed_out")


def sessions(shelves: Shelves, account_id: str, *, secret: str | None = None) -> tuple[SignIn, ...]:
    """Return where this person is signed in; the session of `secret` is marked."""
    this, now = hashed(secret or ""), shelves.clock()
    with shelves.database.reading() as session:
        return tuple(
            SignIn(
                id=row.id,
                browser=row.browser,
                made_at=row.made_at,
                seen_at=row.seen_at,
                is_this_one=row.hash == this,
            )
            for row in sign_ins.of_account(session, account_id)
            if row.expires_at > now and row.seen_at + IDLE > now
        )


def end_session(shelves: Shelves, account: Account, sign_in_id: str) -> None:
    """End one of this person's own sessions."""
    with shelves.database.transaction() as session:
        if sign_ins.end_one_of(session, account.id, sign_in_id):
            shelves.audit().note_in(session, account.actor, "ended_a_session", detail=sign_in_id)


def change_password(shelves: Shelves, account: Account, old: str, new: str, *, address: str) -> None:
    """Set a new password, end every session and every link to another new password.

    Raises UnauthorisedError when the old one is wrong, InputError when the new one is too short,
    TooManyTriesError.
    """
    counted = tries.count_try(shelves, account.email, address)
    with shelves.database.reading() as session:
        row = accounts.by_id(session, account.id)
    if not passwords.fits(row.password_hash if row else None, old):
        shelves.audit().note(account.actor, "failed_to_change_password")
        message = "The current password is wrong; nothing was changed."
        raise UnauthorisedError(message)
    _keep_anew(shelves, account.id, new)
    with shelves.database.transaction() as session:
        sign_ins.end_all_of(session, account.id)
        sign_ins.drop_links(session, "reset", account.email)
        tries.forgive(session, account.email, counted)
        shelves.audit().note_in(session, account.actor, "changed_password")


def _keep_anew(shelves: Shelves, account_id: str, password: str) -> None:
    kept = passwords.keep(password)
    with shelves.database.transaction() as session:
        row = accounts.by_id(session, account_id)
        if row is not None:
            row.password_hash = kept


def _note_seen(shelves: Shelves, hashed_secret: str) -> None:
    with shelves.database.transaction() as session:
        row = sign_ins.by_hash(session, hashed_secret)
        if row is not None:
            row.seen_at = shelves.clock()
