"""Writes a transcript for people: one paragraph per turn, with speaker and time.

In: `Transcript`. Out: Markdown, in which nothing that was said is taken for markup.
"""

from __future__ import annotations

import re

from models.transcript import Transcript

_MARKUP = re.compile(r"([\\`*_{}\[\]<>#|~])")


def write_markdown(transcript: Transcript) -> str:
    """Return the transcript as Markdown, ending with a line break."""
    lines = ["# Transcript", ""]
    lines += [f"{_about(transcript)}", ""]
    lines += [f"> {warning}" for warning in transcript.warnings]
    lines += [""] if transcript.warnings else []
    for turn in transcript.turns:
        lines += [f"**{turn.speaker}** {_minutes(turn.start_s)}  ", _MARKUP.sub(r"\\\1", turn.text), ""]
    return "\n".join(lines)


def _about(transcript: Transcript) -> str:
    engine = f"Engine {transcript.engine}, model {transcript.model}, language {transcript.language}"
    preview = "; a preview, many words are wrong" if transcript.preview else ""
    return f"{engine}, {_minutes(transcript.duration_s)} long{preview}."


def _minutes(seconds: float) -> str:
    return f"{int(seconds) // 60:02d}:{int(seconds) % 60:02d}"
