"""Machines' API tokens: made by an admin with scopes and an end, shown once, kept as a hash, revocable.

In: a name, scopes and how long it lasts, or what a machine shows. Out: the token's secret, or an `Actor`.
"""

from __future__ import annotations

import re
from datetime import timedelta
from typing import Final

from lifecycle.secret import hashed, new_secret
from models.access import GRANTS_OF_SCOPE, Actor, Scope
from models.errors import InputError, TokenExpiredError
from storage import tokens
from storage.ids import new_id
from storage.shelves import Shelves
from storage.tables import ApiTokenRow
from storage.tokens import Token

_NAME: Final = re.compile(r"[a-z0-9][a-z0-9._-]{0,63}")
#: Begins every token, so that a leaked one is recognised and another credential is never looked up.
_MARK: Final = "cn_"
_NOTED_EVERY: Final = timedelta(minutes=1)
#: How long a token may last, in the order in which a person is asked. Unless one is chosen it is `USUAL`:
#: long enough for a machine that is looked after, and a forgotten token ends by itself.
LIFETIMES: Final[dict[str, timedelta | None]] = {
    "30 days": timedelta(days=30),
    "90 days": timedelta(days=90),
    "a year": timedelta(days=365),
    "never": None,
}
USUAL: Final = "90 days"
#: The name under which the tokens of the settings act, and those under which no token may.
OF_SETTINGS: Final = "settings"
_OF_OTHERS: Final = frozenset({OF_SETTINGS, "hook", "unknown"})


def make_token(
    shelves: Shelves,
    name: str,
    scopes: tuple[Scope, ...],
    *,
    by: str,
    giver: Actor | None = None,
    lifetime: str = USUAL,
) -> str:
    """Make a token and return its secret, which is shown this once; `lifetime` is one of `LIFETIMES`.

    Raises InputError, also for a scope that shows more of calls than the `giver` may see.
    """
    if not _NAME.fullmatch(name) or name in _OF_OTHERS:
        raise InputError("The name of a token is of small letters, digits and . _ -; choose such a name.")
    if not scopes or not set(scopes) <= set(GRANTS_OF_SCOPE):
        raise InputError("A token needs one scope or more of those listed; choose what the machine may do.")
    if giver is not None and not all(giver.may_hand_out(scope) for scope in scopes):
        raise InputError(
            "A token that shows calls is made by an admin to whom calls are granted; choose other scopes, "
            "or ask another admin."
        )
    if lifetime not in LIFETIMES:
        raise InputError("A token lasts 30 days, 90 days, a year, or for ever; choose one of the four.")
    lasts, now = LIFETIMES[lifetime], shelves.clock()
    secret = _MARK + new_secret()
    with shelves.database.transaction() as session:
        if tokens.by_name(session, name) is not None:
            raise InputError("There is, or was, a token with this name; choose another one.")
        session.add(
            ApiTokenRow(
                id=new_id("token"),
                name=name,
                hash=hashed(secret),
                scopes=" ".join(dict.fromkeys(scopes)),
                made_by=by,
                made_at=now,
                expires_at=None if lasts is None else now + lasts,
            )
        )
        shelves.audit().note_in(session, Actor(name=by), "made_token", detail=name)
    return secret


def revoke_token(shelves: Shelves, name: str, *, by: str) -> None:
    """Revoke a token for good; again changes nothing. Raises InputError for an unknown one."""
    with shelves.database.transaction() as session:
        row = tokens.by_name(session, name)
        if row is None:
            raise InputError("There is no token with this name; look at the list of tokens.")
        if row.revoked_at is None:
            row.revoked_at = shelves.clock()
            shelves.audit().note_in(session, Actor(name=by), "revoked_token", detail=name)


def every_token(shelves: Shelves) -> tuple[Token, ...]:
    """Return all tokens, without their secrets."""
    with shelves.database.reading() as session:
        return tokens.every(session)


def machine_of(shelves: Shelves, secret: str) -> Actor | None:
    """Return the machine that shows this secret, or None when it opens nothing. Raises TokenExpiredError."""
    if not secret.startswith(_MARK):
        return None
    with shelves.database.reading() as session:
        row = tokens.by_hash(session, hashed(secret))
        token = None if row is None else tokens.read(row)
    if token is None:
        return None
    now = shelves.clock()
    if token.has_expired(now):
        raise TokenExpiredError(
            "The API token has expired; have an admin make another one on the page Tokens, and send that."
        )
    if token.used_at is None or now - token.used_at > _NOTED_EVERY:
        _note_used(shelves, token.name)
    return Actor(name=token.name, scopes=token.scopes, door="api_token")


def _note_used(shelves: Shelves, name: str) -> None:
    with shelves.database.transaction() as session:
        row = tokens.by_name(session, name)
        if row is not None:
            row.used_at = shelves.clock()
