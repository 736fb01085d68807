"""Reads WebVTT as conference and phone systems really write it, with speakers as <v Name> or "Name: text".

In: the text of a file. Out: cues and how many could not be read.
Source: WebVTT (W3C). Not here: turns (read.py makes them of cues).
"""

from __future__ import annotations

import html
import re
from dataclasses import dataclass

from text.formats.clock_times import read_time
from text.formats.speakers import is_role

# No tag holds a "<" and no blanks are tried twice: a long file of opened tags takes linear time too.
_VOICE = re.compile(r"<v(?:\.[^\s<>]*)?\s([^<>]+)>")
_TAG = re.compile(r"<[^<>]*>")
_NAMED = re.compile(r"([^\W\d_][\w .'’()-]{0,40}?):\s+(?=\S)")
_SKIPPED = ("NOTE", "STYLE", "REGION", "WEBVTT")
_MAX_NAME_WORDS = 4


@dataclass(frozen=True, slots=True)
class Cue:
    """One stretch of text; `name` is who says it, or None when the file does not tell."""

    start_s: float
    end_s: float
    name: str | None
    text: str


def read_cues(text: str) -> tuple[tuple[Cue, ...], int]:
    """Return the cues in file order, and the number of blocks that look like a cue but cannot be read."""
    cues: list[Cue] = []
    unreadable = 0
    for block in re.split(r"\n[ \t]*\n+", text.replace("\r\n", "\n").replace("\r", "\n")):
        lines = [line for line in block.split("\n") if line.strip()]
        timing = next((at for at, line in enumerate(lines) if "-->" in line), None)
        if timing is None:
            unreadable += bool(lines) and not lines[0].lstrip("\ufeff").startswith(_SKIPPED)
            continue
        times = _times(lines[timing])
        if times is None:
            unreadable += 1
            continue
        cues.extend(_spoken(*times, "\n".join(lines[timing + 1 :])))
    return _with_written_names(cues), unreadable


def _times(line: str) -> tuple[float, float] | None:
    left, _, right = line.partition("-->")
    start_s, end_s = read_time(left), read_time((right.split() or [""])[0])
    if start_s is None or end_s is None or end_s < start_s:
        return None
    return start_s, end_s


def _spoken(start_s: float, end_s: float, payload: str) -> list[Cue]:
    """One cue per voice; two voices in one block share its time by the length of what they say."""
    parts = _VOICE.split(payload)
    voices = [(None, parts[0]), *zip(parts[1::2], parts[2::2], strict=True)]
    said = [(name and " ".join(name.split()), _plain(text)) for name, text in voices]
    said = [(name, text) for name, text in said if text]
    total = sum(len(text) for _, text in said)
    cues, at_s = [], start_s
    for name, text in said:
        until_s = at_s + (end_s - start_s) * len(text) / total
        cues.append(Cue(at_s, until_s, name and html.unescape(name), text))
        at_s = until_s
    return cues


def _plain(payload: str) -> str:
    return " ".join(html.unescape(_TAG.sub("", payload)).replace("\u200e", "").replace("\u200f", "").split())


def _with_written_names(cues: list[Cue]) -> tuple[Cue, ...]:
    """Take "Name: text" as a speaker where the name comes again or is a role; "Note: ..." is only text."""
    names = [_written_name(cue) for cue in cues]
    seen = [name for name in names if name is not None]
    believed = {name for name in seen if seen.count(name) > 1 or is_role(name)}
    if believed:
        believed |= {name for at, name in enumerate(names) if name and len(seen) == len(cues)}
    result = []
    for cue, name in zip(cues, names, strict=True):
        if name is not None and name in believed:
            rest = cue.text.partition(":")[2].strip()
            result.append(Cue(cue.start_s, cue.end_s, name, rest))
        else:
            result.append(cue)
    return tuple(result)


def _written_name(cue: Cue) -> str | None:
    match = _NAMED.match(cue.text) if cue.name is None else None
    if match is None or len(match.group(1).split()) > _MAX_NAME_WORDS:
        return None
    return match.group(1).strip()
