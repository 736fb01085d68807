"""The diarizers are scored on known calls, mixed to one channel."""

from __future__ import annotations

import sys
from pathlib import Path

import pytest

from evals import diarizers
from evals.diarizers import score, table_of
from evals.reference import read_calls
from models.errors import InputError
from tests.transcriber.sounds import joined, said, silence, write_wav
from transcriber.speakers.collector import VOICES


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    agent = joined(said(4.0, seed=0), silence(5.0), said(4.0, seed=2), silence(5.0))
    customer = joined(
        silence(5.0), said(4.0, agent=False, seed=1), silence(5.0), said(4.0, agent=False, seed=3)
    )
    write_wav(tmp_path / "a.wav", agent, customer)
    (tmp_path / "a.human.txt").write_text(
        "[0.0-4.0] agent: one\n[5.0-9.0] customer: two\n[9.0-13.0] agent: three\n[14.0-18.0] customer: four\n"
    )
    return tmp_path


def test_a_call_on_two_channels_is_mixed_and_scored(
    folder: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sys, "argv", ["evals.diarizers", str(folder), "--speakers", "2"])
    diarizers.main()
    header, line, median = capsys.readouterr().out.splitlines()
    assert header.split()[:2] == ["call", "diarizer"]
    assert line.split()[:2] == ["a", "voices"]
    assert float(line.split()[2]) == float(median.split()[2]) < 15.0


def test_a_wrong_count_of_speakers_costs(folder: Path) -> None:
    alone, two = (next(score(read_calls(folder), [VOICES], speakers=count)) for count in (1, 2))
    assert alone.error > 0.3 > two.error
    assert "voices" in table_of([alone, two])


def test_a_call_without_a_recording_is_told(folder: Path) -> None:
    (folder / "a.wav").unlink()
    with pytest.raises(InputError, match="no recording"):
        list(score(read_calls(folder), [VOICES], speakers=2))
