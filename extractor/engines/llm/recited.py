"""Keeps the prompt out of the notes: a text that recites a piece of it becomes empty, and says nothing.

In: the way back from tokens to values, and the task as it was sent. Out: the same way, minus recitals.
"""

from __future__ import annotations

import re
from typing import Final

from extractor.engines.llm.answer import Restore

_RUN: Final = 6  # so many words in a row are no chance
_WORD: Final = re.compile(r"\w+")


def without_prompt(restore: Restore, task: str) -> Restore:
    """Return the restoring that gives nothing for a text with six words in a row from the task."""
    known = _runs(task)

    def kept(text: str, turn_id: str | None) -> str:
        recited = turn_id is None and not known.isdisjoint(_runs(text))
        return "" if recited else restore(text, turn_id)

    return kept


def _runs(text: str) -> frozenset[tuple[str, ...]]:
    words = _WORD.findall(text.casefold())
    return frozenset(tuple(words[at : at + _RUN]) for at in range(len(words) - _RUN + 1))
