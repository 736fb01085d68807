"""The speech of a recording as one run: every moment of it is found again in the recording, and back."""

from __future__ import annotations

import numpy as np
import pytest

from tests.transcriber.loudness import pieces_of
from tests.transcriber.sounds import LOW_VOICE, RATE, joined, silence, voice
from transcriber.engines.pyannote.packed import PackedSpeech

_SOUND = joined(*(joined(voice(4.0, LOW_VOICE, seed=turn), silence(6.0)) for turn in range(5)), voice(40.0))


@pytest.fixture(scope="module")
def packed() -> PackedSpeech:
    packed = PackedSpeech(most_s=120.0)
    assert all(packed.add(piece) for piece in pieces_of(_SOUND))
    return packed


def test_pauses_are_left_out(packed: PackedSpeech) -> None:
    assert 60.0 < packed.length_s < 65.0
    assert len(packed.samples) == round(packed.length_s * RATE)


def test_a_moment_of_the_recording_is_the_same_sound_in_the_run(packed: PackedSpeech) -> None:
    for second in (1.0, 2.5, 11.0, 33.3, 43.0, 55.0, 89.0):
        start_s, end_s = packed.in_run(second, second + 0.5)
        heard = packed.samples[round(start_s * RATE) : round(end_s * RATE)]
        meant = _SOUND[round(second * RATE) : round((second + 0.5) * RATE)]
        assert np.array_equal(heard, meant)
        assert packed.in_recording(start_s, end_s) == ((second, second + 0.5),)


def test_a_stretch_over_a_pause_is_two_in_the_recording(packed: PackedSpeech) -> None:
    start_s, _ = packed.in_run(2.0, 3.0)
    _, end_s = packed.in_run(11.0, 12.0)
    first, second = packed.in_recording(start_s, end_s)
    assert first[0] == pytest.approx(2.0)
    assert second[1] == pytest.approx(12.0)
    assert second[0] - first[1] > 5.0


def test_a_moment_in_a_pause_is_at_its_end(packed: PackedSpeech) -> None:
    start_s, end_s = packed.in_run(6.0, 8.0)
    assert start_s == end_s


def test_more_than_fits_is_not_taken() -> None:
    packed = PackedSpeech(most_s=30.0)
    taken = [packed.add(piece) for piece in pieces_of(_SOUND)]
    assert taken[0]
    assert not all(taken)
    assert packed.length_s <= 30.0
