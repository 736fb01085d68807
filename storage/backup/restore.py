"""Puts a backup back where nothing is: database and recordings as they were at its moment.

In: a backup's file, an empty data folder, an empty database. Out: the manifest of what is there again.
Nothing is written before every byte was checked; when it fails midway, what it wrote is removed.

Work that was under way is queued again, so that the sweep of the next worker hands it over. What would leave
the house is held back until a person releases it (held_sending.py): the original may still be at work.
"""

from __future__ import annotations

import base64
import shutil
import tarfile
from collections.abc import Iterable
from datetime import UTC, datetime
from pathlib import Path
from typing import IO, Final

import structlog
from sqlalchemy import Connection, update

from models.errors import InputError, SettingsError
from storage.backup.archive import DAMAGED, KEY, Manifest, check, portions, reading
from storage.backup.back_up import KEY_PURPOSE
from storage.backup.rows import fill, is_empty
from storage.connections import let_idle
from storage.database import Database, migrate, open_database
from storage.held_sending import hold_sending
from storage.master_key import MasterKey
from storage.private_file import make_private
from storage.standing import schema_of
from storage.tables import AttemptRow, Table

_log = structlog.get_logger(__name__)

#: What may stand in the data folder before a restore: what the operator puts there by hand.
_MAY_BE_THERE: Final = frozenset({"settings.toml", KEY})


def restore(
    source: Path, folder: Path, *, database_url: str | None, master_key: MasterKey | None
) -> Manifest:
    """Restore it. Raises InputError for damage or a full place, SettingsError for the key."""
    manifest = check(source)
    if folder.exists() and {path.name for path in folder.iterdir()} - _MAY_BE_THERE:
        raise InputError("The data folder is not empty; restore into a new one, given with --data.")
    with reading(source) as tar:
        key = master_key or _key_in(folder / KEY) or _key_of(tar, manifest)
        if key is None:
            raise SettingsError(_NO_KEY)
        if key.open(base64.b64decode(manifest.key_proof), purpose=KEY_PURPOSE) is None:
            raise SettingsError(
                "The master key is not the one of this backup; give the one it was taken with."
            )
        before = set(folder.iterdir()) if folder.exists() else set()
        try:
            _put_back(tar, manifest, folder, database_url, None if master_key else key)
        except BaseException:
            _clear(folder, before)
            raise
    _log.info("backup_restored", calls=manifest.calls, recordings=manifest.recordings)
    return manifest


def _put_back(
    tar: tarfile.TarFile, manifest: Manifest, folder: Path, database_url: str | None, key: MasterKey | None
) -> None:
    database = open_database(database_url or f"sqlite:///{folder.absolute() / 'callnotes.db'}")
    try:
        migrate(database)
        _fits(database, manifest)
        for made in (folder, folder / "audio"):
            made.mkdir(mode=0o700, parents=True, exist_ok=True)
        for name in manifest.files:
            if name.startswith("audio/"):
                _write(folder / name, portions(_member(tar, name)))
        if key is not None and not (folder / KEY).exists():
            _write(folder / KEY, (base64.b64encode(key.secret) + b"\n",))
        with database.transaction() as session:
            _fill(session.connection(), tar, manifest)
    finally:
        database.close()


def _fits(database: Database, manifest: Manifest) -> None:
    if schema_of(database)[0] != manifest.schema_version:
        raise InputError(
            "The backup is of another version; restore it with that version of Call notes, then upgrade."
        )
    with database.reading() as session:
        if not all(is_empty(session.connection(), table) for table in Table.metadata.sorted_tables):
            raise InputError(
                "The database is not empty; restore into a new one, named by CALLNOTES_DATABASE_URL."
            )


def _fill(connection: Connection, tar: tarfile.TarFile, manifest: Manifest) -> None:
    let_idle(connection)
    for table in Table.metadata.sorted_tables:
        name = f"tables/{table.name}.jsonl"
        if name in manifest.files:
            fill(connection, table, _member(tar, name))
    hold_sending(connection, since=datetime.now(UTC), as_of=manifest.taken_at)
    connection.execute(
        update(AttemptRow).where(AttemptRow.state == "running").values(state="queued", began_at=None)
    )


def _member(tar: tarfile.TarFile, name: str) -> IO[bytes]:
    stream = tar.extractfile(name)
    if stream is None:
        raise InputError(DAMAGED)
    return stream


def _write(path: Path, content: Iterable[bytes]) -> None:
    make_private(path)
    with path.open("wb") as file:
        file.writelines(content)


def _key_in(path: Path) -> MasterKey | None:
    return MasterKey.at(path) if path.exists() else None


def _key_of(tar: tarfile.TarFile, manifest: Manifest) -> MasterKey | None:
    if not manifest.with_key:
        return None
    return MasterKey.from_text(b"".join(_member(tar, KEY)).decode("ascii"))


def _clear(folder: Path, before: set[Path]) -> None:
    for path in set(folder.iterdir()) - before if folder.exists() else ():
        if path.is_dir():
            shutil.rmtree(path, ignore_errors=True)
        else:
            path.unlink(missing_ok=True)


_NO_KEY: Final = (
    "The backup holds no master key, and nothing else opens what was said; "
    "put master.key into the data folder or set CALLNOTES_MASTER_KEY, then restore again."
)
