"""What a legal hold keeps of a call whose consent ended: every row of it, sealed, where no reader looks.

In: a session and a call's locked row, before it is emptied. Out: `Withheld`s, and what they hold as JSON.
Not here: whether a hold keeps the call (holds.py), handing it out (lifecycle/hand_out.py).
"""

from __future__ import annotations

import base64
import json
from collections.abc import Callable, Mapping
from datetime import datetime
from typing import Any, Final

from sqlalchemy import delete, func, select

from models.errors import StorageError
from models.retention import Withheld
from storage import call_keys, promise_changes, promise_rows
from storage.database import Session, master_key_of
from storage.exchanges import exchange_purpose
from storage.ids import new_id
from storage.matches import match_purpose
from storage.pieces import piece_purpose
from storage.sealed_bodies import purpose_of as body_purpose
from storage.tables import CallRow, Table, WithheldRow

#: Tables of a call that hold nothing of it (ids, keys, queues, what is derived), or that stay anyhow.
LEFT_OUT: Final = frozenset({
    "call_keys", "found_texts", "texts_to_read", "audit_log", "attempts", "certificates", "legal_holds",
    "outgoing_events", "call_changes", "person_marks", "crm_looks", "withheld_calls",
})  # fmt: skip

#: What the sealed column of a call's table is sealed for; that of another table is kept as it is.
SEALED_FOR: Final[Mapping[str, Callable[[Any], bytes]]] = {
    "transcripts": body_purpose,
    "notes": body_purpose,
    "exchanges": lambda row: exchange_purpose(row.call_id),
    "matches": lambda row: match_purpose(row.call_id),
    "pieces": lambda row: piece_purpose(row.call_id, row.key),
    "promises": lambda row: promise_rows.purpose_of(row.call_id, row.item_id),
    "promise_changes": lambda row: promise_changes.purpose_of(row.call_id),
}


def keep(session: Session, row: CallRow, *, why: str, at: datetime) -> None:
    """Put aside all that stands here of the call; its recording is kept, too, until `remove`."""
    found = WithheldRow(
        id=new_id("kept"),
        call_id=row.id,
        audio_sha256=(row.muted_sha256 or row.audio_sha256) if row.audio_kept else None,
        audio_media_type=row.muted_media_type or row.audio_media_type,
        audio_size_bytes=row.muted_size_bytes or row.audio_size_bytes,
        why=why,
        at=at,
        sealed=b"",
    )
    text = json.dumps(_rows_of(session, row), ensure_ascii=False, default=_plain)
    found.sealed = master_key_of(session).seal(text.encode(), purpose=purpose_of(found.id))
    session.add(found)
    session.flush()


def of_call(session: Session, call_id: str) -> tuple[Withheld, ...]:
    """Return what is kept of this call, the oldest first."""
    rows = session.scalars(
        select(WithheldRow).where(WithheldRow.call_id == call_id).order_by(WithheldRow.at, WithheldRow.id)
    )
    return tuple(_value(row) for row in rows)


def call_ids(session: Session) -> tuple[str, ...]:
    """Return the ids of the calls of which something is kept."""
    return tuple(session.scalars(select(WithheldRow.call_id).distinct().order_by(WithheldRow.call_id)))


def document(session: Session, withheld_id: str) -> str:
    """Return the JSON of what is kept: by table, the call's own row first. Raises StorageError."""
    row = session.get_one(WithheldRow, withheld_id)
    plain = master_key_of(session).open(row.sealed, purpose=purpose_of(row.id))
    if plain is None:
        raise StorageError(call_keys.OTHER_KEY)
    return plain.decode()


def remove(session: Session, call_id: str) -> int:
    """Let go of what is kept of this call; returns how much. The sound goes by `Shelves.drop_unkept`."""
    count = select(func.count()).select_from(WithheldRow).where(WithheldRow.call_id == call_id)
    found = session.scalar(count) or 0
    session.execute(delete(WithheldRow).where(WithheldRow.call_id == call_id))
    return found


def purpose_of(withheld_id: str) -> bytes:
    """Return what it is sealed for."""
    return f"callnotes withheld 1\n{withheld_id}".encode()


def _rows_of(session: Session, row: CallRow) -> dict[str, list[dict[str, Any]]]:
    found = {"calls": [_columns(session, row)]}
    for mapper in Table.registry.mappers:
        kind: Any = mapper.class_
        if hasattr(kind, "call_id") and kind.__tablename__ not in LEFT_OUT:
            rows = session.scalars(select(kind).where(kind.call_id == row.id).order_by(*mapper.primary_key))
            found[kind.__tablename__] = [_columns(session, one) for one in rows]
    key = call_keys.secret_of(session, row.id)
    found["call_keys"] = [{"key": key}] if key else []  # opens what is not opened here
    return {name: rows for name, rows in sorted(found.items()) if rows}


def _columns(session: Session, row: Any) -> dict[str, Any]:  # noqa: ANN401 - a row of any table
    found = {column.key: getattr(row, column.key) for column in row.__table__.columns}
    purpose = SEALED_FOR.get(row.__tablename__)
    if purpose is not None and isinstance(found.get("sealed"), bytes):
        plain = call_keys.opened(session, row.call_id, found["sealed"], purpose=purpose(row))
        found["sealed"] = None if plain is None else plain.decode()
    return found


def _plain(value: object) -> str:
    if isinstance(value, bytes):
        return base64.b64encode(value).decode()
    return value.isoformat() if isinstance(value, datetime) else str(value)


def _value(row: WithheldRow) -> Withheld:
    return Withheld(
        id=row.id,
        call_id=row.call_id,
        at=row.at,
        why=row.why,
        audio_sha256=row.audio_sha256,
        audio_media_type=row.audio_media_type,
        audio_size_bytes=row.audio_size_bytes,
    )
