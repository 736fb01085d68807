"""Takes a backup while the service works: the rows and the recordings of one moment.

In: shelves, the file's name, whether the master key goes with it. Out: the manifest of a checked file.

At one moment, under the lock that recordings and their rows change under, every kept recording gets a second
name and the rows are seen as they are then; copying needs no lock. What a kill leaves is swept like a
half-received recording.
"""

from __future__ import annotations

import base64
import tempfile
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path
from typing import Final

import structlog
from sqlalchemy import Connection

from storage import calls
from storage.backup.archive import KEY, ArchiveWriter, Manifest, writing
from storage.backup.rows import lines_of
from storage.connections import let_idle
from storage.database import Database, hold_audio
from storage.seal_old import seal_old
from storage.shelves import Shelves
from storage.standing import schema_of
from storage.tables import Table

_log = structlog.get_logger(__name__)

#: Tables whose rows mean nothing elsewhere: who is at work, who is signed in or about to be, what
#: pages heard of. And texts that
#: lie in clear: a worker reads them anew. A restore holds sending back by itself.
PASSING: Final = frozenset({
    "workers", "sign_ins", "sign_in_tries", "one_time_links", "found_texts", "texts_to_read", "search_reach",
    "held_sending",
    "change_numbers", "call_changes", "presences",
})  # fmt: skip
KEY_PURPOSE: Final = b"callnotes backup 1"


def back_up(shelves: Shelves, target: Path, *, with_key: bool) -> Manifest:
    """Write the backup. Raises InputError when the file exists, StorageError when it cannot be written."""
    seal_old(shelves.database)  # nothing that was said stands in a backup in clear
    schema_version, _ = schema_of(shelves.database)
    taken_at = shelves.clock()
    with writing(target) as archive, _one_moment(shelves) as (connection, recordings, missing):
        count = _add_tables(connection, archive, target.absolute().parent)
        for sha256, path in recordings.items():
            with path.open("rb") as file:
                archive.add(f"audio/{sha256[:2]}/{sha256}.sealed", file)
        if with_key:
            _add_key(shelves, archive)
        manifest = Manifest(
            schema_version=schema_version,
            taken_at=taken_at,
            calls=count,
            recordings=len(recordings),
            recordings_missing=missing,
            with_key=with_key,
            key_proof=base64.b64encode(shelves.audio.key.seal(b"", purpose=KEY_PURPOSE)).decode(),
            files=archive.files,
        )
        archive.close(manifest)
    _log.info("backup_taken", calls=count, recordings=len(recordings), missing=missing)
    return manifest


@contextmanager
def _one_moment(shelves: Shelves) -> Iterator[tuple[Connection, dict[str, Path], int]]:
    """Give a connection that sees one moment, and the recordings kept then under names of our own."""
    with ExitStack() as stack:
        with shelves.database.transaction() as session:
            hold_audio(session)
            let_idle(session.connection())
            kept = calls.keepers(session)
            connection = stack.enter_context(_snapshot(shelves.database))
            linked = {
                sha256: stack.enter_context(shelves.audio.second_name(sha256))
                for sha256 in sorted(kept)
                if shelves.audio.has(sha256)
            }
        yield connection, linked, len(kept) - len(linked)


@contextmanager
def _snapshot(database: Database) -> Iterator[Connection]:
    with database.engine.connect() as connection:
        if connection.dialect.name == "postgresql":
            connection.execution_options(isolation_level="REPEATABLE READ")
        let_idle(connection, seconds=0)  # it holds up nobody, however long the recordings take
        connection.exec_driver_sql("SELECT count(*) FROM calls").all()  # the moment is that of this question
        yield connection


def _add_tables(connection: Connection, archive: ArchiveWriter, folder: Path) -> int:
    counts: dict[str, int] = {}
    for table in Table.metadata.sorted_tables:
        if table.name in PASSING:
            continue
        with tempfile.TemporaryFile(dir=folder) as file:
            counts[table.name] = 0
            for line in lines_of(connection, table):
                file.write(line)
                counts[table.name] += 1
            archive.add(f"tables/{table.name}.jsonl", file)
    return counts["calls"]


def _add_key(shelves: Shelves, archive: ArchiveWriter) -> None:
    with tempfile.SpooledTemporaryFile(max_size=1024) as file:
        file.write(base64.b64encode(shelves.audio.key.secret) + b"\n")
        archive.add(KEY, file)
