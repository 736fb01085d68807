"""What other programs read of a transcript, and what comes back of it."""

from __future__ import annotations

import csv
import io
import itertools
from collections.abc import Callable

import pytest
from hypothesis import given
from hypothesis import strategies as st

from models.transcript import Transcript, Turn
from tests.text.calls import call
from text.formats import (
    read_rttm,
    read_transcript,
    rttm_lines,
    write_rttm,
    write_srt,
    write_table,
    write_text,
    write_turns_table,
    write_vtt,
)


def test_rttm_has_a_line_of_ten_fields_per_turn() -> None:
    written = write_rttm(call(("agent", "Hello."), ("customer", "Hi.")), recording="call_1")
    assert written == (
        "SPEAKER call_1 1 0.000 5.000 <NA> <NA> agent <NA> <NA>\n"
        "SPEAKER call_1 1 5.000 5.000 <NA> <NA> customer <NA> <NA>\n"
    )


def test_rttm_comes_back_with_speakers_and_times() -> None:
    turns = call(("agent", "Hello."), ("S2", "Hi.")).turns
    back = read_rttm(rttm_lines(turns, recording="x"))
    assert [(one.speaker, one.start_s, one.end_s) for one in back] == [
        (turn.speaker, turn.start_s, turn.end_s) for turn in turns
    ]


def test_a_name_with_blanks_stays_one_field() -> None:
    turn = Turn(id="t1", speaker="Ann  Lee\n", speaker_confidence=1, start_s=1, end_s=2, text="Hi.")
    assert read_rttm(rttm_lines([turn], recording=" my call "))[0].speaker == "Ann_Lee"
    assert len(rttm_lines([turn], recording=" my call ").split()) == 10


@pytest.mark.parametrize(
    "line",
    ["", ";; note", "SPEAKER x 1 nan 1 <NA> <NA> a", "SPEAKER x 1 a b <NA> <NA> a", "LEXEME x 1 0 1 w lex a"],
)
def test_other_lines_of_rttm_are_left_out(line: str) -> None:
    assert read_rttm(f"{line}\nSPEAKER x 1 0 1 <NA> <NA> a <NA> <NA>\n") == read_rttm(
        "SPEAKER x 1 0 1 <NA> <NA> a <NA> <NA>"
    )


def test_text_names_speaker_and_time_above_what_was_said() -> None:
    spoken = call(("agent", "Hello there."), ("customer", "Hi."))
    assert write_text(spoken) == "agent  0:00\nHello there.\n\ncustomer  0:05\nHi.\n"
    assert "preview" in write_text(spoken.model_copy(update={"preview": True}))


def test_the_table_of_turns_has_one_row_each() -> None:
    rows = list(
        csv.DictReader(io.StringIO(write_turns_table(call(("agent", 'Say "hi", please.'))), newline=""))
    )
    assert [(row["turn_id"], row["speaker"], row["start_s"], row["text"]) for row in rows] == [
        ("t1", "agent", "0.000", 'Say "hi", please.')
    ]


@pytest.mark.parametrize("said", ["=1+1", "+1", "-1", "@SUM(A1)", "\t=1", "\r=1", "\n=1", "＝1", "＠x"])
def test_no_cell_of_a_table_starts_a_formula(said: str) -> None:
    (row,) = list(csv.reader(io.StringIO(write_table(("text",), [(said,)]), newline="")))[1:]
    assert row == [f"'{said}"]


_SAYING = st.lists(
    st.text(st.characters(categories=("L", "N"), include_characters="'?!,."), min_size=1, max_size=8),
    min_size=1,
    max_size=6,
).map(" ".join)
_MILLISECONDS = st.integers(min_value=0, max_value=30_000)


@st.composite
def spoken_calls(draw: st.DrawFn) -> Transcript:
    """A call as step 1 makes it: speakers in turn, or one again after a pause of more than two seconds."""
    both = draw(st.sampled_from([("agent", "customer"), ("S1", "S2")]))
    turns: list[Turn] = []
    now_ms = 0
    for number in range(draw(st.integers(min_value=1, max_value=6))):
        speaker = draw(st.sampled_from(both)) if turns else both[0]
        again = bool(turns) and turns[-1].speaker == speaker
        start_ms = now_ms + (2001 if again else 0) + draw(_MILLISECONDS)
        now_ms = start_ms + draw(_MILLISECONDS)
        text = draw(_SAYING)
        times = {"start_s": start_ms / 1000, "end_s": now_ms / 1000}
        turns.append(Turn(id=f"t{number + 1}", speaker=speaker, speaker_confidence=1, text=text, **times))
    return call(("agent", "x")).model_copy(update={"turns": tuple(turns)})


def _told(transcript: Transcript) -> list[tuple[str, str, float, float]]:
    return [(turn.speaker, turn.text, turn.start_s, turn.end_s) for turn in transcript.turns]


@given(spoken_calls())
def test_webvtt_srt_and_json_come_back_with_the_same_turns_speakers_and_times(spoken: Transcript) -> None:
    assert _told(read_transcript(write_vtt(spoken).encode())) == _told(spoken)
    assert _told(read_transcript(write_srt(spoken).encode())) == _told(spoken)
    assert read_transcript(spoken.model_dump_json().encode()) == spoken


@given(spoken_calls())
def test_text_comes_back_with_the_same_words_and_speakers_and_starts_to_the_second(
    spoken: Transcript,
) -> None:
    back = read_transcript(write_text(spoken).encode())
    heard = [(speaker, text) for speaker, text, _, _ in _told(back)]
    assert _runs(heard) == _runs([(turn.speaker, turn.text) for turn in spoken.turns])
    starts = {int(turn.start_s) for turn in spoken.turns}
    assert {turn.start_s for turn in back.turns} <= starts


def _runs(said: list[tuple[str, str]]) -> list[tuple[str, str]]:
    """Turns of one speaker in a row as one: text loses the pause between them."""
    return [
        (speaker, " ".join(text for _, text in run))
        for speaker, run in itertools.groupby(said, lambda one: one[0])
    ]


@pytest.mark.parametrize("write", [write_vtt, write_text])
def test_a_preview_is_still_known_for_one_when_it_is_read_back(write: Callable[[Transcript], str]) -> None:
    spoken = call(("agent", "hello there"), ("customer", "hi"))
    assert not read_transcript(write(spoken).encode()).preview
    assert read_transcript(write(spoken.model_copy(update={"preview": True})).encode()).preview
