"""The bench measures what it says, on the smallest of models; its numbers are nobody's gate."""

from __future__ import annotations

import json
import sys
from pathlib import Path

import pytest

from callnotes.sample import load_sample
from evals import bench, made_whisper
from evals.bench import Row, make_recording, table_of
from evals.bench_job import Job, measure
from evals.made_whisper import Shape, make_shaped_model
from transcriber.engines.faster_whisper import FasterWhisperEngine


@pytest.fixture(scope="module")
def small_model(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return make_shaped_model(
        tmp_path_factory.mktemp("shaped"), Shape(layers=1, heads=2, width=128, tokens=2048)
    )


def test_a_job_tells_its_stages_apart_and_says_what_it_took(small_model: Path, tmp_path: Path) -> None:
    recording = tmp_path / "call.wav"
    make_recording(recording, 0.5)
    measured = measure(Job(model=small_model, audio=recording))
    assert measured.audio_s == pytest.approx(30.0, abs=0.1)
    assert measured.pieces >= 2
    assert measured.words > 0
    parts = (measured.decode_s, measured.gate_s, measured.features_s, measured.recogniser_s, measured.rest_s)
    assert sum(parts) == pytest.approx(measured.total_s)
    assert measured.decode_s > 0
    assert measured.bare_s > 0
    assert 0 < measured.loaded_mib < measured.peak_mib
    both = measure(Job(model=small_model, audio=recording, workers=2))
    assert both.audio_s == pytest.approx(2 * measured.audio_s)
    told = table_of([Row(shape="tiny", plan=plan, minutes=0.5, measured=one) for plan, one in
                     (("1x1", measured), ("2x1", both))]).splitlines()  # fmt: skip
    assert [line.split()[:2] for line in told[1:3]] == [["tiny", "1x1"], ["tiny", "2x1"]]
    assert sum(line.startswith("tiny") for line in told) == 4


def test_a_model_of_a_true_shape_says_103_tokens_in_a_window(small_model: Path) -> None:
    import numpy as np

    sound = np.random.default_rng(7).normal(0.0, 0.1, 16_000 * 28).astype(np.float32)
    heard = FasterWhisperEngine(str(small_model), model_dir=small_model).recognise(sound, "en")
    assert len(heard.words) == 100
    assert len({word.text for word in heard.words}) == 100
    assert heard.segments[0].log_probability == pytest.approx(0.0, abs=0.01)


def test_the_command_runs_each_plan_in_a_process_of_its_own(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setitem(made_whisper.SHAPES, "tiny", Shape(layers=1, heads=2, width=128, tokens=2048))
    words = ["bench", "--shapes", "tiny", "--minutes", "0.2", "--plans", "1x1", "--json"]
    monkeypatch.setattr(sys, "argv", [*words, "--plot", str(tmp_path / "shares.svg")])
    bench.main()
    (row,) = json.loads(capsys.readouterr().out)
    assert (row["shape"], row["plan"], row["minutes"]) == ("tiny", "1x1", 0.2)
    assert row["measured"]["total_s"] > 0
    assert "recogniser" in (tmp_path / "shares.svg").read_text()


def test_a_recording_is_as_long_as_asked(tmp_path: Path) -> None:
    make_recording(tmp_path / "call.wav", 2.5)  # longer than the sample itself
    assert (tmp_path / "call.wav").stat().st_size == 44 + round(2.5 * 60) * 16_000 * 4
    assert load_sample().audio.exists()
