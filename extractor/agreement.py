"""Whether two readings of one call agree: two passes of a model, or a model and the rules.

In: two drafts. Out: the first one, each claim with how far the second one says the same.
A claim is found again where the second draft has one of its kind that quotes the same words.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final, TypeVar

from rapidfuzz.fuzz import partial_ratio

from extractor.engine import Draft, DraftField, DraftFollowUp, DraftItem, DraftPromise, DraftTopic
from text.spoken import units

_SAME_WORDS: Final = 80.0
_OTHERWISE: Final = 0.5

ClaimT = TypeVar("ClaimT", bound=DraftItem)


def agreement(first: Draft, second: Draft) -> Draft:
    """Return the first draft with `agreement` on each of its claims: 1 the same, 0.5 otherwise, 0 not found.

    "Otherwise" is another side, day, value or outcome for the same words. The summary is no claim of its own
    and is left as it is. Of a kind of which the second draft has nothing, nothing is said: perhaps it looks
    for none.
    """
    return first.model_copy(
        update={
            "topics": _compared(first.topics, second.topics),
            "promises": _compared(first.promises, second.promises),
            "follow_ups": _compared(first.follow_ups, second.follow_ups),
            "open_questions": _compared(first.open_questions, second.open_questions),
            "fields": _compared(first.fields, second.fields),
        }
    )


def _compared(claims: Sequence[ClaimT], others: Sequence[ClaimT]) -> tuple[ClaimT, ...]:
    if not others:
        return tuple(claims)
    return tuple(claim.model_copy(update={"agreement": _agreement(claim, others)}) for claim in claims)


def _agreement(claim: ClaimT, others: Sequence[ClaimT]) -> float:
    again = [other for other in others if _same_words(claim, other)]
    if not again:
        return 0.0
    return 1.0 if any(_meant(claim) == _meant(other) for other in again) else _OTHERWISE


def _same_words(claim: DraftItem, other: DraftItem) -> bool:
    return any(
        mine.turn_id == theirs.turn_id and partial_ratio(_key(mine.quote), _key(theirs.quote)) >= _SAME_WORDS
        for mine in claim.evidence
        for theirs in other.evidence
    )


def _meant(claim: DraftItem) -> tuple[object, ...]:
    """What two claims of the same words must have in common to say the same."""
    if isinstance(claim, DraftPromise):
        return (claim.side, _key(claim.due_said or ""))
    if isinstance(claim, DraftFollowUp):
        return (claim.side, claim.kind, _key(claim.due_said or ""))
    if isinstance(claim, DraftField):
        return (claim.name, _key(claim.value))
    return (claim.outcome,) if isinstance(claim, DraftTopic) else ()


def _key(text: str) -> str:
    return " ".join(unit.key for unit in units(text))
