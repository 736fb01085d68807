"""Finds the JSON object in what a model really sends: after <think>, in a code fence, between sentences.

In: the message's text. Out: the text of the object, or None; of one that was cut off, as much as is whole.
"""

from __future__ import annotations

import json
import re
from typing import Final

_THOUGHT: Final = re.compile(r"<(think|thinking|reasoning|thought)>.*?</\1>", re.DOTALL | re.IGNORECASE)
_OPEN_THOUGHT: Final = re.compile(r"^.*</(?:think|thinking|reasoning|thought)>", re.DOTALL | re.IGNORECASE)
_TRAILING_COMMA: Final = re.compile(r",(\s*[}\]])")
_MOST_STARTS: Final = 400
_MOST_ENDS: Final = 40


def salvage(message: str) -> str | None:
    """Return the longest complete JSON object of the message; one with commas too many is mended."""
    text = _answered(message)
    found = (_longest(text), _longest(_TRAILING_COMMA.sub(r"\1", text)))
    return max((one for one in found if one is not None), key=len, default=None)


def salvage_cut(message: str) -> str | None:
    """Return an object whose end is missing, closed after its last whole value; None where none is."""
    text = _answered(message)
    start = text.find("{")
    if start < 0:
        return None
    closed = [start + at for at, sign in enumerate(text[start:]) if sign in "}]"]
    for end in reversed(closed[-_MOST_ENDS:]):
        whole = text[start : end + 1]
        ending = _ending(whole)
        if ending is not None:
            found = _longest(whole + ending)
            if found is not None:
                return found
    return None


def _answered(message: str) -> str:
    return _OPEN_THOUGHT.sub("", _THOUGHT.sub("", message))


def _longest(text: str) -> str | None:
    decoder = json.JSONDecoder()
    best: str | None = None
    at = text.find("{")
    for _ in range(_MOST_STARTS):
        if at < 0:
            break
        try:
            value, end = decoder.raw_decode(text, at)
        except (json.JSONDecodeError, RecursionError):
            at = text.find("{", at + 1)
            continue
        if isinstance(value, dict) and (best is None or end - at > len(best)):
            best = text[at:end]
        at = text.find("{", end)
    return best


def _ending(text: str) -> str | None:
    """The brackets that are still open, in the order in which they close; None inside a string."""
    open_ones: list[str] = []
    in_string = escaped = False
    for sign in text:
        if in_string:
            in_string = escaped or sign != '"'
            escaped = sign == "\\" and not escaped
        elif sign == '"':
            in_string = True
        elif sign in "{[":
            open_ones.append("}" if sign == "{" else "]")
        elif sign in "}]" and open_ones:
            open_ones.pop()
    return None if in_string else "".join(reversed(open_ones))
