"""RTTM, text and table: what other programs read of a transcript."""

from __future__ import annotations

import csv
import io

import pytest

from models.transcript import Turn
from tests.text.calls import call
from text.formats import read_rttm, rttm_lines, write_rttm, write_table, write_text, write_turns_table


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
