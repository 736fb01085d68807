from __future__ import annotations

import io
from datetime import date

import pytest

from callnotes.cli.printing.notes import print_notes
from callnotes.cli.printing.terminal import console, print_command
from models.notes import CallNotes, Due, Evidence, FollowUp, NotesCoverage, Owner

COMMAND = "  callnotes review call_0123456789abcdef --reject p2 --as somebody.with.a.long.name@example.com"


class Terminal(io.StringIO):
    def isatty(self) -> bool:
        return True


def test_a_command_is_never_broken_however_narrow_the_terminal_is(monkeypatch: pytest.MonkeyPatch) -> None:
    """A broken line would be pasted as two commands, the first of them without its person."""
    terminal = Terminal()
    monkeypatch.setattr("sys.stdout", terminal)
    monkeypatch.setenv("COLUMNS", "40")
    monkeypatch.setenv("TERM", "dumb")
    print_command(console(), COMMAND)
    assert terminal.getvalue() == f"{COMMAND}\n"


def test_a_pipe_gets_long_lines_whole_and_no_blanks_at_their_ends(
    capsys: pytest.CaptureFixture[str],
) -> None:
    out = console()
    out.print("word " * 200)
    assert capsys.readouterr().out == f"{('word ' * 200).rstrip()}\n"


def test_every_reading_of_a_due_date_is_printed(capsys: pytest.CaptureFixture[str]) -> None:
    due = Due(said="3/4", date=date(2027, 3, 4), basis="both", alternatives=(date(2027, 4, 3),))
    call_back = FollowUp(
        id="f1",
        text="Call back",
        evidence=(Evidence(turn_id="t1", quote="on 3/4", speaker="agent", start_s=0, end_s=1),),
        confidence=0.5,
        owner=Owner(side="ours"),
        due=due,
        kind="call",
    )
    notes = CallNotes(
        engine="rules", model="rules", prompt_version="1", language="en", follow_ups=(call_back,),
        coverage=NotesCoverage(turns=1, turns_read=1),
    )  # fmt: skip
    print_notes(notes)
    assert "due 2027-03-04 or 2027-04-03 (said: “3/4”)" in " ".join(capsys.readouterr().out.split())
