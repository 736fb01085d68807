import itertools
import math

import numpy as np
import pytest

from tests.transcriber.loudness import pieces_of, plans_of
from tests.transcriber.sounds import RATE, joined, silence, voice
from transcriber.cutting import Cutter, Piece
from transcriber.stretch import Stretch

_SENTENCES = joined(*(joined(voice(4.0, seed=seed), silence(0.7)) for seed in range(20)))


def _sound_in(pieces: tuple[Piece, ...]) -> float:
    return sum(len(piece.samples) for piece in pieces) / RATE


def test_a_piece_is_the_recording_itself_at_the_places_it_names() -> None:
    sound = joined(silence(2.0), voice(5.0), silence(6.0), voice(3.0), silence(1.0))
    (piece,) = pieces_of(sound)
    there = [sound[part.start : part.end] for part in piece.stretches]
    assert len(there) == 2
    assert np.array_equal(piece.samples, np.concatenate(there))


def test_pieces_do_not_depend_on_how_the_recording_comes_in() -> None:
    for one, other in zip(pieces_of(_SENTENCES, block=700), pieces_of(_SENTENCES), strict=True):
        assert one.stretches == other.stretches
        assert np.array_equal(one.samples, other.samples)


def test_silence_is_never_a_piece() -> None:
    assert pieces_of(silence(90.0)) == ()


def test_long_pauses_are_left_out_and_short_answers_share_a_piece() -> None:
    answers = joined(*(joined(voice(1.5, seed=seed), silence(9.0)) for seed in range(10)))
    (piece,) = pieces_of(answers)
    assert len(piece.samples) / RATE == pytest.approx(10 * (1.5 + 2 * 0.3), abs=1.0)


def test_no_speech_is_lost_and_none_comes_twice() -> None:
    pieces = pieces_of(_SENTENCES)
    speech = [span for piece in pieces for span in piece.speech]
    assert sum(end - start for start, end in speech) == pytest.approx(80.0, rel=0.05)
    parts = [part for piece in pieces for part in piece.stretches]
    assert all(one.end <= other.start for one, other in itertools.pairwise(parts))
    assert all(piece.end_s >= end for piece in pieces for _, end in piece.speech)


def test_pieces_are_cut_in_pauses_and_fit_whispers_window() -> None:
    pieces = pieces_of(_SENTENCES)
    assert len(pieces) == math.ceil(_sound_in(pieces) / 28.2)  # six sentences with their pauses fit into one
    assert all(len(piece.samples) <= 29.8 * RATE for piece in pieces)
    for piece in pieces:
        assert np.abs(piece.samples[-160:]).max() < 0.01


def test_pieces_are_few_also_where_talk_has_hardly_a_pause_of_a_second() -> None:
    kinds = ((voice(2.0 + seed % 3, seed=seed), silence(0.4 + 0.3 * (seed % 3))) for seed in range(40))
    pieces = pieces_of(joined(*(joined(*kind) for kind in kinds)))
    assert len(pieces) == math.ceil(_sound_in(pieces) / 27.5)
    assert all(len(piece.samples) <= 29.8 * RATE for piece in pieces)


def test_of_several_ways_to_cut_the_longest_pauses_are_taken() -> None:
    pauses = [0.4] * 11
    pauses[4] = 1.2
    sound = joined(*(joined(voice(4.0, seed=seed), silence(pause)) for seed, pause in enumerate(pauses)))
    pieces = pieces_of(sound)
    assert [piece.start_s for piece in pieces] == pytest.approx([0.0, 5 * 4.0 + 4 * 0.4 + 0.6], abs=0.1)


def test_no_piece_is_a_word_alone_where_there_are_others() -> None:
    sound = joined(*(joined(voice(4.0, seed=seed), silence(0.7)) for seed in range(6)), voice(2.0))
    pieces = pieces_of(sound)
    assert len(pieces) == 2
    assert min(len(piece.samples) for piece in pieces) >= 10 * RATE


def test_speech_without_any_pause_is_cut_before_half_a_minute() -> None:
    pieces = pieces_of(np.tile(voice(10.0), 15))
    assert all(len(piece.samples) <= 29.8 * RATE for piece in pieces)
    assert _sound_in(pieces) == pytest.approx(150.0)


def test_a_piece_does_not_wait_for_more_speech_for_ever() -> None:
    pieces = pieces_of(joined(voice(2.0), silence(400.0), voice(2.0)))
    assert len(pieces) == 2


def test_a_moment_of_a_piece_is_a_moment_of_the_recording() -> None:
    sound = joined(silence(2.0), voice(5.0), silence(6.0), voice(3.0), silence(1.0))
    (piece,) = pieces_of(sound)
    for moment in (0.5, 3.0, 7.0, 8.5):
        place = round(moment * RATE)
        there = round(piece.during(moment, moment + 0.01)[0] * RATE)
        assert np.array_equal(piece.samples[place : place + 400], sound[there : there + 400])
    assert piece.during(99.0, 99.5) == (piece.end_s, piece.end_s)


def test_a_word_across_a_pause_that_was_left_out_stays_on_the_side_of_its_middle() -> None:
    (piece,) = pieces_of(joined(voice(2.0), silence(6.0), voice(3.0)))
    edge_s = (piece.stretches[0].end - piece.stretches[0].start) / RATE
    assert piece.during(edge_s - 0.3, edge_s + 0.1)[1] == pytest.approx(piece.stretches[0].end / RATE)
    assert piece.during(edge_s - 0.1, edge_s + 0.3)[0] == pytest.approx(piece.stretches[1].start / RATE)


def test_the_sound_between_two_moments_is_found_in_the_piece() -> None:
    sound = joined(silence(2.0), voice(5.0), silence(6.0), voice(3.0), silence(1.0))
    (piece,) = pieces_of(sound)
    assert np.array_equal(piece.sound(14.0, 15.0), sound[14 * RATE : 15 * RATE])
    assert len(piece.sound(9.0, 11.0)) == 0


def test_a_piece_made_by_hand_is_one_stretch() -> None:
    piece = Piece(channel=0, start_sample=RATE, samples=voice(2.0), speech=((1.0, 3.0),))
    assert (piece.start_s, piece.end_s, piece.during(1.5, 1.6)[0]) == (1.0, 3.0, 2.5)


def test_a_long_call_is_never_held_whole() -> None:
    minute = joined(*(joined(voice(5.0, seed=seed), silence(1.0)) for seed in range(10)))
    cutter = Cutter(0, plans_of(np.tile(minute, 10)))
    for _ in range(10):
        for start in range(0, len(minute), RATE):
            cutter.feed(minute[start : start + RATE])
            assert sum(map(len, cutter._parts)) <= 30 * RATE


def test_a_last_incomplete_window_belongs_to_the_last_piece() -> None:
    sound = voice(2.0)[: 2 * RATE - 123]
    (piece,) = pieces_of(sound)
    assert piece.stretches == (Stretch(0, len(sound)),)
