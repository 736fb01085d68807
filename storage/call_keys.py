"""A key per call: what was made from a call is sealed with it, and nothing opens that once the key is gone.

In: a session of a database opened with a master key, a call's id, bytes. Out: the same, sealed or open.
The key is made when something of the call is first sealed, and lies wrapped with the master key in a row.
"""

from __future__ import annotations

from collections.abc import Collection
from typing import Final

from sqlalchemy import delete, select

from models.errors import StorageError
from storage.database import Session, hold_key, master_key_of
from storage.sealing_key import SealingKey
from storage.tables import CallKeyRow

_PORTION: Final = 500


def sealed(session: Session, call_id: str, plain: bytes, *, purpose: bytes) -> bytes:
    """Seal a value of the call, in a transaction: it opens for this call and this purpose alone."""
    return _made(session, call_id).seal(plain, purpose=purpose)


def opened(session: Session, call_id: str, value: bytes, *, purpose: bytes) -> bytes | None:
    """Return the value; None where the call's key is gone, or the value is damaged or of another key."""
    key = _of(session, call_id)
    return None if key is None else key.open(value, purpose=purpose)


def fetch(session: Session, call_ids: Collection[str]) -> None:
    """Fetch the keys of these calls by few queries, so that `opened` asks for none of them by itself."""
    ids, held = sorted(call_ids), session.info.setdefault("call_keys", [])  # else they would be let go again
    for start in range(0, len(ids), _PORTION):
        portion = CallKeyRow.call_id.in_(ids[start : start + _PORTION])
        held.extend(session.scalars(select(CallKeyRow).where(portion)))


def is_forgotten(session: Session, call_id: str) -> bool:
    """True where nothing of the call can be opened any more, since its key is gone."""
    return session.get(CallKeyRow, call_id) is None


def secret_of(session: Session, call_id: str) -> bytes | None:
    """Return the call's own key, for what is sealed with the master key as a whole; None where it is gone."""
    key = _of(session, call_id)
    return None if key is None else key.secret


def forget(session: Session, call_id: str) -> None:
    """Destroy the key of the call: what it sealed is noise from here on, wherever a copy of it lies.

    `Database.wash` after the commit takes the key out of SQLite's log. The recording has a key of its own.
    """
    session.execute(delete(CallKeyRow).where(CallKeyRow.call_id == call_id))


def purpose_of(call_id: str) -> bytes:
    """Return what the key of this call is wrapped for."""
    return f"callnotes call key 1\n{call_id}".encode()


def _of(session: Session, call_id: str) -> SealingKey | None:
    row = session.get(CallKeyRow, call_id)
    return None if row is None else _unwrapped(session, row)


def _made(session: Session, call_id: str) -> SealingKey:
    row = session.get(CallKeyRow, call_id)
    if row is None:
        hold_key(session, f"key of {call_id}")
        row = session.get(CallKeyRow, call_id)
    if row is not None:
        key = _unwrapped(session, row)
        if key is None:
            raise StorageError(OTHER_KEY)
        return key
    key = SealingKey.new()
    wrapped = master_key_of(session).seal(key.secret, purpose=purpose_of(call_id))
    session.add(CallKeyRow(call_id=call_id, wrapped=wrapped))
    session.flush()
    return key


def _unwrapped(session: Session, row: CallKeyRow) -> SealingKey | None:
    secret = master_key_of(session).open(row.wrapped, purpose=purpose_of(row.call_id))
    return None if secret is None else SealingKey(secret)


def is_of_another_key(error: StorageError) -> bool:
    """True where one call could not be opened: what is done to the others goes on."""
    return error.message == OTHER_KEY


OTHER_KEY = (
    "What was said in the call was sealed with another master key; "
    "put the earlier master.key or CALLNOTES_MASTER_KEY back."
)
