"""The diarizer pyannote, as a real pipeline made on the spot: from a folder to turns, with no socket opened.

Runs where pyannote.audio is installed: `make diarize`, or the second environment of `.ci/run`.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest

from models.errors import CancelledError, DiarizationModelError
from tests.architecture.repository import ROOT
from tests.transcriber.listeners import LoudnessEngine
from tests.transcriber.loudness import pieces_of
from tests.transcriber.pyannote_model import make_pipeline
from tests.transcriber.sounds import RATE, RecordingFile, Samples, hiss, joined, said, write_wav
from transcriber.cancelling import never, unwatched
from transcriber.cutting import Piece
from transcriber.diarize import Diarization, diarize
from transcriber.engines.pyannote.diarizer import PyannoteDiarizer
from transcriber.engines.pyannote.library import is_installed
from transcriber.options import TranscribeOptions
from transcriber.speakers.collector import VOICES
from transcriber.transcribe import transcribe

pytestmark = [
    pytest.mark.skipif(not is_installed(), reason="pyannote.audio is not installed (make diarize)"),
    pytest.mark.filterwarnings("ignore"),  # torch, lightning and pyannote warn about each other
    pytest.mark.timeout(300),
]

_TURN_S = 10.0


def _turns() -> list[Samples]:
    return [said(8.0, agent=turn % 2 == 0, seed=turn) for turn in range(4)]


@pytest.fixture(scope="module")
def call(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return 40 s of two synthesized voices on one channel, which take turns of ten seconds."""
    parts = [joined(turn, hiss(2.0, 0.0005)) for turn in _turns()]
    return write_wav(tmp_path_factory.mktemp("call") / "call.wav", joined(*parts))


@pytest.fixture(scope="module")
def model(tmp_path_factory: pytest.TempPathFactory) -> Path:
    one, other, one_again, other_again = _turns()
    folder = tmp_path_factory.mktemp("diarization") / "model"
    return make_pipeline(folder, (joined(one, one_again), joined(other, other_again)))


@pytest.fixture(scope="module")
def pyannote(model: Path) -> PyannoteDiarizer:
    return PyannoteDiarizer(model, instead=VOICES)


@pytest.fixture(scope="module")
def found(pyannote: PyannoteDiarizer, call: Path) -> Diarization:
    told: list[tuple[float, float]] = []
    found = diarize(
        RecordingFile(call),
        options=TranscribeOptions(),
        diarizer=pyannote,
        progress=lambda done, total: told.append((done, total)),
        cancelled=never,
    )
    assert told == sorted(told)
    assert told[-1] == pytest.approx((80.0, 80.0))
    assert any(40.0 < done < 80.0 for done, _ in told)
    return found


def _speaker_at(found: Diarization, second: float) -> set[str]:
    return {one.speaker for one in found.stretches if one.start_s < second < one.end_s}


def test_two_voices_are_told_apart_turn_by_turn(found: Diarization) -> None:
    assert found.speakers == ("S1", "S2")
    assert "pyannote.audio" in found.told
    for turn in range(4):
        for into in (2.0, 4.0, 6.0):
            assert _speaker_at(found, turn * _TURN_S + into) == {"S1" if turn % 2 == 0 else "S2"}


def test_every_stretch_says_how_sure_it_is(found: Diarization) -> None:
    assert all(0.5 < one.confidence <= 0.95 for one in found.stretches)


def test_a_pause_belongs_to_nobody(found: Diarization) -> None:
    assert _speaker_at(found, 9.2) == set()


def test_a_transcript_has_its_turns_and_doubts_at_a_change(pyannote: PyannoteDiarizer, call: Path) -> None:
    made = transcribe(
        RecordingFile(call), engine=LoudnessEngine(), options=TranscribeOptions(speakers=2), diarizer=pyannote
    )
    assert {turn.speaker for turn in made.turns} in ({"S1", "S2"}, {"agent", "customer"})
    assert all(0.5 <= turn.speaker_confidence <= 0.95 for turn in made.turns)
    first = {turn.speaker for turn in made.turns if turn.start_s < 8 or 20 < turn.start_s < 28}
    second = {turn.speaker for turn in made.turns if 11 < turn.start_s < 18 or 31 < turn.start_s < 38}
    assert first.isdisjoint(second)
    assert any("pyannote.audio" in warning for warning in made.warnings)


def test_where_both_speak_nobody_is_sure(pyannote: PyannoteDiarizer) -> None:
    one, other, *_ = _turns()
    collector = pyannote.collector()
    for piece in pieces_of(joined(one, other), from_db=-90.0):
        collector.add(piece)
    voices = collector.voices(2)
    alone, sure = voices.at(4.0, 4.3)
    assert sure > 0.7
    assert voices.at(7.9, 8.2)[1] <= 0.5
    assert voices.at(12.0, 12.3)[0] != alone


def test_one_speaker_who_was_told_needs_no_pipeline(tmp_path: Path, model: Path) -> None:
    broken = PyannoteDiarizer(model, instead=VOICES, device="no such device")
    collector = broken.collector()
    for piece in pieces_of(_turns()[0]):
        collector.add(piece)
    assert {one.voice for one in collector.voices(1).stretches} == {0}
    with pytest.raises(DiarizationModelError, match="cannot be loaded"):
        collector.voices(2)


def test_too_little_speech_is_left_to_the_voices_and_told(pyannote: PyannoteDiarizer) -> None:
    collector = pyannote.collector()
    for piece in pieces_of(_turns()[0][: 2 * RATE]):
        collector.add(piece)
    assert "too little speech" in collector.voices(None).told
    assert "too little speech" not in VOICES.collector().voices(None).told


def test_more_speech_than_fits_is_left_to_the_voices_and_told(pyannote: PyannoteDiarizer) -> None:
    collector = pyannote.collector()
    minute = Piece(channel=0, start_sample=0, samples=np.zeros(60 * RATE, np.float32), speech=())
    for _ in range(121):
        collector.add(minute)
    assert "more than two hours" in collector.voices(None).told


def test_a_cancelled_call_stops_in_the_middle_of_it(pyannote: PyannoteDiarizer) -> None:
    collector = pyannote.collector()
    for piece in pieces_of(joined(*_turns()[:2]), from_db=-90.0):
        collector.add(piece)
    asked: list[None] = []

    def cancelled() -> bool:
        asked.append(None)
        return len(asked) > 2

    with pytest.raises(CancelledError):
        collector.voices(2, progress=unwatched, cancelled=cancelled)
    assert len(asked) == 3
    assert collector.voices(2).stretches


@pytest.fixture
def watched(tmp_path: Path, model: Path) -> Callable[..., tuple[dict[str, list[str]], str]]:
    """Return a function that runs a child and gives what it noted and printed."""
    ours = ("CALLNOTES_", "PYANNOTE_", "OTEL_", "HF_")  # set here, once pyannote was loaded
    surroundings = {name: value for name, value in os.environ.items() if not name.startswith(ours)}

    def run(*arguments: str, **settings: str) -> tuple[dict[str, list[str]], str]:
        ended = subprocess.run(
            [sys.executable, "-m", "tests.transcriber.watched_child", *arguments],
            cwd=ROOT,
            env={
                **surroundings,
                "PYANNOTE_METRICS_ENABLED": "true",
                "CALLNOTES_DATA": str(tmp_path),
                "CALLNOTES_DIARIZATION_MODEL": str(model),
                **settings,
            },
            capture_output=True,
            text=True,
            check=False,
            timeout=280,
        )
        assert ended.returncode == 0, ended.stderr
        return json.loads(ended.stderr.splitlines()[-1]), ended.stdout

    return run


def test_a_child_that_loads_pyannote_as_it_comes_is_seen_to_ask_the_network(
    watched: Callable[..., tuple[dict[str, list[str]], str]], model: Path
) -> None:
    noted, _ = watched("plain", str(model))
    assert noted["telemetry"]
    assert "socket.getaddrinfo" in noted["noted"]


def test_callnotes_diarize_opens_no_socket_although_the_environment_wants_telemetry(
    watched: Callable[..., tuple[dict[str, list[str]], str]], call: Path
) -> None:
    noted, printed = watched("callnotes", "diarize", str(call), "--engine", "pyannote", "--json")
    assert noted == {"noted": [], "telemetry": True}
    document = json.loads(printed)
    assert document["speakers"] == ["S1", "S2"]
    assert "pyannote.audio" in document["told"]
    assert all(0.5 < one["confidence"] <= 0.95 for one in document["stretches"])


def test_callnotes_transcribe_uses_it_by_itself_and_opens_no_socket(
    watched: Callable[..., tuple[dict[str, list[str]], str]], call: Path, scripted_whisper: Path
) -> None:
    noted, printed = watched("callnotes", "transcribe", str(call), "--model", str(scripted_whisper), "--json")
    assert noted == {"noted": [], "telemetry": True}
    document = json.loads(printed)
    assert document["turns"]
    assert all(0.5 <= turn["speaker_confidence"] <= 0.95 for turn in document["turns"])
    assert any("pyannote.audio" in warning for warning in document["warnings"])
