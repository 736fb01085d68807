"""Writes a transcript for people: one paragraph per turn, with speaker and time.

In: `Transcript`. Out: Markdown, in which nothing that was said is taken for markup.
"""

from __future__ import annotations

from models.transcript import Transcript
from text.formats.markup import plain


def write_markdown(transcript: Transcript, *, level: int = 1) -> str:
    """Return the transcript as Markdown, ending with a line break; `level` is that of its heading, 1 to 6."""
    lines = [f"{'#' * level} Transcript", ""]
    lines += [plain(_about(transcript)), ""]
    lines += [f"> {plain(warning)}" for warning in transcript.warnings]
    lines += [""] if transcript.warnings else []
    for turn in transcript.turns:
        lines += [f"**{plain(turn.speaker)}** {_minutes(turn.start_s)}  ", plain(turn.text), ""]
    return "\n".join(lines)


def _about(transcript: Transcript) -> str:
    engine = f"Engine {transcript.engine}, model {transcript.model}, language {transcript.language}"
    preview = "; a preview, many words are wrong" if transcript.preview else ""
    return f"{engine}, {_minutes(transcript.duration_s)} long{preview}."


def _minutes(seconds: float) -> str:
    return f"{int(seconds) // 60:02d}:{int(seconds) % 60:02d}"
