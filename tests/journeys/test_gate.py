"""No consent, no processing: for an unknown or declined call the decoder is provably never started."""

from __future__ import annotations

import os
import sys
from pathlib import Path

import pytest

from callnotes.sample import load_sample
from tests.callnotes.house import House


@pytest.fixture
def house(tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> House:
    monkeypatch.setenv("CALLNOTES_LOG_LEVEL", "error")
    monkeypatch.setenv("CALLNOTES_OFFLINE", "true")
    monkeypatch.setenv("CALLNOTES_MODEL_DIR", str(tmp_path / "models"))
    return House(tmp_path / "house", capsys)


@pytest.fixture
def decoder_starts(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder with the only ffmpeg on PATH; each start of it leaves a file there."""
    folder = tmp_path / "bin"
    starts = tmp_path / "starts"
    folder.mkdir()
    starts.mkdir()
    spy = folder / "ffmpeg"
    spy.write_text(
        f"#!{sys.executable}\nimport os, sys, tempfile\ntempfile.mkstemp(dir={str(starts)!r})\nsys.exit(1)\n"
    )
    spy.chmod(0o755)
    monkeypatch.setenv("PATH", f"{folder}{os.pathsep}{os.environ['PATH']}")
    return starts


@pytest.mark.parametrize(
    ("consent", "stage"),
    [
        (("--consent", "unknown"), "awaiting_consent"),
        (("--consent", "declined"), "declined"),
    ],
)
def test_without_consent_the_decoder_is_never_started(
    house: House, decoder_starts: Path, consent: tuple[str, ...], stage: str
) -> None:
    said = house("submit", load_sample().audio, *consent, "--engine", "preview", "--wait", "--json")
    assert said.code == 0
    assert said.document[0]["stage"] == stage
    assert list(decoder_starts.iterdir()) == []


def test_with_consent_the_decoder_is_started(house: House, decoder_starts: Path) -> None:
    """The control: the same call with consent does start it, so the spy above would have seen it."""
    said = house("submit", load_sample().audio, "--consent", "granted", "--engine", "preview", "--wait")
    assert said.code != 0
    assert list(decoder_starts.iterdir()) != []
