"""A PostgreSQL of the tests' own: started once per test process, a fresh database per test, then stopped.

Out: `PostgresServer`, and `postgres_server()`, which raises where this machine cannot run one.
It listens on a socket in its own folder only, so that no port is taken and no network is needed.
"""

from __future__ import annotations

import itertools
import os
import shutil
import subprocess
import tempfile
from collections.abc import Iterator, Sequence
from contextlib import closing, contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Final

import psycopg

from storage.database import migrate, open_database

_START_S: Final = 30
_TEMPLATE: Final = "callnotes_template"
#: Nothing here outlives the tests, so nothing waits for a disk; the rest keeps it small.
_OPTIONS: Final = (
    "-c fsync=off -c full_page_writes=off -c listen_addresses='' "
    "-c shared_buffers=32MB -c max_connections=200 -c autovacuum=off"
)


_CLOSE_ALL_OTHERS: Final = """
    SELECT pg_terminate_backend(pid) FROM pg_stat_activity
    WHERE datname = current_database() AND pid <> pg_backend_pid()
"""
_EMPTY_ALL: Final = """
    DO $$ DECLARE name text; BEGIN
        SET LOCAL session_replication_role = replica;  -- whichever table is emptied first
        FOR name IN SELECT tablename FROM pg_tables
            WHERE schemaname = 'public' AND tablename <> 'alembic_version'
        LOOP EXECUTE format('DELETE FROM %I', name); END LOOP;
        PERFORM setval(oid, 1, false) FROM pg_class WHERE relkind = 'S';
    END $$
"""
_SHAPE: Final = """
    SELECT md5(string_agg(relname || attname || atttypid || attnotnull, ' ' ORDER BY relname, attnum))
    FROM pg_attribute JOIN pg_class ON pg_class.oid = attrelid
    WHERE relnamespace = 'public'::regnamespace AND attnum > 0 AND NOT attisdropped
"""


class CannotStartError(Exception):
    """Why this machine runs no PostgreSQL."""


@dataclass
class PostgresServer:
    """A running server; `fresh()` makes a database with our tables, `empty()` one without."""

    folder: Path
    binaries: Path
    _numbers: Iterator[int] = field(default_factory=itertools.count)
    _templated: bool = False
    _spare: list[str] = field(default_factory=list)
    _shape: str = ""

    @property
    def data(self) -> Path:
        """The folder of the cluster."""
        return self.folder / "data"

    def url(self, database: str) -> str:
        """Return the address of a database on this server, as an operator would write it."""
        return f"postgresql://postgres@/{database}?host={self.folder}"

    def empty(self) -> str:
        """Make a database without tables; returns its address."""
        return self._create("template0")

    def fresh(self) -> str:
        """Return the address of a database with the newest tables and no rows, a used one where there is."""
        if self._spare:
            return self._spare.pop()
        if not self._templated:
            self._sql(f"CREATE DATABASE {_TEMPLATE} TEMPLATE template0 ENCODING 'UTF8'")
            with closing(open_database(self.url(_TEMPLATE))) as database:
                migrate(database)
            with psycopg.connect(self.url(_TEMPLATE)) as connection:
                self._shape = _shape_of(connection)
            self._templated = True
        return self._create(_TEMPLATE)

    def take_back(self, url: str) -> None:
        """Empty a database that `fresh` gave, for the next test: far quicker than making one anew."""
        with psycopg.connect(url, autocommit=True) as connection:
            connection.execute(_CLOSE_ALL_OTHERS)
            connection.execute("DROP SCHEMA IF EXISTS dbos CASCADE")
            if _shape_of(connection) != self._shape:
                connection.close()
                self.drop(url)
                return
            connection.execute(_EMPTY_ALL)
        self._spare.append(url)

    def drop(self, url: str) -> None:
        """Remove a database, whoever is still connected to it."""
        name = url.partition("@/")[2].partition("?")[0]
        self._sql(f"DROP DATABASE IF EXISTS {name} WITH (FORCE)")

    def start(self) -> None:
        """Start the server and wait until it answers. Raises CannotStartError."""
        options = f"{_OPTIONS} -c unix_socket_directories='{self.folder}'"
        log = str(self.folder / "log")
        self._control("start", "-w", "-t", str(_START_S), "-l", log, "-o", options)

    def restart(self) -> None:
        """Stop the server as a power cut would, and start it again."""
        self.stop()
        self.start()

    def stop(self) -> None:
        """Stop the server at once; connections break, and what was committed is kept."""
        self._control("stop", "-w", "-m", "immediate")

    def _create(self, template: str) -> str:
        name = f"t{os.getpid()}_{next(self._numbers)}"
        self._sql(f"CREATE DATABASE {name} TEMPLATE {template} STRATEGY FILE_COPY")
        return self.url(name)

    def _sql(self, statement: str) -> None:
        with psycopg.connect(self.url("postgres"), autocommit=True) as connection:
            connection.execute(statement)

    def _control(self, *command: str) -> None:
        _run_as_postgres([str(self.binaries / "pg_ctl"), "-D", str(self.data), *command])


def _shape_of(connection: psycopg.Connection) -> str:
    """Return what tells one set of tables, columns and indexes from another."""
    row = connection.execute(_SHAPE).fetchone()
    return str(row and row[0])


@contextmanager
def postgres_server() -> Iterator[PostgresServer]:
    """Give a running server. Raises CannotStartError where PostgreSQL is absent or may not run."""
    folder = Path(tempfile.mkdtemp(prefix="cn-pg-"))
    server = PostgresServer(folder, _binaries())
    try:
        if os.geteuid() == 0:
            _hand_to_postgres(folder)
        initdb = [str(server.binaries / "initdb"), "-D", str(server.data), "-U", "postgres", "-A", "trust"]
        _run_as_postgres([*initdb, "-E", "UTF8", "--locale=C.UTF-8", "--no-sync", "--no-instructions"])
        server.start()
        try:
            yield server
        finally:
            server.stop()
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def _binaries() -> Path:
    found = sorted(Path("/usr/lib/postgresql").glob("*/bin/initdb"), key=lambda path: path.parts[-3].zfill(4))
    beside = shutil.which("initdb")
    if not found and beside is None:
        raise CannotStartError("PostgreSQL is not installed")
    return found[-1].parent if found else Path(str(beside)).parent


def _hand_to_postgres(folder: Path) -> None:
    try:
        shutil.chown(folder, "postgres", "postgres")
    except (LookupError, OSError) as error:
        raise CannotStartError(f"the account postgres cannot be used: {error}") from error
    folder.chmod(0o755)


def _run_as_postgres(command: Sequence[str]) -> None:
    as_whom = ["runuser", "-u", "postgres", "--"] if os.geteuid() == 0 else []
    try:
        subprocess.run(
            [*as_whom, *command],
            check=True,
            timeout=_START_S * 2,
            cwd="/",
            stdin=subprocess.DEVNULL,
            stdout=subprocess.DEVNULL,  # a pipe would stay open in the server
            stderr=subprocess.DEVNULL,
        )
    except (OSError, subprocess.SubprocessError) as error:
        raise CannotStartError(f"PostgreSQL does not start: {error}") from error
