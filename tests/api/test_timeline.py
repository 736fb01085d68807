"""The call at a glance: a lane for each speaker, the gaps, and the same told in words."""

from __future__ import annotations

import re

import numpy as np
import pytest

from api.web.timeline import timeline_svg
from models.transcript import Coverage, Gap, Transcript, Turn
from transcriber.gate import Track
from transcriber.loudness import loudness_of


def _heard(**changes: object) -> Transcript:
    turns = (
        Turn(id="t1", speaker="agent", speaker_confidence=1, start_s=0, end_s=10, text="Hello"),
        Turn(id="t2", speaker="S<3", speaker_confidence=1, start_s=10, end_s=20, text="Hi"),
    )
    gap = Gap(start_s=30, end_s=40, why="noise")
    known = Transcript(
        language="en", duration_s=100, channels=1, engine="e", model="m", turns=turns,
        coverage=Coverage(speech_s=30, transcribed_s=20, gaps=(gap,)),
    )  # fmt: skip
    return known.model_copy(update=changes)


def test_each_speaker_has_a_lane_and_a_gap_is_drawn_where_it_is() -> None:
    drawn = str(timeline_svg(_heard()))
    assert 'height="52"' in drawn, "the height is known before it is drawn: nothing moves"
    assert '<rect class="gap" x="300.0" y="0" width="100.0"' in drawn
    assert (
        'aria-label="Who spoke when: Agent 0:10, Speaker &lt;3 0:10; stretches without words: 1; how loud'
        in drawn
    )
    assert timeline_svg(_heard(turns=())) is None


def test_without_a_loudness_a_turn_is_a_line_and_it_is_said_so() -> None:
    drawn = str(timeline_svg(_heard()))
    assert '<path class="agent plain" d="M0.0 11.5h100.0v3h-100.0z"/>' in drawn
    assert "stretches without words: 1; how loud is not known" in drawn
    heard = str(timeline_svg(_heard(loudness=(0, 99))))
    assert "plain" not in heard
    assert "how loud" not in heard


def test_a_loud_moment_stands_taller_and_silence_is_not_drawn() -> None:
    drawn = str(timeline_svg(_heard(loudness=(0, 99, 10, 10, *[99] * 6))))
    assert "M100.0 1.0h100.00v24.0" in drawn
    assert drawn.count("h100.00v") == 4, "only what lies under a turn"


def test_the_loudest_moment_of_a_quiet_line_fills_its_lane_and_no_bar_ends_behind_the_call() -> None:
    drawn = str(timeline_svg(_heard(duration_s=20, loudness=(40, 0, *[20] * 598))))
    assert "M0.0 1.0h1.67v24.0" in drawn
    assert max(float(one) for one in re.findall(r"M([\d.]+) ", drawn)) == pytest.approx(
        1000 - 1000 / 600, abs=0.1
    )


def test_loudness_is_the_loudest_moment_of_each_share_of_any_channel() -> None:
    quiet = Track(likely=np.zeros(4, np.uint8), level_db=np.array([-100, -60, -30, -60], np.int8), samples=1)
    loud = Track(likely=np.zeros(3, np.uint8), level_db=np.array([-60, 0, -60], np.int8), samples=1)
    assert loudness_of((quiet, loud)) == (0, 99, 50, 0)
    assert len(loudness_of((Track(quiet.likely, np.full(5000, -20, np.int8), 1),))) == 600
    assert loudness_of(()) == ()
