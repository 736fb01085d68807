"""The doctor looks and changes nothing, says each cause once, and knows every kind of token."""

from __future__ import annotations

from pathlib import Path

import pytest
from sqlalchemy import create_engine, inspect, text

from callnotes.doctor import examine
from callnotes.doctor.tools import walls_found
from callnotes.settings import Settings
from callnotes.shelves import shelves_of
from lifecycle.tokens import make_token
from tests.callnotes.house import House
from tests.postgres import PostgresServer
from tests.speech_server import Odd, speech_server
from text.signed_message import read_secret, secret_name
from transcriber.media.sandbox import Walls


def _found(settings: Settings) -> dict[str, tuple[str, str]]:
    return {check.name: (check.state, check.found) for check in examine(settings)}


def test_looking_at_a_new_house_makes_no_database(tmp_path: Path) -> None:
    found = _found(Settings(data=tmp_path / "house"))
    assert found["database"] == ("ok", "sqlite, not there yet; the first start makes it")
    assert "not looked at" in found["calls"][1]
    assert not list((tmp_path / "house").glob("*.db*"))


def test_looking_at_an_empty_postgresql_makes_no_tables(tmp_path: Path, postgres: PostgresServer) -> None:
    url = postgres.empty()
    found = _found(Settings.model_validate({"data": tmp_path, "database_url": url}))
    assert "empty" in found["database"][1]
    engine = create_engine(url.replace("postgresql:", "postgresql+psycopg:"))
    looked_at = inspect(engine)
    assert [name for schema in looked_at.get_schema_names() for name in looked_at.get_table_names(schema)
            if schema != "information_schema"] == []  # fmt: skip
    engine.dispose()
    postgres.drop(url)


def test_tables_of_an_older_version_are_told_and_left_as_they_are(house: House) -> None:
    settings = Settings(data=house.folder)
    shelves = shelves_of(settings)
    with shelves.database.transaction() as session:
        session.execute(text("UPDATE alembic_version SET version_num = '0002'"))
    found = _found(settings)
    assert found["database"][0] == "warn"
    assert "older than this program" in found["database"][1]
    with shelves.database.reading() as session:
        assert session.execute(text("SELECT version_num FROM alembic_version")).scalar() == "0002"
    shelves.database.close()


def test_a_database_that_cannot_be_reached_is_told_once(tmp_path: Path) -> None:
    settings = Settings.model_validate(
        {"data": tmp_path, "database_url": "postgresql://me:hunter2@127.0.0.1:1/calls"}
    )
    checks = examine(settings)
    assert [check.name for check in checks if "Nothing answers" in check.found] == ["database"]
    assert not any("hunter2" in check.found + check.mend for check in checks)
    assert not any("workflows.db" in check.found + check.mend for check in checks)


def test_it_tells_which_secret_of_the_hook_is_still_used(house: House) -> None:
    old, new = (f"whsec_{letter * 32}" for letter in "AB")
    names = [secret_name(read_secret(secret) or b"") for secret in (old, new)]
    settings = Settings.model_validate({"data": house.folder, "hook_secrets": (old, new)})
    with shelves_of(settings) as shelves:
        at = shelves.hook_events().store("call-recorded", "msg_1", "{}", signed_with=names[0]).received_at
    told = _found(settings)["hook"][1]
    assert f"{names[0]} last used {at:%Y-%m-%d}, {names[1]} never used" in told


def test_a_provider_from_whose_hosts_nothing_may_be_fetched_is_told(tmp_path: Path) -> None:
    settings = Settings.model_validate({"data": tmp_path, "twilio_tokens": ("hunter2",)})
    state, told = _found(settings)["hook"]
    assert state == "warn"
    assert told.startswith("twilio: ")
    assert "never used; no host of recordings is allowed" in told
    assert "hunter2" not in told
    allowed = settings.model_copy(update={"recording_hosts": ("api.twilio.com",)})
    assert _found(allowed)["hook"][0] == "ok"


def test_what_a_provider_lacks_besides_its_secret_is_told(tmp_path: Path) -> None:
    given = {"ringcentral_tokens": ("hunter2",), "recording_hosts": ("https://platform.RingCentral.com",)}
    settings = Settings.model_validate({"data": tmp_path} | given)
    state, told = _found(settings)["hook"]
    assert state == "warn"
    assert "ringcentral: media.ringcentral.com is not allowed" in told
    assert "ringcentral: CALLNOTES_RINGCENTRAL_LOGIN is not set" in told
    assert "platform" not in told


@pytest.mark.parametrize("made", [True, False])
def test_tokens_of_the_page_count(house: House, made: bool) -> None:
    settings = Settings(data=house.folder)
    shelves = shelves_of(settings)
    if made:
        make_token(shelves, "pbx", ("calls:write",), by="ann@example.com")
    assert _found(settings)["api"][0] == ("ok" if made else "warn")
    shelves.database.close()


@pytest.mark.parametrize("beats", [True, False])
def test_the_workers_of_a_postgresql_are_counted(tmp_path: Path, postgres_url: str, beats: bool) -> None:
    settings = Settings.model_validate({"data": tmp_path, "database_url": postgres_url})
    if beats:
        with shelves_of(settings) as shelves:
            shelves.heartbeat().appear("elsewhere-1")
    state, found = _found(settings)["worker"]
    assert (state, found) == (
        ("ok", "1 worker(s) of this database are running") if beats else ("warn", "no worker is running")
    )


def test_a_kernel_without_walls_is_told_and_one_with_them_is_well() -> None:
    none = walls_found(Path("/usr/bin/ffmpeg"), Walls(other_files=False, sockets=False, processes=False))
    all_of_them = walls_found(Path("/usr/bin/ffmpeg"), Walls(other_files=True, sockets=True, processes=True))
    assert (none.state, all_of_them.state) == ("warn", "ok")
    assert "read files, open sockets, start processes" in none.found
    assert "Linux 5.13" in none.mend


def test_it_is_said_whether_audio_leaves_the_machine_and_where_to(tmp_path: Path) -> None:
    home = Settings(data=tmp_path / "house")
    assert _found(home)["audio outside"] == ("ok", "no audio leaves this machine")
    with speech_server() as server:
        can = home.model_copy(update={"speech_url": server.url, "speech_hosts": ("127.0.0.1",)})
        assert _found(can)["audio outside"] == (
            "warn",
            "the audio of calls that ask for the engine `remote` is sent to 127.0.0.1",
        )
        does = can.model_copy(update={"speech_engine": "remote"})
        found = _found(does)
        assert found["audio outside"] == ("warn", "the audio of every call is sent to 127.0.0.1")
        assert found["speech"] == ("ok", "the server at 127.0.0.1 answers")
        server.next += [Odd(401)]
        assert "CALLNOTES_SPEECH_KEY" in _found(does)["speech"][1]
        assert server.asked == []
    unlisted = does.model_copy(update={"speech_hosts": ()})
    assert _found(unlisted)["audio outside"][0] == "fail"
    assert "CALLNOTES_SPEECH_HOSTS" in _found(unlisted)["speech"][1]


def test_a_speech_server_that_is_not_set_is_told(tmp_path: Path) -> None:
    found = _found(Settings(data=tmp_path / "house", speech_engine="remote"))
    assert found["speech"][0] == "fail"
    assert "CALLNOTES_SPEECH_URL" in found["speech"][1]


def test_the_doctor_says_of_each_watched_folder_how_it_is_and_what_waits(tmp_path: Path) -> None:
    there = tmp_path / "calls"
    (there / "failed").mkdir(parents=True)
    (there / "a.wav").write_bytes(b"x")
    folders: dict[str, dict[str, str]] = {str(there): {}, str(tmp_path / "away"): {}}
    state, found = _found(Settings(data=tmp_path / "house", watch_folders=folders))["watched folders"]
    assert state == "warn"
    assert "calls: 1 file(s) wait, the oldest for" in found
    assert "away: is not there" in found
    (there / "failed" / "b.wav.reason.txt").touch()
    del folders[str(tmp_path / "away")]
    state, found = _found(Settings(data=tmp_path / "house", watch_folders=folders))["watched folders"]
    assert (state, found.rpartition(", ")[2]) == ("warn", "1 in failed")
