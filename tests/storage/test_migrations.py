from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest
from alembic.autogenerate import compare_metadata
from alembic.runtime.migration import MigrationContext
from sqlalchemy import inspect, text

from models.errors import StorageError
from storage import accounts
from storage.database import Database, migrate, open_database
from storage.migrations.upgrade import newest_version, written_version
from storage.shelves import utc_now
from storage.tables import AccountRow, Table
from tests.databases import run_again
from tests.processes import FORKS

_MIGRATE = """
import sys
from storage.database import migrate, open_database
database = open_database(sys.argv[1])
migrate(database)
database.close()
"""


@pytest.fixture
def url(tmp_path: Path) -> str:
    return f"sqlite:///{tmp_path / 'calls.db'}"


def _is_index(name: str | None) -> bool:
    """True for the tables in which SQLite's FTS5 keeps the index of words."""
    return name is not None and name.startswith("found_words")


def _differences(database: Database) -> list[object]:
    with database.engine.connect() as connection:
        context = MigrationContext.configure(
            connection, opts={"compare_type": True, "include_name": lambda name, *_of: not _is_index(name)}
        )
        return list(compare_metadata(context, Table.metadata))


def test_a_fresh_database_has_exactly_the_tables_of_the_models(url: str) -> None:
    database = open_database(url)
    migrate(database)
    assert _differences(database) == []
    there = {name for name in inspect(database.engine).get_table_names() if not _is_index(name)}
    assert there == {*Table.metadata.tables, "alembic_version"}
    database.close()


def test_the_newest_version_is_the_one_that_a_fresh_database_has(url: str) -> None:
    database = open_database(url)
    with database.reading() as session:
        assert written_version(session.connection()) is None
    migrate(database)
    with database.reading() as session:
        assert written_version(session.connection()) == newest_version()
    database.close()


def test_a_database_that_is_up_to_date_is_opened_without_alembic(url: str) -> None:
    database = open_database(url)
    migrate(database)
    database.close()
    loaded = "assert not [name for name in sys.modules if name.partition('.')[0] in {'alembic', 'mako'}]"
    subprocess.run([sys.executable, "-c", _MIGRATE + loaded, url], check=True, timeout=60)


def test_a_missing_column_would_be_noticed(url: str) -> None:
    database = open_database(url)
    migrate(database)
    with database.transaction() as session:
        session.execute(text("ALTER TABLE calls DROP COLUMN wished_contact_name"))
    assert _differences(database) != []
    database.close()


def test_migrating_again_changes_nothing(url: str) -> None:
    database = open_database(url)
    migrate(database)
    with database.reading() as session:
        before = session.execute(text("SELECT sql FROM sqlite_master ORDER BY name")).all()
    migrate(database)
    with database.reading() as session:
        assert session.execute(text("SELECT sql FROM sqlite_master ORDER BY name")).all() == before
    database.close()


def _migrated(url: str) -> None:
    database = open_database(url)
    migrate(database)
    database.close()


def test_four_processes_may_migrate_at_once(url: str) -> None:
    running = [FORKS.Process(target=_migrated, args=(url,)) for _ in range(4)]
    for process in running:
        process.start()
    for process in running:
        process.join(60)
        assert process.exitcode == 0
    database = open_database(url)
    assert _differences(database) == []
    database.close()


def test_readers_and_the_writer_do_not_wait_for_each_other(url: str) -> None:
    database = open_database(url)
    migrate(database)
    with database.reading() as session:
        assert session.execute(text("PRAGMA journal_mode")).scalar() == "wal"
    database.close()


def test_a_database_of_a_newer_version_is_left_alone(url: str) -> None:
    database = open_database(url)
    migrate(database)
    with database.transaction() as session:
        session.execute(text("UPDATE alembic_version SET version_num = '9999'"))
    with pytest.raises(StorageError, match="another version"):
        migrate(database)
    database.close()


def test_the_zone_of_the_daily_mail_becomes_that_of_the_account(url: str) -> None:
    database = open_database(url)
    migrate(database)
    with database.transaction() as session:
        for email in ("eve@example.com", "sam@example.com"):
            session.add(AccountRow(id=email, email=email, role="agent", password_hash="x", made_at=utc_now()))
        session.flush()
        session.execute(text("ALTER TABLE accounts DROP COLUMN zone"))
        session.execute(text("ALTER TABLE digest_wishes ADD COLUMN zone TEXT"))
        session.execute(text("INSERT INTO digest_wishes VALUES ('eve@example.com', true, 'Asia/Tokyo')"))
        run_again("0054_zone_of_an_account", session.connection())
    with database.reading() as session:
        zones = {one.email: one.zone for one in accounts.every(session)}
    assert zones == {"eve@example.com": "Asia/Tokyo", "sam@example.com": None}
    database.close()


def test_who_was_admin_before_there_were_grants_keeps_the_calls(url: str) -> None:
    database = open_database(url)
    migrate(database)
    with database.transaction() as session:
        for email, role in (("eve@example.com", "admin"), ("sam@example.com", "agent")):
            session.add(AccountRow(id=email, email=email, role=role, password_hash="x", made_at=utc_now()))
        session.flush()
        session.execute(text("DROP TABLE grants"))
        run_again("0021_what_is_granted", session.connection())
    with database.reading() as session:
        granted = {one.email: [each.name for each in one.grants] for one in accounts.every(session)}
    assert granted == {"eve@example.com": ["calls"], "sam@example.com": []}
    database.close()


def test_who_had_an_account_before_there_was_a_tour_is_not_offered_it(url: str) -> None:
    database = open_database(url)
    migrate(database)
    with database.transaction() as session:
        session.add(
            AccountRow(id="a", email="a@x.example", role="agent", password_hash="x", made_at=utc_now())
        )
        session.flush()
        session.execute(text("ALTER TABLE accounts DROP COLUMN tour_seen"))
        run_again("0055_the_tour_of_the_desk", session.connection())
    with database.reading() as session:
        assert accounts.by_email(session, "a@x.example").tour_seen  # type: ignore[union-attr]  # it is there
    with database.transaction() as session:
        session.add(
            AccountRow(id="b", email="b@x.example", role="agent", password_hash="x", made_at=utc_now())
        )
    with database.reading() as session:
        assert not accounts.by_email(session, "b@x.example").tour_seen  # type: ignore[union-attr]  # it is there
    database.close()
