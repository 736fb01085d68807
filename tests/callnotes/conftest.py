from __future__ import annotations

import wave
from pathlib import Path

import pytest

from tests.callnotes.house import House


@pytest.fixture
def house(tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> House:
    """An empty house whose logs are quiet and whose zone is fixed."""
    monkeypatch.setenv("CALLNOTES_TIME_ZONE", "Europe/Berlin")
    monkeypatch.setenv("CALLNOTES_LOG_LEVEL", "error")
    monkeypatch.setenv("CALLNOTES_OFFLINE", "true")
    monkeypatch.setenv("CALLNOTES_MODEL_DIR", str(tmp_path / "models"))
    return House(tmp_path / "house", capsys)


@pytest.fixture
def each_database(database_url: str | None, monkeypatch: pytest.MonkeyPatch) -> None:
    """Commands work on the data folder's own SQLite, then on PostgreSQL."""
    if database_url is not None:
        monkeypatch.setenv("DATABASE_URL", database_url)


@pytest.fixture
def spoken(tmp_path: Path) -> Path:
    """A transcript in WebVTT in which the agent promises something."""
    path = tmp_path / "call.vtt"
    path.write_text(
        "WEBVTT\n\n"
        "00:00:00.000 --> 00:00:04.000\n"
        "<v Agent>Good morning, this is Laura from Driftwood, how can I help?\n\n"
        "00:00:04.500 --> 00:00:08.000\n<v Customer>The machine is broken, the order number is 471936.\n\n"
        "00:00:08.500 --> 00:00:13.000\n"
        "<v Agent>I'm sorry. I will send you a replacement machine by Friday.\n\n"
        "00:00:13.500 --> 00:00:17.000\n"
        "<v Customer>Great. I will email you a picture of the broken machine tomorrow.\n\n"
        "00:00:17.500 --> 00:00:20.000\n<v Agent>Thank you for calling. Have a great day.\n"
    )
    return path


@pytest.fixture
def recording(tmp_path: Path) -> Path:
    path = tmp_path / "call.wav"
    with wave.open(str(path), "wb") as file:
        file.setnchannels(1)
        file.setsampwidth(2)
        file.setframerate(8000)
        file.writeframes(b"\x00\x00" * 8000)
    return path
