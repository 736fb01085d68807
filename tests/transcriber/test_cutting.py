import itertools

import numpy as np
import pytest

from tests.transcriber.sounds import RATE, Samples, joined, silence, voice
from transcriber.cutting import Cutter, Piece

_FROM_DB = -50.0


def _cut(sound: Samples, *, block: int = RATE) -> tuple[Piece, ...]:
    cutter = Cutter(0, _FROM_DB)
    fed = (cutter.feed(sound[start : start + block]) for start in range(0, len(sound), block))
    return (*itertools.chain.from_iterable(fed), *cutter.finish())


def test_a_piece_is_the_recording_itself_at_the_place_it_names() -> None:
    sound = joined(silence(2.0), voice(5.0), silence(6.0), voice(3.0), silence(1.0))
    for piece in _cut(sound):
        there = sound[piece.start_sample : piece.start_sample + len(piece.samples)]
        assert np.array_equal(piece.samples, there)


def test_silence_is_never_a_piece() -> None:
    assert _cut(silence(90.0)) == ()


def test_no_speech_is_lost_and_none_comes_twice() -> None:
    parts = [joined(voice(4.0, seed=seed), silence(0.7)) for seed in range(20)]
    pieces = _cut(joined(*parts))
    speech = [span for piece in pieces for span in piece.speech]
    assert sum(end - start for start, end in speech) == pytest.approx(80.0, rel=0.05)
    assert all(one.end_s <= other.start_s for one, other in itertools.pairwise(pieces))


def test_pieces_are_cut_in_pauses_and_fit_whispers_window() -> None:
    parts = [joined(voice(4.0, seed=seed), silence(0.7)) for seed in range(20)]
    pieces = _cut(joined(*parts))
    assert all(12.0 <= piece.end_s - piece.start_s <= 30.0 for piece in pieces[:-1])
    for piece in pieces:
        assert np.abs(piece.samples[-160:]).max() < 0.01


def test_speech_without_any_pause_is_cut_before_a_minute() -> None:
    pieces = _cut(np.tile(voice(10.0), 15))
    assert len(pieces) >= 3
    assert all(piece.end_s - piece.start_s <= 60.0 for piece in pieces)
    assert sum(len(piece.samples) for piece in pieces) == 150 * RATE


def test_a_long_pause_ends_a_piece() -> None:
    pieces = _cut(joined(voice(2.0), silence(8.0), voice(2.0)))
    assert len(pieces) == 2
    assert pieces[0].end_s < 3.0
    assert pieces[1].start_s > 9.0


def test_a_long_call_is_never_held_whole() -> None:
    cutter = Cutter(0, _FROM_DB)
    minute = joined(*(joined(voice(5.0, seed=seed), silence(1.0)) for seed in range(10)))
    for _ in range(10):
        for start in range(0, len(minute), RATE):
            cutter.feed(minute[start : start + RATE])
            assert len(cutter._samples) <= 60 * RATE
    for _ in range(600):
        cutter.feed(silence(1.0))
    assert len(cutter._samples) <= 2 * RATE


def test_a_last_incomplete_frame_belongs_to_the_last_piece() -> None:
    sound = voice(2.0)[: 2 * RATE - 123]
    (piece,) = _cut(sound)
    assert len(piece.samples) == len(sound)
