"""The scores of a small folder of made-up calls, and of real ones where they are beside the repository."""

from __future__ import annotations

import json
import sys
from dataclasses import replace
from pathlib import Path

import pytest

from evals import calls
from evals.calls import speech_of, turns_of
from evals.reference import read_calls, read_stm
from models.errors import InputError
from tests.text.calls import call
from text.formats import write_vtt

REAL = Path(__file__).parents[3] / "shared/data/harper_valley"


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    (tmp_path / "a.human.txt").write_text(
        "[0.0-5.0] caller: hello [noise] there\n[5.0-10.0] agent: good morning sir\n"
    )
    (tmp_path / "a.machine.txt").write_text(
        "[0.0-5.0] caller: hello bear\n[5.0-10.0] agent: good morning sir\n"
    )
    (tmp_path / "b.stm").write_text(
        ";; note\nb 1 agent 0.0 5.0 <o,f0,male> I will call\nb 1 caller 5.0 9.0 thanks\n"
    )
    (tmp_path / "b.machine.txt").write_text("[0.0-5.0] agent: I'll call\n[5.0-9.0] agent: thanks\n")
    return tmp_path


def run(capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch, *words: object) -> str:
    monkeypatch.setattr(sys, "argv", ["calls", *map(str, words)])
    calls.main()
    return capsys.readouterr().out


def test_a_folder_is_scored_drawn_and_printed(
    folder: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    plot = folder / "scores.svg"
    told = json.loads(run(capsys, monkeypatch, folder, "--json", "--plot", plot))
    assert told["a"] == pytest.approx({"WER": 20.0, "cpWER": 20.0, "WDER": 0.0, "DER": 0.0})
    assert told["b"]["WER"] == 0.0
    assert told["b"]["WDER"] == pytest.approx(25.0)
    assert told["all"]["WER"] == pytest.approx(100 / 9)
    assert plot.read_text().count("<rect") == 1 + 3 * 4
    assert len(run(capsys, monkeypatch, folder).splitlines()) == 4


def test_transcripts_in_any_format_are_scored(
    folder: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    given = tmp_path / "given"
    given.mkdir()
    (given / "a.vtt").write_text(write_vtt(call(("customer", "hello there"), ("agent", "good morning sir"))))
    (given / "b.json").write_text(call(("agent", "I will call"), ("customer", "thanks")).model_dump_json())
    told = json.loads(run(capsys, monkeypatch, folder, "--given", given, "--json"))
    assert told["all"]["WER"] == told["all"]["WDER"] == 0.0
    assert told["b"]["DER"] == pytest.approx(
        100 * 0.75 / 8
    )  # the given turn ends a second late, less the collar


def test_what_is_missing_is_told_in_a_sentence(folder: Path, tmp_path: Path) -> None:
    with pytest.raises(InputError, match="how it is laid out"):
        read_calls(tmp_path / "nothing")
    (folder / "a.machine.txt").unlink()
    assert read_calls(folder)[0].machine is None


def test_stm_is_read_without_labels(folder: Path) -> None:
    assert [turn.text for turn in read_stm(folder / "b.stm")] == ["I will call", "thanks"]


def test_speech_of_a_turn_stops_where_its_words_pause() -> None:
    transcript = call(("agent", "one two three"), timed=True)
    (turn,) = transcript.turns
    late = replace(turn.words[2], start_s=3.0, end_s=3.4)
    paused = transcript.model_copy(
        update={"turns": (turn.model_copy(update={"words": (*turn.words[:2], late)}),)}
    )
    assert speech_of(paused) == (("agent", 0.0, 0.9), ("agent", 3.0, 3.4))
    assert turns_of(paused)[0].text == "one two three"


@pytest.mark.skipif(not REAL.exists(), reason="HarperValleyBank is not beside the repository")
def test_the_machines_words_of_the_real_calls_come_out_near_their_known_rate(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    told = json.loads(run(capsys, monkeypatch, REAL, "--json"))
    assert told["all"]["WER"] == pytest.approx(9.31, abs=0.01)  # 9.7 to 10.1 without the normaliser
    assert told["all"]["WDER"] < 0.5
