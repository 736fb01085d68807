"""Reads SRT: cues with or without numbers and blank lines, with tags, and speakers as "Name: text".

In: the text of a file. Out: `Supplied`. Each line with "-->" begins a cue, as forgiving readers do it.
Source: SubRip has no standard; the description at matroska.org/technical/subtitles.html and what
Subtitle Edit documents (docs/reference/subrip.md) are followed.
"""

from __future__ import annotations

import html
import re
from typing import Final

from text.formats.supplied.cue import Cue, Supplied
from text.formats.supplied.cue_text import read_times, with_written_names
from text.formats.supplied.fields import words_of

# Only what SRT knows as a tag is taken for one: "2 < 3" is text here.
_TAG: Final = re.compile(
    r"</?(?:b|i|u|s|c|v|font|span|ruby|rt|br|p)(?:[ .][^<>]*)?/?>|\{\\[^{}]*\}", re.IGNORECASE
)
_HTML: Final = re.compile(r"&(?:amp|lt|gt|quot|nbsp|#39);")


def read_srt(text: str) -> Supplied:
    """Return the cues in file order; a cue whose times cannot be read is counted with its text."""
    lines = text.split("\n")
    begins = [number for number, line in enumerate(lines) if "-->" in line]
    numbered = bool(begins) and begins[0] > 0 and lines[begins[0] - 1].strip().isdigit()
    cues: list[Cue] = []
    unreadable = 0
    for begin, end in zip(begins, [*begins[1:], len(lines)], strict=True):
        times = read_times(lines[begin])
        if times is None:
            unreadable += 1
            continue
        said = _said(lines[begin + 1 : end], numbered=numbered and end < len(lines))
        if said:
            cues.append(Cue(*times, None, said))
    return Supplied("srt", with_written_names(cues), unreadable)


def _said(lines: list[str], *, numbered: bool) -> str:
    """Join the lines of a cue; the last one is the next cue's number where cues are numbered."""
    while lines and not lines[-1].strip():
        lines.pop()
    if numbered and lines and lines[-1].strip().isdigit():
        lines.pop()
    plain = _TAG.sub("", "\n".join(lines))
    return words_of(_HTML.sub(lambda found: html.unescape(found.group()), plain))
