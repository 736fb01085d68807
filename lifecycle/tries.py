"""Slows guessing: tries at a password are counted for the account and for the network they come from.

In: an account's name and an address. Out: nothing, or TooManyTriesError before anything was looked at.
The counts stand in the database, so that several servers share them.
"""

from __future__ import annotations

import ipaddress
from datetime import timedelta
from typing import Final

from lifecycle.secret import hashed
from models.errors import TooManyTriesError
from storage import sign_ins
from storage.database import Session, hold_key
from storage.shelves import Shelves

_WINDOW: Final = timedelta(minutes=15)
_MOST_PER_ACCOUNT: Final = 10
_MOST_PER_ADDRESS: Final = 50


def count_try(shelves: Shelves, email: str, address: str) -> tuple[int, ...]:
    """Count before looking, one after the other, so that many tries at once do not pass under the limit.

    Returns the numbers of the tries, for `forgive`. Raises TooManyTriesError.
    """
    now = shelves.clock()
    limits = {_of_account(email): _MOST_PER_ACCOUNT, _of_network(address): _MOST_PER_ADDRESS}
    with shelves.database.transaction() as session:
        for key in sorted(limits):
            hold_key(session, key)
        since = now - _WINDOW
        if not any(sign_ins.tries(session, key, since=since) >= most for key, most in limits.items()):
            return sign_ins.add_tries(session, tuple(limits), at=now, forget_before=since)
    message = "Too many tries to sign in; wait a quarter of an hour, then try again."
    raise TooManyTriesError(message)


def forgive(session: Session, email: str, counted: tuple[int, ...] = ()) -> None:
    """Forget the tries for this account, and the counted ones of who proved to be right.

    The other tries from that address stand: who has one password may still be guessing another.
    """
    sign_ins.forget_tries(session, _of_account(email), counted)


def _of_account(email: str) -> str:
    return hashed(f"account {email}")


def _of_network(address: str) -> str:
    """A provider gives a customer one address of IPv4, but all that begin as this one of IPv6."""
    try:
        known = ipaddress.ip_address(address)
    except ValueError:
        return hashed(f"address {address}")
    if isinstance(known, ipaddress.IPv6Address):
        if known.ipv4_mapped is None:
            return hashed(f"network {int(known) >> 64}")
        known = known.ipv4_mapped
    return hashed(f"address {known}")
