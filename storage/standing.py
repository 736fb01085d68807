"""Whether what the shelves stand on holds: the schema's version, a place to write audio, room on the disk.

In: a database, an audio shelf. Out: nothing, or StorageError with what to do. Not here: the list of parts
that make the service ready (lifecycle/readiness.py).
"""

from __future__ import annotations

import os
import secrets
import shutil
from typing import Final

from sqlalchemy import text

from models.errors import StorageError
from storage.audio import AudioShelf
from storage.database import Database
from storage.migrations.upgrade import newest_version, written_version
from storage.owner_mark import own_mark

#: Below this much free room no new recording should be asked for.
LOW_BYTES: Final = 1 << 30


def check_answers(database: Database) -> None:
    """Raise StorageError unless the database answers a question."""
    with database.reading() as session:
        session.execute(text("SELECT 1 FROM calls LIMIT 1"))


def check_schema(database: Database) -> None:
    """Raise StorageError unless the tables are at the version of this program."""
    written, known = schema_of(database)
    if written != known:
        raise StorageError(
            "The tables are of another version than this program; start the newest one everywhere."
        )


def schema_of(database: Database) -> tuple[str, str]:
    """Return the version that the tables have (empty: none) and the one that this program knows."""
    with database.reading() as session:
        return written_version(session.connection()) or "", newest_version()


def check_writable(shelf: AudioShelf) -> None:
    """Raise StorageError unless a file can be made where recordings come in, and moved to where they stay."""
    name = f"{own_mark()}-{secrets.token_hex(8)}.part"
    beside, kept = shelf.root / "incoming" / name, shelf.root / "audio" / name
    try:
        for place in (beside, kept):
            place.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
        os.close(os.open(beside, os.O_CREAT | os.O_EXCL | os.O_WRONLY, 0o600))
        try:
            beside.replace(kept)
        finally:
            for place in (beside, kept):
                place.unlink(missing_ok=True)
    except OSError as error:
        raise StorageError("No recording can be written; check the data folder's room and rights.") from error


def check_room(shelf: AudioShelf) -> None:
    """Raise StorageError when the disk of the recordings is nearly full."""
    if free_bytes(shelf) < LOW_BYTES:
        raise StorageError("Less than 1 GiB is free for recordings; make room on the data folder's disk.")


def free_bytes(shelf: AudioShelf) -> int:
    """Return how many bytes are free for recordings."""
    try:
        return shutil.disk_usage(shelf.root).free
    except OSError as error:
        raise StorageError("The data folder cannot be looked at; check that it is there.") from error
