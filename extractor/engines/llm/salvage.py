"""Finds the JSON object in what a model really sends: after <think>, in a code fence, between sentences.

In: the message's text. Out: the text of the object, or None.
"""

from __future__ import annotations

import json
import re

_THOUGHT = re.compile(r"<(think|thinking|reasoning)>.*?</\1>", re.DOTALL | re.IGNORECASE)
_OPEN_THOUGHT = re.compile(r"^.*</(?:think|thinking|reasoning)>", re.DOTALL | re.IGNORECASE)


def salvage(message: str) -> str | None:
    """Return the first complete JSON object of the message, its longest where several begin."""
    text = _OPEN_THOUGHT.sub("", _THOUGHT.sub("", message))
    decoder = json.JSONDecoder()
    best: str | None = None
    at = text.find("{")
    while at >= 0:
        try:
            value, end = decoder.raw_decode(text, at)
        except (json.JSONDecodeError, RecursionError):
            at = text.find("{", at + 1)
            continue
        if isinstance(value, dict) and (best is None or end - at > len(best)):
            best = text[at:end]
        at = text.find("{", end)
    return best
