"""Reads transcripts in plain text: Otter's ("Name  0:05", then what was said), and "Name: text" line by line.

In: the text of a file. Out: `Supplied`, or None when the text is no such transcript.
Source: what Otter exports as text, as told at transcript-indexer.pages.dev/api/readers (two blanks before
[H:]MM:SS); "Name: text" is what people type. What the file does not tell of times is estimated, and said so.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Final

from text.formats.clock_times import read_time
from text.formats.supplied.cue import Cue, Supplied
from text.formats.supplied.cue_text import believed_names, written_name
from text.formats.supplied.fields import words_of

_HEAD: Final = re.compile(r"(\S(?:.{0,58}\S)?)(?: {2,4}|\t)((?:\d{1,2}:)?\d{1,2}:\d{2})")
_STAMP: Final = re.compile(r"[\[(]?((?:\d{1,2}:)?\d{1,2}:\d{2}(?:\.\d{1,3})?)[\])]?\s+(?=\S)")
_FOOT: Final = "Transcribed by "
_LONGEST_HEAD: Final = 80
_S_PER_CHARACTER: Final = 0.065  # about 15 characters a second, as people speak
_BREATH_S: Final = 0.3
_NO_ENDS: Final = "The transcript tells only when each turn begins; the ends are estimated."
_NO_TIMES: Final = "The transcript has no times; they are estimated from the length of what was said."


@dataclass(slots=True)
class _Said:
    name: str
    at_s: float | None
    text: str


def read_otter(text: str) -> Supplied | None:
    """Return turns of a name and a time on one line, the text under it; None when there is no such line."""
    said: list[_Said] = []
    parts: list[list[str]] = []
    for line in text.split("\n"):
        head = _HEAD.fullmatch(line.strip()) if len(line) <= _LONGEST_HEAD else None
        at_s = read_time(head.group(2)) if head else None
        if head and at_s is not None:
            said.append(_Said(words_of(head.group(1)), at_s, ""))
            parts.append([])
        elif parts and not line.startswith(_FOOT):
            parts[-1].append(line)
    for one, lines in zip(said, parts, strict=True):
        one.text = words_of(" ".join(lines))
    spoken = [one for one in said if one.text]
    return Supplied("otter", _timed(spoken), warnings=(_NO_ENDS,)) if spoken else None


def read_named_lines(text: str) -> Supplied | None:
    """Return turns of lines "Name: text"; lines without a name go on; None where no two lines have one."""
    lines = [_stamped(line) for line in text.split("\n")]
    lines = [(at_s, line) for at_s, line in lines if line]
    names = [written_name(line) for _, line in lines]
    if sum(name is not None for name in names) < 2:
        return None
    believed = believed_names(names, of=len(lines))
    said: list[_Said] = []
    parts: list[list[str]] = []
    for (at_s, line), name in zip(lines, names, strict=True):
        if name is not None and name in believed:
            said.append(_Said(name, at_s, ""))
            parts.append([line.partition(":")[2]])
        elif parts:
            parts[-1].append(line)
    for one, words in zip(said, parts, strict=True):
        one.text = words_of(" ".join(words))
    if not said:
        return None
    has_times = all(one.at_s is not None for one in said)
    return Supplied("named_lines", _timed(said), warnings=(_NO_ENDS if has_times else _NO_TIMES,))


def _stamped(line: str) -> tuple[float | None, str]:
    line = words_of(line)
    stamp = _STAMP.match(line)
    return (read_time(stamp.group(1)), line[stamp.end() :]) if stamp else (None, line)


def _timed(said: list[_Said]) -> tuple[Cue, ...]:
    """Give each turn its stated time, or the end of the one before; it ends by the next at the latest."""
    stated = all(one.at_s is not None for one in said)
    cues: list[Cue] = []
    now_s = 0.0
    for number, one in enumerate(said):
        start_s = one.at_s if stated and one.at_s is not None else now_s
        now_s = round(start_s + _BREATH_S + len(one.text) * _S_PER_CHARACTER, 3)
        next_s = said[number + 1].at_s if stated and number + 1 < len(said) else None
        end_s = now_s if next_s is None or next_s < start_s else min(now_s, next_s)
        cues.append(Cue(start_s, end_s, one.name, one.text))
    return tuple(cues)
