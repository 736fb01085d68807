"""Writes a transcript as a table, one row per turn; a cell never starts a spreadsheet's formula.

In: `Transcript`, or rows. Out: CSV (RFC 4180) with a heading row.
"""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable
from typing import Final

from models.transcript import Transcript

_COLUMNS: Final = ("call_id", "turn_id", "speaker", "speaker_confidence", "start_s", "end_s", "text")
#: What makes a cell a formula, also in the wide forms of East Asian keyboards (OWASP, CSV injection).
_STARTS: Final = ("=", "+", "-", "@", "\t", "\r", "\n", "＝", "＋", "－", "＠")


def write_turns_table(transcript: Transcript) -> str:
    """Return the turns in their order; times in seconds."""
    rows = (
        (
            transcript.call_id or "",
            turn.id,
            turn.speaker,
            f"{turn.speaker_confidence:.2f}",
            f"{turn.start_s:.3f}",
            f"{turn.end_s:.3f}",
            turn.text,
        )
        for turn in transcript.turns
    )
    return write_table(_COLUMNS, rows)


def write_table(heading: tuple[str, ...], rows: Iterable[Iterable[object]]) -> str:
    """Return heading and rows as CSV; a cell that a spreadsheet would compute has a "'" before it."""
    return "".join(write_row(row) for row in (heading, *rows))


def write_row(row: Iterable[object]) -> str:
    """Return one row as CSV, with its end of line; cells as in `write_table`."""
    text = io.StringIO()
    csv.writer(text).writerow(inert_cell(str(value)) for value in row)
    return text.getvalue()


def inert_cell(text: str) -> str:
    """Return the cell with a "'" before it where a spreadsheet would compute it."""
    return f"'{text}" if text.startswith(_STARTS) else text


def plain_cell(cell: str) -> str:
    """Return what stands in a cell without that "'"."""
    return cell[1:] if cell.startswith("'") and cell[1:].startswith(_STARTS) else cell
