"""Opens the database, SQLite by default and PostgreSQL by URL, and gives transactions on it.

In: a URL. Out: `Database`, whose `transaction()` writes and whose `reading()` sees one moment.
Not here: the tables (tables/), what is asked of them (the other files of this room).
"""

from __future__ import annotations

import sqlite3
import threading
import time
import weakref
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Final

from sqlalchemy import Engine, create_engine, event, make_url, text
from sqlalchemy.exc import (
    DataError,
    DBAPIError,
    IntegrityError,
    InterfaceError,
    OperationalError,
    SQLAlchemyError,
)
from sqlalchemy.orm import Session
from sqlalchemy.pool import NullPool

from models.errors import InputError, SettingsError, StorageError
from storage.changes import numbered_changes
from storage.connections import begin_sqlite, let_idle, prepare_postgresql, prepare_sqlite
from storage.master_key import MasterKey
from storage.migrations.upgrade import upgrade
from storage.outage import Outage, why
from storage.private_file import make_private
from storage.unreachable import count_unreachable_as_lost

__all__ = [
    "Database",
    "Session",
    "TakenError",
    "after_commit",
    "before_commit",
    "hold_audio",
    "hold_key",
    "master_key_of",
    "migrate",
    "one_at_a_time",
    "open_database",
    "was_away",
]

#: How long a writer waits for another one before it gives up, in seconds. Transactions last milliseconds.
_BUSY_TIMEOUT_S: Final = 60

#: Key of the advisory lock under which audio files and their rows change together (PostgreSQL).
_AUDIO_LOCK: Final = 0x63616C6C

#: Key of the advisory lock under which the queue's own tables are brought up to date (PostgreSQL).
_QUEUE_LOCK: Final = 0x71756575

_ASK_AGAIN_S: Final = 0.1

_ALONE: Final = threading.Lock()
_BEFORE_COMMIT: Final = "before_commit"
_AFTER_COMMIT: Final = "after_commit"
_MASTER_KEY: Final = "master_key"


class TakenError(StorageError):
    """A constraint of the tables is broken: somebody else wrote first. Callers read again and decide anew."""


@dataclass(frozen=True)
class Database:
    """An open database; safe to share between threads, opened anew in every process.

    `path` is the SQLite file, None for PostgreSQL. Without a `key` nothing sealed can be written or read.
    """

    engine: Engine
    path: Path | None
    _writer: Engine = field(repr=False)
    _reader: Engine = field(repr=False)
    key: MasterKey | None = None
    _outage: Outage = field(default_factory=Outage, repr=False)

    @contextmanager
    def transaction(self) -> Iterator[Session]:
        """Give a session whose work is committed as one at the end of the block, or not at all.

        On SQLite it holds the write lock from its first statement (BEGIN IMMEDIATE), so that what it reads
        stays true until it writes; on PostgreSQL the rows that it reads to change are locked.
        Raises TakenError for a broken constraint, InputError for a value that PostgreSQL cannot keep (a NUL
        in a text), StorageError otherwise. Calls that it touches get the next number (changes.py).
        """
        with self._watched(), self._session(self._writer) as session:
            with session.begin(), numbered_changes(session):
                yield session
                for act in session.info.get(_BEFORE_COMMIT, ()):
                    act()
            for act in session.info.get(_AFTER_COMMIT, ()):
                act()

    @contextmanager
    def reading(self) -> Iterator[Session]:
        """Give a session that only reads: it sees one moment and holds up nobody."""
        with self._watched(), self._session(self._reader) as session:
            yield session

    @contextmanager
    def alone(self, key: str) -> Iterator[None]:
        """Let nobody else, in whatever process, do what goes under this key until the block ends."""
        if self.path is not None:  # one process works on SQLite
            with _ALONE:
                yield
            return
        with self.transaction() as session:
            hold_key(session, key)
            let_idle(session.connection())  # while the block works
            yield

    def wash(self) -> bool:
        """Write SQLite's log into its file and empty it, so that removed text stands in neither.

        False while somebody reads, and nothing is done; the next time will do. PostgreSQL sees to its own.
        Before that, the index of words is put in one piece: until then it only notes that a text is gone.
        """
        if self.path is None:
            return True
        with self.transaction() as session:
            if session.scalar(text("SELECT unsettled FROM search_reach")):
                session.execute(text("INSERT INTO found_words(found_words) VALUES ('optimize')"))
                session.execute(text("UPDATE search_reach SET unsettled = 0"))
        with _translated(), closing(self.engine.raw_connection()) as connection:
            busy, *_ = connection.cursor().execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchone()
        return not busy

    def _session(self, engine: Engine) -> Session:
        return Session(engine, expire_on_commit=False, info={_MASTER_KEY: self.key})

    @contextmanager
    def _watched(self) -> Iterator[None]:
        """Translate errors, and tell the log once when the database goes and once when it is back."""
        try:
            with _translated():
                yield
        except StorageError as error:
            if was_away(error):
                self._outage.begins(error.message)
            raise
        self._outage.ends()

    def close(self) -> None:
        """Close all connections of this process."""
        self.engine.dispose()


def open_database(url: str, *, key: MasterKey | None = None) -> Database:
    """Open the database at this URL (`sqlite:////path/to/file`, `postgresql://...`); it may be empty yet.

    Raises SettingsError when the URL is none, or names SQLite without a file.
    """
    try:
        parsed = make_url(url)
    except SQLAlchemyError as error:
        message = (
            "The database's address cannot be read; give sqlite:////path/to/file or postgresql://host/name."
        )
        raise SettingsError(message) from error
    if parsed.get_backend_name() != "sqlite":
        if parsed.drivername == "postgresql":
            parsed = parsed.set(drivername="postgresql+psycopg")
        engine = create_engine(parsed, pool_pre_ping=True, hide_parameters=True)
        event.listen(engine, "connect", prepare_postgresql)
        count_unreachable_as_lost()
        reader = engine.execution_options(isolation_level="REPEATABLE READ")
        return _closing_itself(Database(engine, None, engine, reader, key))
    if not parsed.database or parsed.database == ":memory:":
        message = (
            "SQLite in memory cannot be shared by server and worker; name a file in the database's address."
        )
        raise SettingsError(message)
    path = Path(parsed.database).absolute()
    make_private(path)
    engine = create_engine(
        parsed.set(database=str(path)),
        connect_args={"timeout": _BUSY_TIMEOUT_S, "check_same_thread": False},
        hide_parameters=True,  # an error's text never shows what was to be written
    )
    event.listen(engine, "connect", prepare_sqlite)
    event.listen(engine, "begin", begin_sqlite)
    writer = engine.execution_options(begin="IMMEDIATE")
    return _closing_itself(Database(engine, path, writer, engine, key))


def migrate(database: Database) -> None:
    """Bring the tables to the newest version, one process at a time; does nothing when they are.

    Raises StorageError when the database cannot be reached or was written by a newer version of ours.
    """
    with _translated():
        upgrade(database.engine, lock_beside=database.path)


def was_away(error: BaseException | None) -> bool:
    """True when PostgreSQL being away, or giving up, is behind this error: the same again may well work."""
    while error is not None:
        if _is_away(error):
            return True
        error = error.__cause__
    return False


def before_commit(session: Session, act: Callable[[], None]) -> None:
    """Do this last in the transaction: a lock that it takes is held for no longer than the commit lasts."""
    session.info.setdefault(_BEFORE_COMMIT, []).append(act)


def after_commit(session: Session, act: Callable[[], None]) -> None:
    """Do this once the transaction is committed, and never when it is not: a log tells what happened."""
    session.info.setdefault(_AFTER_COMMIT, []).append(act)


def master_key_of(session: Session) -> MasterKey:
    """Return the master key that the database was opened with; to ask for one without is a fault of ours."""
    key: MasterKey | None = session.info[_MASTER_KEY]
    if key is None:
        fault = "the database was opened without a master key"
        raise ValueError(fault)
    return key


def hold_audio(session: Session) -> None:
    """Let nobody else change audio files and their rows until this transaction ends."""
    if session.get_bind().dialect.name == "postgresql":
        session.execute(text("SELECT pg_advisory_xact_lock(:key)"), {"key": _AUDIO_LOCK})
    else:
        session.execute(text("SELECT 1"))


def hold_key(session: Session, key: str) -> None:
    """Let nobody else look for a row with this key, to make it, until this transaction ends.

    On SQLite the write lock says so already. A row that is not there yet cannot be locked by itself.
    """
    if session.get_bind().dialect.name == "postgresql":
        session.execute(text("SELECT pg_advisory_xact_lock(hashtextextended(:key, 0))"), {"key": key})


@contextmanager
def one_at_a_time(url: str) -> Iterator[None]:
    """Let one process of all machines do this at a time; on SQLite a lock's file sees to that."""
    if url.startswith("sqlite"):
        yield
        return
    engine = create_engine(url, poolclass=NullPool, hide_parameters=True, isolation_level="AUTOCOMMIT")
    with engine.connect() as connection:  # no transaction: the queue's tables wait for each that is open
        while not connection.scalar(text("SELECT pg_try_advisory_lock(:key)"), {"key": _QUEUE_LOCK}):
            time.sleep(_ASK_AGAIN_S)
        yield  # the lock ends with the connection


def _closing_itself(database: Database) -> Database:
    """Close the connections as soon as nobody holds the database any more, closed by hand or not."""
    weakref.finalize(database, database.engine.dispose)
    return database


@contextmanager
def _translated() -> Iterator[None]:
    try:
        yield
    except IntegrityError as error:
        message = "The database holds this value already; try again."
        raise TakenError(message) from error
    except DataError as error:
        message = "A value holds a character or a number that cannot be kept; send it as plain text."
        raise InputError(message) from error
    except SQLAlchemyError as error:
        raise StorageError(why(error)) from error


def _is_away(error: BaseException) -> bool:
    if not isinstance(error, DBAPIError) or isinstance(error.orig, sqlite3.Error):
        return False
    return error.connection_invalidated or isinstance(error, OperationalError | InterfaceError)
