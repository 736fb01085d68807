"""`callnotes keys`: what is under which key, changing it, and hearing when the earlier one may go."""

from __future__ import annotations

import base64
from pathlib import Path

import pytest

from tests.callnotes.house import House


def a_key(byte: int) -> str:
    return base64.b64encode(bytes([byte]) * 32).decode()


def test_the_master_key_is_changed_and_the_earlier_one_may_go(house: House, recording: Path) -> None:
    assert house("submit", recording, "--consent", "granted").code == 0
    before = (house.folder / "master.key").read_text()
    assert house("keys", "status", "--json").document["knows_earlier"] is False
    changed = house("keys", "rotate")
    assert (changed.code, changed.err) == (0, "")
    assert "may go" in changed.out
    assert (house.folder / "master.key.before").read_text() == before
    again = house("keys", "rotate")
    assert (again.code, "Nothing was changed" in again.out) == (0, True)
    acts = [line.split(",")[3] for line in house("audit", "export", "--format", "csv").out.splitlines()]
    assert acts.count("changed_the_master_key") == 1
    (house.folder / "master.key.before").unlink()
    recordings = house("keys", "status", "--json").document["recordings"]
    assert recordings == {"present": 1, "earlier": 0, "lost": 0}


def test_a_key_in_the_settings_is_changed_there_and_both_are_given(
    house: House, recording: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("CALLNOTES_MASTER_KEY", a_key(1))
    assert house("submit", recording, "--consent", "granted").code == 0
    monkeypatch.setenv("CALLNOTES_MASTER_KEY", a_key(2))
    refused = house("keys", "rotate")
    assert (refused.code, refused.out) == (2, "")
    assert "CALLNOTES_MASTER_KEY_BEFORE" in refused.err
    assert "put the one back" in house("keys", "status").out
    monkeypatch.setenv("CALLNOTES_MASTER_KEY_BEFORE", a_key(1))
    assert "still needed" in house("keys", "status").out
    assert house("keys", "rotate").code == 0
    monkeypatch.delenv("CALLNOTES_MASTER_KEY_BEFORE")
    assert house("keys", "status", "--json").document["recordings"]["present"] == 1
