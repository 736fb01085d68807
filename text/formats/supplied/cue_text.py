"""What stands in a cue of subtitles: tags, voices, and names written before the text.

In: the lines of a cue. Out: cues. Source: WebVTT (W3C), section 4.2.2, cue components.
"""

from __future__ import annotations

import html
import re
from collections import Counter
from collections.abc import Iterable
from typing import Final

from text.formats.clock_times import read_time
from text.formats.supplied.cue import Cue
from text.formats.supplied.fields import MOST_SECONDS, words_of
from text.formats.supplied.speakers import is_role

# No tag holds a "<" and no blanks are tried twice: a long file of opened tags takes linear time too.
_VOICE: Final = re.compile(r"<v(?:\.[^\s<>]*)?\s([^<>]+)>")
_TAG: Final = re.compile(r"<[^<>]*>")
_NAMED: Final = re.compile(r"([^\W\d_][\w .'’()/&-]{0,40}?):\s+(?=\S)")
_MARKS: Final = str.maketrans("", "", "\u200b\u200e\u200f\ufeff")
_MAX_NAME_WORDS: Final = 4


def read_times(line: str) -> tuple[float, float] | None:
    """Return start and end of a line with "-->", or None when they are none or out of order."""
    left, _, right = line.partition("-->")
    start_s, end_s = read_time(left), read_time((right.split() or [""])[0])
    if start_s is None or end_s is None or not start_s <= end_s <= MOST_SECONDS:
        return None
    return start_s, end_s


def spoken(start_s: float, end_s: float, payload: str) -> list[Cue]:
    """One cue per voice; two voices in one block share its time by the length of what they say."""
    parts = _VOICE.split(payload)
    voices = [(None, parts[0]), *zip(parts[1::2], parts[2::2], strict=True)]
    said = [(name and words_of(html.unescape(name)), _plain(text)) for name, text in voices]
    said = [(name or None, text) for name, text in said if text]
    total = sum(len(text) for _, text in said)
    cues, at_s = [], start_s
    for name, text in said:
        until_s = round(at_s + (end_s - start_s) * len(text) / total, 6)
        cues.append(Cue(at_s, until_s, name, text))
        at_s = until_s
    return cues


def _plain(payload: str) -> str:
    return words_of(html.unescape(_TAG.sub("", payload)).translate(_MARKS))


def with_written_names(cues: list[Cue]) -> tuple[Cue, ...]:
    """Take "Name: text" as a speaker where the name comes again or is a role; "Note: ..." is only text."""
    names = [written_name(cue.text) if cue.name is None else None for cue in cues]
    believed = believed_names(names, of=len(cues))
    result = []
    for cue, name in zip(cues, names, strict=True):
        if name is not None and name in believed:
            rest = cue.text.partition(":")[2].strip()
            result.append(Cue(cue.start_s, cue.end_s, name, rest))
        else:
            result.append(cue)
    return tuple(result)


def written_name(text: str) -> str | None:
    """Return what looks like a name before a colon, or None."""
    match = _NAMED.match(text)
    if match is None or len(match.group(1).split()) > _MAX_NAME_WORDS:
        return None
    return match.group(1).strip()


def believed_names(names: Iterable[str | None], *, of: int) -> frozenset[str]:
    """Return the speakers: roles, names that come again, and all of them when each of `of` texts has one."""
    seen = Counter(name for name in names if name is not None)
    believed = {name for name, times in seen.items() if times > 1 or is_role(name)}
    if believed and seen.total() == of:
        believed |= set(seen)
    return frozenset(believed)
