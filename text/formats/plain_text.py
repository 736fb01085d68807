"""Writes a transcript as plain text: speaker and time on a line, what was said under it, as Otter does.

In: `Transcript`. Out: text that `read_transcript` reads back; times are to the second, ends are lost.
"""

from __future__ import annotations

from models.transcript import Transcript
from text.formats.subtitles import PREVIEW_NOTE


def write_text(transcript: Transcript) -> str:
    """Return a paragraph per turn, ending with a line break."""
    head = f"{PREVIEW_NOTE}\n\n" if transcript.preview else ""
    return head + "\n".join(
        f"{turn.speaker}  {_clock(turn.start_s)}\n{' '.join(turn.text.split())}\n"
        for turn in transcript.turns
    )


def _clock(seconds: float) -> str:
    minutes, second = divmod(int(seconds), 60)
    hours, minute = divmod(minutes, 60)
    return f"{hours}:{minute:02d}:{second:02d}" if hours else f"{minute}:{second:02d}"
