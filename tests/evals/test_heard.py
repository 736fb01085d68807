"""Scripted calls spoken by flite, heard by the preview engine and read by the rules: all of it offline."""

from __future__ import annotations

import wave
from pathlib import Path

import pytest

from callnotes.sample import load_sample
from evals.promises import score_promises
from evals.scripted import all_scripts, notes_of
from evals.speak import SAMPLE_RATE, flite_path, speak
from evals.transcripts import RecordingFile, as_heard
from models.transcript import Transcript
from text.evidence import assert_proven
from transcriber.engines.preview import PreviewEngine
from transcriber.options import TranscribeOptions
from transcriber.transcribe import transcribe

pytest.importorskip("pocketsphinx", reason="the preview engine (extra `demo`) is not installed")
needs_flite = pytest.mark.skipif(flite_path() is None, reason="the flite synthesizer is not installed")

SCRIPTS = {script.name: script for script in all_scripts()}
SAMPLE = load_sample()


@pytest.fixture(scope="module")
def sample_heard() -> Transcript:
    """The shipped recording as the preview engine hears it."""
    options = TranscribeOptions(agent_channel=SAMPLE.agent_channel, language="en")
    return transcribe(RecordingFile(SAMPLE.audio), engine=PreviewEngine(), options=options)


def test_the_sample_gives_at_least_three_of_its_four_promises_with_side_and_day(
    sample_heard: Transcript,
) -> None:
    notes = notes_of(SAMPLE.script, sample_heard)
    score = score_promises(notes, SAMPLE.truth)
    assert score.exact >= 3
    assert score.found == score.matched
    assert_proven(notes, sample_heard)


def test_the_card_number_of_the_sample_is_nowhere(sample_heard: Transcript) -> None:
    stored = sample_heard.model_dump_json() + notes_of(SAMPLE.script, sample_heard).model_dump_json()
    assert "4242" not in stored
    assert "two for two" not in stored
    assert "four two" not in stored


def test_the_meeting_and_the_order_number_of_the_sample_are_found(sample_heard: Transcript) -> None:
    notes = notes_of(SAMPLE.script, sample_heard)
    meeting = SAMPLE.truth.meeting
    assert meeting is not None
    assert (meeting.date, meeting.time) in [
        (day, one.due.time)
        for one in notes.follow_ups
        if one.due
        for day in (one.due.date, *one.due.alternatives)  # "next Thursday" on a Wednesday means two days
    ]
    assert SAMPLE.truth.order_number in [field.value for field in notes.fields]


@needs_flite
@pytest.mark.timeout(300)
def test_a_call_in_other_voices_is_read_without_a_false_promise() -> None:
    _read_well("broadband", least_recall=0.6)


@needs_flite
@pytest.mark.soak
@pytest.mark.timeout(600)
@pytest.mark.parametrize("name", sorted(SCRIPTS))
def test_every_call_in_other_voices_is_read_without_a_false_promise(name: str) -> None:
    _read_well(name, least_recall=0.4)


def _read_well(name: str, *, least_recall: float) -> None:
    script = SCRIPTS[name]
    heard = as_heard(script, PreviewEngine())
    notes = notes_of(script, heard)
    score = score_promises(notes, script.truth)
    assert score.found == score.matched
    assert score.recall >= least_recall
    assert_proven(notes, heard)


@needs_flite
def test_the_same_script_is_spoken_the_same_way_twice(tmp_path: Path) -> None:
    short = SAMPLE.script.model_copy(update={"turns": SAMPLE.script.turns[:2]})
    speak(short, tmp_path / "one.wav")
    speak(short, tmp_path / "two.wav")
    assert (tmp_path / "one.wav").read_bytes() == (tmp_path / "two.wav").read_bytes()


@needs_flite
def test_each_speaker_has_a_channel_of_their_own(tmp_path: Path) -> None:
    short = SAMPLE.script.model_copy(update={"turns": SAMPLE.script.turns[:1]})
    speak(short, tmp_path / "call.wav")
    with wave.open(str(tmp_path / "call.wav"), "rb") as heard:
        frames = heard.readframes(heard.getnframes())
        assert (heard.getnchannels(), heard.getframerate()) == (2, SAMPLE_RATE)
    left, right = frames[0::4] + frames[1::4], frames[2::4] + frames[3::4]
    assert not any(left)
    assert any(right)
