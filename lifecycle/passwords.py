"""Passwords by argon2id, with the parameters that RFC 9106 recommends for little memory.

In: what a person typed. Out: the text that argon2 makes, and whether a password fits it.
"""

from __future__ import annotations

import threading
from functools import cache
from typing import Final

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError
from argon2.profiles import RFC_9106_LOW_MEMORY

from models.errors import InputError

SHORTEST: Final = 12
_LONGEST: Final = 256

#: One hash takes 64 MiB and four threads: sign-ins wait for each other, and do not fill the memory.
_AT_ONCE: Final = threading.BoundedSemaphore(4)
_hasher: Final = PasswordHasher.from_parameters(RFC_9106_LOW_MEMORY)


def keep(password: str) -> str:
    """Return what is kept of the password. Raises InputError when it is too short or too long."""
    if not SHORTEST <= len(password) <= _LONGEST:
        message = f"The password must have {SHORTEST} to {_LONGEST} characters; a sentence is a good one."
        raise InputError(message)
    with _AT_ONCE:
        return _hasher.hash(password)


def fits(kept: str | None, password: str) -> bool:
    """True when the password is the kept one; it takes as long when there is none."""
    try:
        with _AT_ONCE:
            return _hasher.verify(kept or _nobodys(), password[: _LONGEST + 1]) and kept is not None
    except (VerificationError, InvalidHashError):
        return False


def is_old(kept: str) -> bool:
    """True when the kept text was made with other parameters than today's."""
    return _hasher.check_needs_rehash(kept)


@cache
def _nobodys() -> str:
    return _hasher.hash("the password of nobody at all")
