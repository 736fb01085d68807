from __future__ import annotations

import io

import pytest

from callnotes.cli.printing.terminal import console, print_command

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
