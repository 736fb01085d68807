"""Prints a transcript in turns, and what its reader must know about it."""

from __future__ import annotations

from typing import Final

from rich.table import Table
from rich.text import Text

from callnotes.cli.printing.terminal import clock, console, heading
from models.transcript import Transcript, Turn

_STYLES = {"agent": "cyan", "customer": "magenta"}
_SURE: Final = 0.7  # as the notes have it (extractor/confidence.py)


def print_transcript(transcript: Transcript) -> None:
    """Print who said what and when; a turn whose speaker is unsure is marked with a question mark."""
    out = console()
    made_by = f"{transcript.engine}, {transcript.model}"
    out.print(heading(f"Transcript  ({clock(transcript.duration_s)}, {transcript.language}, by {made_by})"))
    for line in _to_know(transcript):
        out.print(Text(f"  ! {line}", style="yellow"))
    table = Table.grid(padding=(0, 2))
    table.add_column(no_wrap=True, style="dim")
    table.add_column(no_wrap=True, style="dim")
    table.add_column(no_wrap=True)
    table.add_column()
    for turn in transcript.turns:
        unsure = turn.speaker_confidence < _SURE
        speaker = Text(f"{turn.speaker}{'?' if unsure else ''}", style=_STYLES.get(turn.speaker, "green"))
        table.add_row(f"  {clock(turn.start_s)}", turn.id, speaker, Text(_said(turn, transcript)))
    out.print(table)


def _to_know(transcript: Transcript) -> tuple[str, ...]:
    sent = (
        (f"The audio was sent to {transcript.sent_to} and recognised there.",) if transcript.sent_to else ()
    )
    coverage = transcript.coverage
    missing = coverage.gaps or coverage.transcribed_s < coverage.speech_s
    heard = f"{clock(coverage.transcribed_s)} of {clock(coverage.speech_s)} of speech became words."
    told = (gap for gap in coverage.gaps if gap.cause != "unbelievable")  # a warning tells of those
    gaps = (f"{clock(gap.start_s)} to {clock(gap.end_s)}: {gap.why}" for gap in told)
    unsure = any(turn.speaker_confidence < _SURE for turn in transcript.turns)
    return (
        *sent,
        *transcript.warnings,
        *((heard,) if missing else ()),
        *gaps,
        *(("Who said the turns with a question mark is unsure.",) if unsure else ()),
    )


def _said(turn: Turn, transcript: Transcript) -> str:
    """The written form, with what was heard beside it where that differs."""
    text = turn.text
    if turn.written and turn.written != turn.text:
        text = f"{turn.written} (heard: {turn.text})"
    other = turn.language and turn.language != transcript.language
    return f"[{turn.language}] {text}" if other else text
