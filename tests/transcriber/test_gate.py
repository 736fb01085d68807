"""The gate, on real words (the sample call), on what is no speech, and on both at once."""

from collections.abc import Mapping
from functools import cache
from itertools import pairwise

import numpy as np
import pytest

from evals.nonspeech.clips import SEEN, UNSEEN, clip, telephone
from evals.nonspeech.shapes import Maker
from tests.transcriber.sounds import RATE, Samples, hiss, joined, said, silence
from transcriber.gate import WINDOW_S, Listener, Track, pass_gate


def _track(sound: Samples, block: int = RATE) -> Track:
    listener = Listener()
    for start in range(0, len(sound), block):
        listener.feed(sound[start : start + block])
    return listener.finish()


def _spans(sound: Samples) -> list[tuple[float, float]]:
    return [(run.start * WINDOW_S, run.end * WINDOW_S) for run in pass_gate(_track(sound)).runs]


def _heard_share(sound: Samples, start_s: float, end_s: float, margin_s: float = 0.3) -> float:
    """Return how much of this time is within the gate's margin of speech that it found."""
    marks = np.zeros(round((end_s - start_s) * 100), dtype=bool)
    for first, last in _spans(sound):
        low, high = (round((moment - start_s) * 100) for moment in (first - margin_s, last + margin_s))
        marks[max(0, low) : max(0, high)] = True
    return float(marks.mean())


@cache
def _dialled(kind: str) -> Samples:
    return clip(kind, 3, 12.0).samples


def _ways() -> dict[str, Samples]:
    words = joined(silence(1.0), said(6.0, seed=1), silence(2.0))
    noise = hiss(9.0, float(np.std(words[RATE : 7 * RATE])) * 10 ** (-10 / 20))
    return {
        "plain": words,
        "telephone": telephone(words),
        "noise at 10 dB": words + noise,
        "telephone with noise": telephone(words + 0.3 * noise),
        "40 dB softer": words * np.float32(0.01),
        "clipped": np.clip(words * 20, -0.5, 0.5).astype(np.float32),
    }


@pytest.mark.parametrize("way", _ways())
def test_words_pass_on_good_lines_and_bad(way: str) -> None:
    sound = _ways()[way]
    assert _heard_share(sound, 1.0, 7.0) > 0.97
    assert all(start > 0.5 and end < 7.6 for start, end in _spans(sound))


@pytest.mark.parametrize("kinds", [SEEN, UNSEEN], ids=["seen", "unseen"])
def test_what_is_no_speech_does_not_pass(kinds: Mapping[str, Maker]) -> None:
    passed = [kind for kind in kinds if _spans(clip(kind, 20_000, 8.0).samples)]
    assert set(passed) <= {"wah"}  # a filter that opens and closes as lips do: see evals/gate.py


def test_one_word_is_heard_in_two_minutes_of_silence() -> None:
    word = said(0.8, seed=2)
    (span,) = _spans(joined(hiss(60.0, 0.0003), word + hiss(0.8, 0.0003), hiss(60.0, 0.0003)))
    assert 59.8 < span[0] < span[1] < 61.2


@pytest.mark.parametrize("kind", ["band", "ringing", "dtmf"])
def test_between_speech_the_music_and_the_signals_stay_outside(kind: str) -> None:
    sound = joined(said(5.0), _dialled(kind), said(5.0, seed=1))
    assert _heard_share(sound, 0.0, 5.0) > 0.97
    assert _heard_share(sound, 17.0, 22.0) > 0.97
    assert _heard_share(sound, 6.0, 16.0) < 0.1


def test_a_voice_over_loud_music_is_heard() -> None:
    music = np.resize(_dialled("band"), 12 * RATE) * np.float32(0.2)
    music[3 * RATE : 8 * RATE] += said(5.0, seed=3)
    assert _heard_share(music, 3.0, 8.0) > 0.9


def test_speech_is_the_same_however_the_recording_is_divided() -> None:
    sound = joined(silence(0.7), said(3.0), silence(1.0))
    one, other = _track(sound, 700), _track(sound, 3 * RATE)
    assert np.abs(one.likely.astype(int) - other.likely.astype(int)).max() <= 1
    assert np.array_equal(one.level_db, other.level_db)
    assert pass_gate(one) == pass_gate(other)


def test_stretches_are_in_order_and_apart() -> None:
    runs = pass_gate(_track(joined(*(joined(said(2.0, seed=n), silence(1.0)) for n in range(5))))).runs
    assert len(runs) >= 5
    assert all(one.end < other.start for one, other in pairwise(runs))


@pytest.mark.parametrize("sound", [silence(0.0), silence(0.01), silence(0.2), said(0.1)])
def test_next_to_nothing_is_no_speech(sound: Samples) -> None:
    assert _spans(sound) == []
