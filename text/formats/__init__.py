"""Transcripts as others write and read them: many formats in (read.py); subtitles, text, table, RTTM out."""

from text.formats.markdown import write_markdown
from text.formats.markup import plain
from text.formats.plain_text import write_text
from text.formats.read import MOST_BYTES, read_transcript
from text.formats.rttm import read_rttm, rttm_lines, write_rttm
from text.formats.subtitles import write_srt, write_vtt
from text.formats.table import write_row, write_table, write_turns_table

__all__ = [
    "MOST_BYTES",
    "plain",
    "read_rttm",
    "read_transcript",
    "rttm_lines",
    "write_markdown",
    "write_row",
    "write_rttm",
    "write_srt",
    "write_table",
    "write_text",
    "write_turns_table",
    "write_vtt",
]
