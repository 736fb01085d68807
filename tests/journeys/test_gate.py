"""No consent, no processing: for an unknown or declined call the decoder is provably never started."""

from __future__ import annotations

import os
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


class DecoderWatch:
    """The only ffmpeg on PATH: one that was never read was never started.

    It cannot tell of itself, since behind the walls of the sandbox it can neither write nor call anybody.
    """

    def __init__(self, folder: Path) -> None:
        folder.mkdir()
        self._spy = folder / "ffmpeg"
        self._spy.write_text("#!/bin/sh\nexit 1\n")
        self._spy.chmod(0o755)
        self._forget()
        self._spy.read_bytes()
        assert self.was_started(), "this file system keeps no access times, so the watch would see nothing"
        self._forget()

    def was_started(self) -> bool:
        return self._spy.stat().st_atime_ns > 0

    def _forget(self) -> None:
        os.utime(self._spy, ns=(0, self._spy.stat().st_mtime_ns))


@pytest.fixture
def decoder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> DecoderWatch:
    monkeypatch.setenv("PATH", f"{tmp_path / 'bin'}{os.pathsep}{os.environ['PATH']}")
    return DecoderWatch(tmp_path / "bin")


@pytest.mark.parametrize(
    ("consent", "stage"),
    [
        (("--consent", "unknown"), "awaiting_consent"),
        (("--consent", "declined"), "declined"),
    ],
)
def test_without_consent_the_decoder_is_never_started(
    house: House, decoder: DecoderWatch, consent: tuple[str, ...], stage: str
) -> None:
    said = house("submit", load_sample().audio, *consent, "--engine", "preview", "--wait", "--json")
    assert said.code == 0
    assert said.document[0]["stage"] == stage
    assert not decoder.was_started()


def test_with_consent_the_decoder_is_started(house: House, decoder: DecoderWatch) -> None:
    """The control: the same call with consent does start it, so the spy above would have seen it."""
    said = house("submit", load_sample().audio, "--consent", "granted", "--engine", "preview", "--wait")
    assert said.code != 0
    assert decoder.was_started()
