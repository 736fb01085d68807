"""The bodies of transcripts and notes, sealed with the key of their call.

In: a row and its JSON. Out: the row sealed, and the JSON again. A row that an earlier program wrote in clear
is read as it is until it is sealed, too (seal_old.py).
"""

from __future__ import annotations

from models.errors import StorageError
from storage import call_keys
from storage.database import Session
from storage.tables import NotesRow, TranscriptRow

Row = TranscriptRow | NotesRow


def seal_body(session: Session, row: Row, body: str) -> None:
    """Put the body into the row, sealed, and nothing of it in clear."""
    row.sealed = call_keys.sealed(session, row.call_id, body.encode(), purpose=purpose_of(row))
    row.body = ""


def body_of(session: Session, row: Row) -> str | None:
    """Return the body; None where the call's key is forgotten.

    Raises StorageError where it cannot be opened.
    """
    if row.sealed is None:
        return row.body
    plain = call_keys.opened(session, row.call_id, row.sealed, purpose=purpose_of(row))
    if plain is not None:
        return plain.decode()
    if call_keys.is_forgotten(session, row.call_id):
        return None
    raise StorageError(call_keys.OTHER_KEY)


def purpose_of(row: Row) -> bytes:
    """Return what the body of this version is sealed for."""
    return f"callnotes {row.__tablename__} 1\n{row.call_id}\n{row.version}".encode()
