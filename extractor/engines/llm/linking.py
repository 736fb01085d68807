"""Ties what one part of a long call says became of a promise to the promise that an earlier part holds.

In: the promises of all parts, and which parts each stands in. Out: for a later one the one that it changes.
Only a promise that says of itself that it was changed or taken back is tied, and only to the one promise of
another part that it can mean: on the same side, for the day that it replaces or in the same words.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Final

from rapidfuzz.fuzz import token_set_ratio

from extractor.engine import DraftPromise

_SAME_WORDS: Final = 80.0
_WORD: Final = re.compile(r"[^\W\d_]{4,}")
_PREPOSITION: Final = re.compile(r"^(?:by|on|at|in|until|before|for)\s+")
_NOBODY: Final = frozenset(
    {"customer", "agent", "them", "they", "send", "with", "from", "that", "this", "will"}
)


def changed_by(promises: Sequence[DraftPromise], parts: Sequence[frozenset[int]]) -> dict[int, int]:
    """Return the places of later promises, each with the place of the earlier one that it is about."""
    found: dict[int, int] = {}
    for at, later in enumerate(promises):
        if later.standing == "standing" or not later.history:
            continue
        meant = [
            number
            for number in range(at)
            if number not in found
            and promises[number].standing != "withdrawn"
            and not parts[number] & parts[at]
            and _is_about(later, promises[number])
        ]
        if len(meant) == 1 and meant[0] not in found.values():
            found[at] = meant[0]
    return found


def tied(earlier: DraftPromise, later: DraftPromise) -> DraftPromise:
    """Return the promise as it stands at the end, with the evidence and the history of both."""
    first, *rest = later.history
    known = first if first.due_replaced else first.model_copy(update={"due_replaced": earlier.due_said})
    taken_back = later.standing == "withdrawn"
    return later.model_copy(
        update={
            "text": earlier.text if taken_back else later.text,
            "due_said": later.due_said or earlier.due_said,
            "condition": later.condition or earlier.condition,
            "evidence": tuple(dict.fromkeys((*earlier.evidence, *later.evidence))),
            "confidence": min(earlier.confidence, later.confidence),
            "history": (*earlier.history, known, *rest),
        }
    )


def _is_about(later: DraftPromise, earlier: DraftPromise) -> bool:
    if later.side != earlier.side or not _content(later) & _content(earlier):
        return False
    replaced = {_plain(change.due_replaced) for change in later.history if change.due_replaced}
    if replaced:
        return _plain(earlier.due_said or "") in replaced
    return token_set_ratio(_without_day(later), _without_day(earlier)) >= _SAME_WORDS


def _plain(said: str) -> str:
    return _PREPOSITION.sub("", " ".join(said.lower().split()))


def _without_day(promise: DraftPromise) -> str:
    return promise.text.lower().replace((promise.due_said or "\0").lower(), "")


def _content(promise: DraftPromise) -> set[str]:
    return set(_WORD.findall(_without_day(promise))) - _NOBODY
