"""Keyed hashes of numbers and addresses, which stay the same when the master key is changed.

In: a session of a database opened with a master key, a value. Out: a hash that tells two values apart and
says nothing of them without the key.

Their key is derived from the first master key; changing that keeps it in a row of its own, wrapped.
"""

from __future__ import annotations

from typing import Final

from models.errors import StorageError
from storage.call_keys import OTHER_KEY
from storage.database import Session, master_key_of
from storage.sealing_key import SealingKey
from storage.tables import HouseKeyRow

NAME: Final = "fingerprints"
_DERIVED_FOR: Final = b"callnotes remembered contact 1"
PURPOSE: Final = b"callnotes house key 1\nfingerprints"


def of(session: Session, value: str) -> str:
    """Return the value's keyed hash, HMAC-SHA256 in hex; write kinds of values apart ("phone:+1...").

    Raises StorageError where the master key is another one.
    """
    return _key(session).hashed(value)


def keep_key(session: Session) -> None:
    """Keep the key of the hashes in its row, in a transaction, before the master key is another one."""
    if session.get(HouseKeyRow, NAME) is None:
        secret = _key(session).secret
        wrapped = master_key_of(session).seal(secret, purpose=PURPOSE)
        session.add(HouseKeyRow(name=NAME, wrapped=wrapped))
        session.flush()


def _key(session: Session) -> SealingKey:
    row = session.get(HouseKeyRow, NAME)
    if row is None:
        return SealingKey(master_key_of(session).now.first.derived(_DERIVED_FOR))
    secret = master_key_of(session).open(row.wrapped, purpose=PURPOSE)
    if secret is None:
        raise StorageError(OTHER_KEY)
    return SealingKey(secret)
