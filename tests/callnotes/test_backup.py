"""`callnotes backup` and `callnotes restore`, as an operator types them."""

from __future__ import annotations

import shutil
from pathlib import Path

from tests.callnotes.house import House


def test_backup_wipe_restore_brings_the_same_calls_back(
    house: House, recording: Path, tmp_path: Path
) -> None:
    assert house("submit", recording, "--consent", "granted").code == 0
    before = house("calls", "--json").document
    file = tmp_path / "kept.tar"
    taken = house("backup", file, "--with-key")
    assert (taken.code, "1 calls, 1 recordings" in taken.out) == (0, True)
    assert house("restore", file).code == 2, "the folder is not empty"
    shutil.rmtree(house.folder)
    assert house("restore", file).code == 0
    assert house("calls", "--json").document == before


def test_a_damaged_backup_is_refused_in_one_sentence(house: House, recording: Path, tmp_path: Path) -> None:
    assert house("submit", recording, "--consent", "granted").code == 0
    assert "keep it apart" in house("backup", tmp_path / "kept.tar").out
    shutil.rmtree(house.folder)
    (tmp_path / "kept.tar").write_bytes((tmp_path / "kept.tar").read_bytes()[:2000])
    said = house("restore", tmp_path / "kept.tar")
    assert (said.code, said.out) == (2, "")
    assert len(said.err.strip().splitlines()) == 1
    assert "damaged" in said.err
