"""Who speaks when, held against the references of real calls, and against synthetic ones elsewhere."""

import json
from collections.abc import Callable
from pathlib import Path
from statistics import mean, median
from typing import cast

import numpy as np
import pytest

from models.transcript import Transcript
from tests.transcriber.fake_stereo import load
from tests.transcriber.listeners import KeptPieces, LoudnessEngine
from tests.transcriber.sounds import RecordingFile, Samples, hiss, joined, said, write_wav
from text.formats.rttm import Stretch, read_rttm, rttm_lines
from transcriber.diarize import Diarization, diarize
from transcriber.options import TranscribeOptions
from transcriber.transcribe import transcribe

_BANK = Path("/work/shared/data/harper_valley")
_SPEECH = Path("/work/shared/data/audio_samples/jfk.flac")
_CALLS = sorted(_BANK.glob("*.stereo.flac"))
_WITH_CALLS = pytest.mark.skipif(not _CALLS, reason="the shared recordings are not here")
_UNSURE = 0.7
_SURE = 0.8


def _found(path: Path, *, speakers: int | None = None) -> Diarization:
    options = TranscribeOptions(speakers=speakers)
    return diarize(
        RecordingFile(path), options=options, progress=lambda done, total: None, cancelled=lambda: False
    )


def _error_rate(found: Diarization, reference: Path) -> float:
    """Return the DER with a collar of 0.25 s to either side, overlap scored."""
    from pyannote.core import Annotation, Segment
    from pyannote.metrics.diarization import DiarizationErrorRate

    sides = []
    spoken: tuple[tuple[Stretch, ...], ...] = (read_rttm(reference.read_text("utf-8")), found.stretches)
    for stretches in spoken:
        side = Annotation()
        for number, one in enumerate(stretches):
            side[Segment(one.start_s, one.end_s), number] = one.speaker
        sides.append(side)
    return float(cast("float", DiarizationErrorRate(collar=0.5)(sides[0], sides[1])))


@_WITH_CALLS
@pytest.mark.filterwarnings("ignore")  # pyannote.metrics warns about what it guesses (uem)
def test_real_calls_mixed_to_one_channel_keep_their_speakers(tmp_path: Path) -> None:
    rates, surely_right = [], 0
    for path in _CALLS:
        mixed = np.mean(load(path, channels=2), axis=1).astype(np.float32)
        found = _found(write_wav(tmp_path / "mono.wav", mixed), speakers=2)
        rate = _error_rate(found, _BANK / f"{path.name[:16]}.rttm")
        sure = mean(one.confidence for one in found.stretches)
        print(f"{path.name[:16]}: DER {rate:.1%}, mean confidence {sure:.2f}")
        assert rate <= 0.3 or sure < _UNSURE
        surely_right += rate <= 0.2 and sure >= _SURE
        rates.append(rate)
    assert surely_right >= len(_CALLS) - 2  # two of them, with 20 s of speech, are doubted
    assert median(rates) <= 0.14


@_WITH_CALLS
@pytest.mark.filterwarnings("ignore")  # pyannote.metrics warns about what it guesses (uem)
def test_the_channels_of_real_calls_are_their_speakers() -> None:
    rates = [_error_rate(_found(path), _BANK / f"{path.name[:16]}.rttm") for path in _CALLS]
    print("stereo DER", [f"{rate:.1%}" for rate in rates], f"mean {mean(rates):.1%}")
    assert mean(rates) <= 0.08


def _dialogue() -> Samples:
    parts = [joined(said(4.0, agent=turn % 2 == 0, seed=turn), hiss(1.0, 0.0005)) for turn in range(8)]
    return joined(*parts)


def test_two_voices_on_one_channel_are_told_apart(tmp_path: Path) -> None:
    found = _found(write_wav(tmp_path / "call.wav", _dialogue()), speakers=2)
    for turn in range(8):
        middle = 5.0 * turn + 2.0
        speakers = {one.speaker for one in found.stretches if one.start_s < middle < one.end_s}
        assert speakers <= {"S1" if turn % 2 == 0 else "S2"}
    assert found.speakers == ("S1", "S2")


def test_as_many_voices_as_were_told(tmp_path: Path) -> None:
    path = write_wav(tmp_path / "call.wav", _dialogue())
    assert _found(path, speakers=1).speakers == ("S1",)
    asked_for_three = _found(path, speakers=3)
    assert asked_for_three.speakers == ("S1", "S2", "S3")
    assert _mean_sure(asked_for_three) < _mean_sure(_found(path, speakers=2))


def test_a_diarization_goes_through_rttm(tmp_path: Path) -> None:
    found = _found(write_wav(tmp_path / "call.wav", _dialogue()), speakers=2)
    read = read_rttm(rttm_lines(found.stretches, recording="call"))
    assert [(one.speaker, one.start_s) for one in read] == [
        (one.speaker, one.start_s) for one in found.stretches
    ]


def _mean_sure(found: Diarization) -> float:
    spoken = sum(one.end_s - one.start_s for one in found.stretches)
    return sum(one.confidence * (one.end_s - one.start_s) for one in found.stretches) / spoken


def _with_noise(sound: Samples, decibels: float) -> Samples:
    level = float(np.sqrt(np.mean(sound**2))) * 10 ** (-decibels / 20)
    return sound + np.random.default_rng(1).normal(0.0, level, len(sound)).astype(np.float32)


def _one_voice() -> Samples:
    return joined(*(joined(said(4.0, seed=turn), hiss(1.0, 0.0005)) for turn in range(8)))


def _both_at_once() -> Samples:
    one, other = (
        joined(*(joined(said(3.0, agent=agent, seed=seed), hiss(0.3, 0.0005)) for seed in range(9)))
        for agent in (True, False)
    )
    return one + other


@pytest.mark.parametrize("decibels", [None, 5.0], ids=["clean", "with some noise"])
def test_voices_that_differ_are_sure(tmp_path: Path, decibels: float | None) -> None:
    sound = _dialogue() if decibels is None else _with_noise(_dialogue(), decibels)
    assert _mean_sure(_found(write_wav(tmp_path / "call.wav", sound), speakers=2)) >= _SURE


@pytest.mark.parametrize(
    "made",
    [_one_voice, _both_at_once, lambda: _with_noise(_dialogue(), -6.0)],
    ids=["one voice told to be two", "both at once", "drowned in noise"],
)
def test_voices_that_cannot_be_told_apart_are_not_sure(tmp_path: Path, made: Callable[[], Samples]) -> None:
    assert _mean_sure(_found(write_wav(tmp_path / "call.wav", made()), speakers=2)) < _UNSURE


@pytest.mark.skipif(not _SPEECH.exists(), reason="the shared recordings are not here")
def test_one_voice_is_one_speaker_unless_two_are_told_and_then_it_is_not_sure() -> None:
    assert _found(_SPEECH).speakers == ("S1",)
    assert _mean_sure(_found(_SPEECH, speakers=2)) < _UNSURE


def _mono_call(folder: Path, kept: KeptPieces) -> Transcript:
    return transcribe(
        RecordingFile(write_wav(folder / "call.wav", _dialogue())),
        engine=LoudnessEngine(),
        options=TranscribeOptions(),
        pieces=kept,
    )


def test_words_at_a_change_of_speaker_are_less_sure_than_their_turn(tmp_path: Path) -> None:
    made = _mono_call(tmp_path, KeptPieces())
    words = [(word, turn) for turn in made.turns for word in turn.words]
    assert {turn.speaker for turn in made.turns} == {"S1", "S2"}
    assert all(0.4 <= turn.speaker_confidence < 1.0 for turn in made.turns)
    assert all(
        word.speaker_confidence is None or word.speaker_confidence < turn.speaker_confidence
        for word, turn in words
    )


def test_how_voices_sound_is_never_kept(tmp_path: Path, caplog: pytest.LogCaptureFixture) -> None:
    kept = KeptPieces()
    made = _mono_call(tmp_path, kept)
    values = [json.loads(value) for value in kept.kept.values()]
    assert values
    told = json.loads(made.model_copy(update={"loudness": ()}).model_dump_json())  # of all voices together
    assert _longest_row([told, values]) <= 2
    assert caplog.records == []


def _longest_row(value: object) -> int:
    """Return the length of the longest list of numbers in a document: a voice print would be one."""
    if isinstance(value, dict):
        return max((_longest_row(part) for part in value.values()), default=0)
    if isinstance(value, list):
        numbers = len(value) if value and all(isinstance(part, int | float) for part in value) else 0
        return max([numbers, *(_longest_row(part) for part in value)])
    return 0
