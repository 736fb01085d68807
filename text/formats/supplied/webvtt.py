"""Reads WebVTT as conference and phone systems really write it, with speakers as <v Name> or "Name: text".

In: the text of a file. Out: `Supplied`. Zoom's transcripts are such files: numbered cues, "Name: text".
Source: WebVTT: The Web Video Text Tracks Format (W3C), sections 4 and 6.
"""

from __future__ import annotations

import re
from typing import Final

from text.formats.supplied.cue import Cue, Supplied
from text.formats.supplied.cue_text import read_times, spoken, with_written_names

_SKIPPED: Final = ("NOTE", "STYLE", "REGION", "WEBVTT")
_BETWEEN_BLOCKS: Final = re.compile(r"\n(?:[ \t]*\n)+")


def read_webvtt(text: str) -> Supplied:
    """Return the cues in file order; a block that looks like a cue but cannot be read is counted."""
    cues: list[Cue] = []
    unreadable = 0
    for block in _BETWEEN_BLOCKS.split(text):
        lines = [line for line in block.split("\n") if line.strip()]
        timing = next((at for at, line in enumerate(lines) if "-->" in line), None)
        if timing is None:
            unreadable += bool(lines) and not lines[0].lstrip("\ufeff").startswith(_SKIPPED)
            continue
        times = read_times(lines[timing])
        if times is None:
            unreadable += 1
            continue
        cues.extend(spoken(*times, "\n".join(lines[timing + 1 :])))
    return Supplied("webvtt", with_written_names(cues), unreadable)
