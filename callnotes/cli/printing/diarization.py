"""Prints who speaks when; a stretch whose speaker is unsure is marked with a question mark."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from rich.table import Table
from rich.text import Text

from callnotes.cli.printing.terminal import clock, console, heading

if TYPE_CHECKING:
    from transcriber.diarize import Diarization  # at run time every command would load the step

_SURE: Final = 0.7  # as in transcripts


def print_diarization(found: Diarization) -> None:
    """Print the stretches as a list."""
    out = console()
    out.print(
        heading(f"Speakers  ({clock(found.duration_s)}, {len(found.speakers)} on {found.channels} channels)")
    )
    table = Table.grid(padding=(0, 2))
    for one in found.stretches:
        unsure = "" if one.confidence >= _SURE else "?"
        when = f"  {clock(one.start_s)} to {clock(one.end_s)}"
        table.add_row(Text(when, style="dim"), Text(f"{one.speaker}{unsure}"))
    out.print(table)
    out.print(Text(found.told, style="dim"))
