"""The measuring of the gate: on tracks made by hand, and once on a few real clips."""

import numpy as np
import pytest

from evals.curve import svg_of
from evals.gate import PADDINGS, Spoken, Unspoken, gate_from, measure, silero_alone, unspoken
from transcriber.gate import WINDOW_S, Track


def _track(*likely: int) -> Track:
    return Track(
        likely=np.array(likely, dtype=np.uint8),
        level_db=np.where(np.array(likely) > 60, -20, -60).astype(np.int8),
        samples=512 * len(likely),
    )


_WORD = _track(*[0] * 30, *[250] * 20, *[0] * 30)
_SAID = Spoken(track=_WORD, words=((30 * WINDOW_S, 50 * WINDOW_S),))


def test_a_word_that_is_found_is_kept_whole_and_one_that_is_not_only_as_far_as_padding_reaches() -> None:
    late = Spoken(track=_WORD, words=((50 * WINDOW_S, 50 * WINDOW_S + 0.5),))
    assert measure(gate_from(0.6), (_SAID,), ()).kept == pytest.approx((1.0,) * len(PADDINGS))
    assert measure(gate_from(0.6), (late,), ()).kept == pytest.approx(
        [min(1.0, pad / 0.5) for pad in PADDINGS]
    )


def test_a_moment_passes_silero_alone_but_not_the_gate() -> None:
    loud = _track(*[100] * 40, *[230] * 5, *[70] * 300)
    clip = Unspoken(kind="music", seen=False, track=loud)
    assert measure(silero_alone(0.5), (), (clip,)).passed == 1.0
    result = measure(gate_from(0.6), (), (clip,))
    assert (result.passed, result.passed_unseen, result.kinds) == (0.0, 0.0, ())


def test_half_of_the_clips_are_of_kinds_that_were_not_in_view() -> None:
    made = tuple(unspoken(4))
    assert [clip.seen for clip in made] == [True, True, False, False]
    assert all(len(clip.track.likely) == 938 for clip in made)


def test_a_curve_is_drawn_as_one_svg_with_its_points() -> None:
    drawn = svg_of(
        {"a < b": ((1.0, 95.0), (2.0, 99.0), (50.0, 99.0))},
        across="x",
        up="y",
        x_range=(0.0, 20.0),
        y_range=(90.0, 100.0),
        marked=(2.0, 99.0),
    )
    assert drawn.startswith("<svg")
    assert drawn.count("<circle") == 3
    assert "a &lt; b" in drawn
