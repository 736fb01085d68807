"""Transcripts as others write and read them: WebVTT and our own JSON in; WebVTT, SRT and Markdown out."""

from text.formats.markdown import write_markdown
from text.formats.markup import plain
from text.formats.read import read_transcript
from text.formats.subtitles import write_srt, write_vtt

__all__ = ["plain", "read_transcript", "write_markdown", "write_srt", "write_vtt"]
