"""Runs the migrations behind one lock, since server, worker and submit start together.

In: an engine, and for SQLite the path of its file. Out: a schema at the newest version.
Alembic is loaded only where there is work for it: on a database that is up to date a command starts sooner.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Final

from filelock import FileLock, Timeout
from sqlalchemy import Connection, Engine, inspect, text

from models.errors import StorageError

if TYPE_CHECKING:
    from alembic.config import Config

_VERSIONS: Final = Path(__file__).parent / "versions"
_LOCK_TIMEOUT_S: Final = 120
_ADVISORY_KEY: Final = 0x6D696772


def upgrade(engine: Engine, *, lock_beside: Path | None) -> None:
    """Upgrade to the newest version in one transaction per call; raises StorageError when it cannot."""
    with _one_at_a_time(lock_beside), engine.connect() as connection:
        if connection.dialect.name == "sqlite":
            _switch_to_wal(connection)
        with connection.begin():
            _run(connection)


def newest_version() -> str:
    """Return the newest version of the schema, as the files of the versions are numbered."""
    return max(path.name for path in _VERSIONS.glob("[0-9]*.py")).partition("_")[0]


def written_version(connection: Connection) -> str | None:
    """Return the version that the tables have; None where there are none."""
    if not inspect(connection).has_table("alembic_version"):
        return None
    version: str | None = connection.scalar(text("SELECT version_num FROM alembic_version"))
    return version


def _script_config(connection: Connection) -> Config:
    # No ini file is needed.
    from alembic.config import Config

    config = Config()
    config.set_main_option("script_location", str(Path(__file__).parent).replace("%", "%%"))
    config.attributes["connection"] = connection
    return config


def _run(connection: Connection) -> None:
    if connection.dialect.name == "postgresql":
        connection.execute(text("SELECT pg_advisory_xact_lock(:key)"), {"key": _ADVISORY_KEY})
    if written_version(connection) == newest_version():
        return
    from alembic import command
    from alembic.util import CommandError

    try:
        command.upgrade(_script_config(connection), "head")
    except CommandError as error:
        message = (
            "The database was written by another version of Call notes; start that version or a newer one."
        )
        raise StorageError(message) from error


def _switch_to_wal(connection: Connection) -> None:
    # Readers and the one writer no longer wait for each other. The mode stays in the file, and changing
    # it needs the file alone, which is why it happens here, behind the lock.
    raw = connection.connection.dbapi_connection
    if raw is not None:
        raw.execute("PRAGMA journal_mode=WAL")


@contextmanager
def _one_at_a_time(path: Path | None) -> Iterator[None]:
    if path is None:
        yield
        return
    try:
        with FileLock(path.with_name(path.name + ".migrate.lock"), timeout=_LOCK_TIMEOUT_S):
            yield
    except Timeout as error:
        message = "Another process has been migrating the database for too long; end it, then try again."
        raise StorageError(message) from error
