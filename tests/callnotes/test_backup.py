"""`callnotes backup` and `callnotes restore`, as an operator types them."""

from __future__ import annotations

import shutil
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from tests.callnotes.house import House
from tests.postgres import PostgresServer

Wipe = Callable[[], None]


@pytest.fixture(params=["sqlite", "postgresql"])
def wipe(house: House, request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> Iterator[Wipe]:
    """On each kind of database: loses the data folder and the database, and goes on with new, empty ones."""
    server: PostgresServer | None = None
    urls: list[str] = []
    if request.param == "postgresql":
        server = request.getfixturevalue("postgres")

    def set_up() -> None:
        if server is not None:
            urls.append(server.empty())
            monkeypatch.setenv("DATABASE_URL", urls[-1])

    def lose() -> None:
        shutil.rmtree(house.folder)
        set_up()

    set_up()
    yield lose
    for url in urls:
        if server is not None:
            server.drop(url)


def test_backup_wipe_restore_brings_the_same_calls_back(
    house: House, recording: Path, tmp_path: Path, wipe: Wipe
) -> None:
    assert house("submit", recording, "--consent", "granted").code == 0
    before = house("calls", "--json").document
    file = tmp_path / "kept.tar"
    taken = house("backup", file, "--with-key")
    assert (taken.code, "1 calls, 1 recordings" in taken.out) == (0, True)
    assert house("restore", file).code == 2, "the folder is not empty"
    wipe()
    assert house("restore", file).code == 0
    assert house("calls", "--json").document == before
    assert "restored_a_backup" in house("audit", "export").out
    told = {one["name"]: one for one in house("doctor", "--json").document}
    assert (told["sending"]["state"], "was restored on" in told["sending"]["found"]) == ("warn", True)
    released = house("release-sending", "--as", "dana@example.com")
    assert (released.code, "Sending goes on" in released.out) == (0, True)
    assert house("release-sending", "--as", "dana@example.com").code == 2


def test_a_damaged_backup_is_refused_in_one_sentence(house: House, recording: Path, tmp_path: Path) -> None:
    assert house("submit", recording, "--consent", "granted").code == 0
    assert "keep it apart" in house("backup", tmp_path / "kept.tar").out
    shutil.rmtree(house.folder)
    (tmp_path / "kept.tar").write_bytes((tmp_path / "kept.tar").read_bytes()[:2000])
    said = house("restore", tmp_path / "kept.tar")
    assert (said.code, said.out) == (2, "")
    assert len(said.err.strip().splitlines()) == 1
    assert "damaged" in said.err
