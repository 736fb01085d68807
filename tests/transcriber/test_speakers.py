import shutil
import subprocess
from collections.abc import Iterable
from pathlib import Path

import numpy as np
import pytest
from numpy.typing import NDArray

from models.transcript import Word
from tests.transcriber.loudness import pieces_of
from tests.transcriber.sounds import (
    HIGH_VOICE,
    LOW_VOICE,
    RATE,
    Samples,
    hiss,
    joined,
    read_wav,
    silence,
    voice,
)
from transcriber.options import TranscribeOptions
from transcriber.speakers.by_channel import by_channel
from transcriber.speakers.by_voice import by_voice
from transcriber.speakers.collector import VoiceCollector
from transcriber.speakers.gaussians import Gaussian, merging_cost
from transcriber.speakers.mfcc import COEFFICIENTS, mfcc
from transcriber.speakers.stretches import Stretches, StretchStore
from transcriber.speakers.voices import Division, divide

_AUTO = TranscribeOptions()


def _words(text: str, start_s: float) -> tuple[Word, ...]:
    return tuple(
        Word(text=word, start_s=start_s + 0.3 * place, end_s=start_s + 0.3 * place + 0.25, probability=0.9)
        for place, word in enumerate(text.split())
    )


def _collected(sound: Samples) -> VoiceCollector:
    collector = VoiceCollector()
    for piece in pieces_of(sound):
        collector.add(piece)
    return collector


def _stretches(drawn: Iterable[NDArray[np.float64]]) -> Stretches:
    store = StretchStore()
    for frames in drawn:
        store.add(Gaussian.of(frames))
    return store.all()


def _dialogue(turns: int = 8) -> Samples:
    kinds = (LOW_VOICE, HIGH_VOICE)
    parts = [joined(voice(3.0, kinds[turn % 2], seed=turn), hiss(1.0, 0.0005)) for turn in range(turns)]
    return joined(*parts)


def test_cepstra_tell_voices_apart_and_not_loudness() -> None:
    low, louder = voice(4.0), voice(4.0) * np.float32(0.3)
    assert mfcc(low).shape == (398, COEFFICIENTS)
    assert np.abs(mfcc(low).mean(axis=0) - mfcc(louder).mean(axis=0)).max() < 0.2
    assert np.abs(mfcc(low).mean(axis=0) - mfcc(voice(4.0, HIGH_VOICE)).mean(axis=0)).max() > 0.5


def test_a_stretch_too_short_for_a_window_has_no_frames() -> None:
    assert mfcc(voice(1.0)[:300]).shape == (0, COEFFICIENTS)


def test_gaussians_add_up_to_that_of_all_frames() -> None:
    frames = np.random.default_rng(1).normal(2.0, 3.0, (500, 4))
    added = Gaussian.of(frames[:120]) + Gaussian.of(frames[120:])
    assert np.allclose(added.mean, frames.mean(axis=0))
    assert np.allclose(added.covariance(), np.cov(frames.T, bias=True) + 1e-3 * np.eye(4))


def test_merging_what_sounds_alike_costs_less_than_merging_what_does_not() -> None:
    rng = np.random.default_rng(1)
    one, alike = (Gaussian.of(rng.normal(0.0, 1.0, (400, 5))) for _ in range(2))
    other = Gaussian.of(rng.normal(1.5, 1.0, (400, 5)))
    assert merging_cost(one, alike) < 0 < merging_cost(one, other)


def test_stretches_of_two_sources_are_divided() -> None:
    rng = np.random.default_rng(2)
    division = divide(_stretches(rng.normal(2.0 * (n % 2), 1.0, (150, 6)) for n in range(20)))
    assert division.is_several
    assert division.labels in ((0, 1) * 10, (1, 0) * 10)


def test_stretches_of_one_source_stay_one() -> None:
    rng = np.random.default_rng(3)
    division = divide(_stretches(rng.normal(0.0, 1.0, (150, 6)) for _ in range(20)))
    assert not division.is_several


def test_a_cough_is_not_the_second_speaker() -> None:
    rng = np.random.default_rng(4)
    drawn = [rng.normal(1.5 * (n % 2), 1.0, (150, 6)) for n in range(20)]
    drawn.insert(7, rng.normal(30.0, 1.0, (40, 6)))
    labels = divide(_stretches(drawn)).labels
    spoken = labels[:7] + labels[8:]
    assert spoken in ((0, 1) * 10, (1, 0) * 10)


def test_what_sounds_like_none_of_the_voices_is_unsure_among_sure_ones() -> None:
    rng = np.random.default_rng(4)
    drawn = [rng.normal(1.5 * (n % 2), 1.0, (150, 6)) for n in range(20)]
    neither = rng.normal(-9.0, 1.0, (60, 6))
    division = divide(_stretches((*drawn, neither)))
    assert division.certainty > 0.9
    assert min(division.certainties[:20]) > 0.8
    assert division.certainties[20] <= 0.5


def _turns(*centres: float, turns: int = 12) -> tuple[Stretches, NDArray[np.bool_]]:
    """Return two stretches of each of these sources in turn, and which of them go on without a pause."""
    rng = np.random.default_rng(7)
    drawn = [rng.normal(centres[turn % len(centres)], 1.0, (150, 6)) for turn in range(turns) for _ in "12"]
    return _stretches(drawn), np.arange(2 * turns) % 2 == 1


def _divided(*centres: float, turns: int = 12) -> Division:
    stretches, goes_on = _turns(*centres, turns=turns)
    return divide(stretches, 2, goes_on)


def test_three_voices_told_as_two_are_doubted() -> None:
    division = _divided(-0.7, 0.7, 3.0)
    assert (division.doubt, division.certainty) == ("another_voice", 0.6)


def test_two_voices_are_not_doubted() -> None:
    division = _divided(-0.7, 0.7)
    assert division.doubt is None
    assert division.certainty > 0.9


@pytest.mark.parametrize(("lasts", "doubt"), [(1, None), (4, "another_voice")])
def test_another_voice_stays_for_a_turn_and_a_tone_of_voice_does_not(lasts: int, doubt: str | None) -> None:
    rng = np.random.default_rng(8)
    drawn = [rng.normal(3.0 * (n // 2 % 2) + 0.8 * (n // lasts % 2), 1.0, (150, 6)) for n in range(48)]
    assert divide(_stretches(drawn), 2, np.arange(48) % 2 == 1).doubt == doubt


def test_of_a_few_seconds_nobody_can_be_sure() -> None:
    division = _divided(-2.0, 2.0, turns=4)
    assert (division.doubt, division.certainty) == ("little_speech", 0.6)


@pytest.mark.parametrize("count", [0, 1, 2, 3])
def test_few_stretches_are_no_problem(count: int) -> None:
    rng = np.random.default_rng(5)
    stretches = _stretches(rng.normal(0.0, 1.0, (50, 6)) for _ in range(count))
    assert len(divide(stretches).labels) == count


def test_the_cost_of_a_long_call_is_bounded() -> None:
    rng = np.random.default_rng(6)
    division = divide(_stretches(rng.normal(1.0 * (n % 2), 1.0, (60, 6)) for n in range(1200)))
    right = np.mean([label == n % 2 for n, label in enumerate(division.labels)])
    assert max(right, 1 - right) > 0.99


def test_two_voices_on_one_channel_get_a_speaker_each() -> None:
    words = tuple(word for turn in range(8) for word in _words("so and so on", 4.0 * turn + 1.0))
    speakers = by_voice(words, _collected(_dialogue()).voices(None), _AUTO)
    assert [voice.speaker for voice in speakers.voices] == ["S1", "S2"]
    assert [len(voice.words) for voice in speakers.voices] == [16, 16]
    assert all(int(word.start_s // 4) % 2 == 0 for word in speakers.voices[0].words)
    assert 0.5 < speakers.voices[0].confidence < 1.0
    assert "estimated" in speakers.warnings[0]


def test_clear_cues_turn_voices_into_agent_and_customer() -> None:
    said = (
        "thank you for calling how can i help you",
        "hi i lost my card",
        "is there anything else i can do",
    )
    words = tuple(word for turn, text in enumerate(said) for word in _words(text, 4.0 * turn + 0.1))
    speakers = by_voice(words, _collected(_dialogue(3)).voices(None), _AUTO)
    assert [voice.speaker for voice in speakers.voices] == ["agent", "customer"]
    assert [word.text for word in speakers.voices[1].words] == ["hi", "i", "lost", "my", "card"]
    assert "worked out from what is said" in speakers.warnings[0]


def test_the_name_of_the_house_tells_the_agent_among_voices() -> None:
    said = ("hello peter young", "this is anna from northwind", "yes good")
    words = tuple(word for turn, text in enumerate(said) for word in _words(text, 4.0 * turn + 0.1))
    heard = _collected(_dialogue(3))
    assert by_voice(words, heard.voices(None), _AUTO).voices[0].speaker == "S1"
    speakers = by_voice(words, heard.voices(None), TranscribeOptions(house=("Northwind",)))
    assert [voice.speaker for voice in speakers.voices] == ["customer", "agent"]


def test_a_recording_without_words_has_no_warning_about_voices() -> None:
    assert by_voice((), VoiceCollector().voices(None), _AUTO).warnings == ()


_FLITE = pytest.mark.skipif(shutil.which("flite") is None, reason="flite is not installed")
_LINES = (
    "I would like to know where my order is.",
    "Let me look that up for you right away.",
    "It was supposed to arrive on Monday morning.",
    "The driver could not find anybody at home.",
    "That is strange, because we never left the house.",
    "Then I will send him again tomorrow after lunch.",
)


def _spoken(folder: Path, *speakers: str) -> tuple[Samples, list[float]]:
    """Return the lines, spoken in turn by these voices, and the moment in the middle of each."""
    parts: list[Samples] = []
    moments: list[float] = []
    for number, line in enumerate(_LINES):
        path = folder / f"{number}.wav"
        command = ["flite", "-voice", speakers[number % len(speakers)], "-t", line, "-o", str(path)]
        subprocess.run(command, check=True)
        said = read_wav(path)
        moments.append(sum(len(part) for part in parts) / RATE + len(said) / RATE / 2)
        parts += [said, silence(0.7)]
    return joined(*parts), moments


@_FLITE
@pytest.mark.parametrize("speakers", [("rms", "slt"), ("awb", "rms"), ("slt", "kal16")])
def test_two_synthetic_voices_are_told_apart_line_by_line(tmp_path: Path, speakers: tuple[str, str]) -> None:
    sound, moments = _spoken(tmp_path, *speakers)
    collector = _collected(sound)
    voices = collector.voices(None)
    labels = [voices.at(moment, moment)[0] for moment in moments]
    assert labels in ([0, 1] * 3, [1, 0] * 3)


@_FLITE
@pytest.mark.parametrize("speaker", ["rms", "slt", "awb"])
def test_one_voice_is_not_split_into_nonsense(tmp_path: Path, speaker: str) -> None:
    sound, moments = _spoken(tmp_path, speaker)
    words = tuple(word for moment in moments for word in _words("so and so on", moment))
    speakers = by_voice(words, _collected(sound).voices(None), _AUTO)
    assert [voice.speaker for voice in speakers.voices] == ["S1"]
    assert speakers.voices[0].words == words
    assert "could not be told apart" in speakers.warnings[0]


def test_the_stated_channel_is_the_agent_and_certain() -> None:
    left, right = _words("i lost my card", 0.0), _words("how can i help you today", 3.0)
    speakers = by_channel((left, right), TranscribeOptions(agent_channel="left"))
    assert [(voice.speaker, voice.confidence) for voice in speakers.voices] == [
        ("agent", 1.0),
        ("customer", 1.0),
    ]
    assert speakers.warnings == ()


def test_what_the_sender_said_comes_before_the_default() -> None:
    options = TranscribeOptions(agent_channel="left", default_agent_channel="right")
    assert by_channel(((), ()), options).voices[0].speaker == "agent"


def test_the_default_comes_before_a_guess() -> None:
    left, right = _words("how can i help you today", 0.0), _words("i lost my card", 3.0)
    speakers = by_channel((left, right), TranscribeOptions(default_agent_channel="right"))
    assert [voice.speaker for voice in speakers.voices] == ["customer", "agent"]
    assert speakers.warnings == ()


def test_a_guessed_agent_is_marked_as_guessed() -> None:
    left, right = _words("i lost my card", 2.0), _words("how can i help you today", 0.0)
    speakers = by_channel((left, right), _AUTO)
    assert [voice.speaker for voice in speakers.voices] == ["customer", "agent"]
    assert 0.5 < speakers.voices[0].confidence < 1.0
    assert "worked out from what is said: the right one" in speakers.warnings[0]
