"""Keeps Markdown from taking what was said for markup.

In: text. Out: the same words with every mark of CommonMark escaped (CommonMark 0.31, 2.4).
"""

from __future__ import annotations

import re

_MARKS = re.compile(r"([\\`*_{}\[\]<>#|~&!])")
_LIST_MARK = re.compile(r"^([ \t]*)(?:([-+](?=[\s-]|$)|=)|(\d+)([.)])(?=\s|$))", re.MULTILINE)


def plain(text: str) -> str:
    """Return the text so that a reader of Markdown sees exactly these words."""
    return _LIST_MARK.sub(_escaped, _MARKS.sub(r"\\\1", text))


def _escaped(match: re.Match[str]) -> str:
    space, mark, number, point = match.groups()
    return f"{space}\\{mark}" if mark else f"{space}{number}\\{point}"
