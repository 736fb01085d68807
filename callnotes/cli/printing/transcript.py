"""Prints a transcript in turns."""

from __future__ import annotations

from rich.table import Table
from rich.text import Text

from callnotes.cli.printing.terminal import clock, console, heading
from models.transcript import Transcript

_STYLES = {"agent": "cyan", "customer": "magenta"}


def print_transcript(transcript: Transcript) -> None:
    """Print who said what and when, and what the reader must know about it."""
    out = console()
    made_by = f"{transcript.engine}, {transcript.model}"
    out.print(heading(f"Transcript  ({clock(transcript.duration_s)}, {transcript.language}, by {made_by})"))
    for warning in transcript.warnings:
        out.print(Text(f"  ! {warning}", style="yellow"))
    table = Table.grid(padding=(0, 2))
    table.add_column(no_wrap=True, style="dim")
    table.add_column(no_wrap=True)
    table.add_column()
    for turn in transcript.turns:
        speaker = Text(turn.speaker, style=_STYLES.get(turn.speaker, "green"))
        table.add_row(f"  {clock(turn.start_s)}", speaker, Text(turn.text))
    out.print(table)
