"""Puts the drafts of a long call's parts together; what two parts both tell of the same words is told once.

In: drafts in the order of the call. Out: one `Draft`.
Only items of different parts are compared: within one part a model may well find two promises in a sentence.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from itertools import chain
from typing import Final, TypeVar

from rapidfuzz.fuzz import token_set_ratio

from extractor.engine import (
    Draft,
    DraftEvidence,
    DraftField,
    DraftFollowUp,
    DraftItem,
    DraftPromise,
    DraftRaised,
)
from extractor.engines.llm.linking import changed_by, tied
from models.transcript import Transcript
from text.evidence import Refusal, prove

_MOST_STATEMENTS: Final = 6
_Item = TypeVar("_Item", bound=DraftItem)


def merged(drafts: Sequence[Draft], transcript: Transcript) -> Draft:
    """Return one draft: each thing once, the commonest category, the first names."""
    if len(drafts) < 2:
        return drafts[0] if drafts else Draft()
    kinds = Counter(draft.category for draft in drafts if draft.category not in {None, "general"})
    where = _Places(transcript)
    promises, places = _tied(*_once([draft.promises for draft in drafts], where))
    return Draft(
        summary=_spread([draft.summary for draft in drafts], where),
        topics=_once([draft.topics for draft in drafts], where)[0],
        promises=promises,
        follow_ups=_once(
            [_with_promises(draft, kept) for draft, kept in zip(drafts, places, strict=True)], where
        )[0],
        open_questions=_once([draft.open_questions for draft in drafts], where)[0],
        fields=_once([draft.fields for draft in drafts], where)[0],
        category=kinds.most_common(1)[0][0] if kinds else next(iter(drafts), Draft()).category,
        raised=_raised(drafts),
        agent_name=next((draft.agent_name for draft in drafts if draft.agent_name), None),
        customer_name=next((draft.customer_name for draft in drafts if draft.customer_name), None),
    )


class _Places:
    """Where quotes stand in the call, as (turn, first sign, last sign); what stands nowhere has no place."""

    def __init__(self, transcript: Transcript) -> None:
        self._transcript = transcript
        self._known: dict[DraftEvidence, tuple[str, int, int] | None] = {}

    def overlap(self, mine: DraftEvidence, theirs: DraftEvidence) -> bool:
        """True when two quotes share at least half of the shorter one's words, at the same place."""
        if mine.turn_id != theirs.turn_id:
            return False
        one, other = self._of(mine), self._of(theirs)
        if one is None or other is None:
            return False
        shared = min(one[2], other[2]) - max(one[1], other[1])
        return shared * 2 >= min(one[2] - one[1], other[2] - other[1])

    def _of(self, stated: DraftEvidence) -> tuple[str, int, int] | None:
        if stated not in self._known:
            self._known[stated] = self._found(stated)
        return self._known[stated]

    def _found(self, stated: DraftEvidence) -> tuple[str, int, int] | None:
        turn = self._transcript.turn(stated.turn_id)
        shown = prove(stated.turn_id, stated.quote, self._transcript)
        if turn is None or isinstance(shown, Refusal):
            return None
        start = max(0, turn.text.find(shown.quote))
        return (turn.id, start, start + len(shown.quote))


def _once(parts: Sequence[Sequence[_Item]], where: _Places) -> tuple[tuple[_Item, ...], list[dict[int, int]]]:
    """Return the items of all parts, each once, and for each part where its items went."""
    kept: list[_Item] = []
    places: list[dict[int, int]] = []
    for items in parts:
        earlier = range(len(kept))
        places.append({})
        for own, item in enumerate(items):
            taken = set(places[-1].values())
            same = [at for at in earlier if at not in taken and _is_same(item, kept[at], where)]
            if not same:
                places[-1][own] = len(kept)
                kept.append(item)
                continue
            at = max(same, key=lambda at: token_set_ratio(item.text, kept[at].text))
            places[-1][own] = at
            if _fullness(item) > _fullness(kept[at]):
                kept[at] = item
    return tuple(kept), places


def _tied(
    promises: tuple[DraftPromise, ...], places: list[dict[int, int]]
) -> tuple[tuple[DraftPromise, ...], list[dict[int, int]]]:
    """Return the promises, those that a later part changes as one, and for each part where its own went."""
    parts = [
        frozenset(part for part, own in enumerate(places) if at in own.values())
        for at in range(len(promises))
    ]
    changes = changed_by(promises, parts)
    now = {earlier: tied(promises[earlier], promises[later]) for later, earlier in changes.items()}
    kept = [at for at in range(len(promises)) if at not in changes]
    goes = {at: kept.index(changes.get(at, at)) for at in range(len(promises))}
    return (
        tuple(now.get(at, promises[at]) for at in kept),
        [{own: goes[at] for own, at in part.items()} for part in places],
    )


def _is_same(item: DraftItem, other: DraftItem, where: _Places) -> bool:
    """True for the same kind of claim, by the same side, resting on the same words."""
    if _key(item) != _key(other):
        return False
    if isinstance(item, DraftField):
        return True
    return any(where.overlap(mine, theirs) for mine in item.evidence for theirs in other.evidence)


def _key(item: DraftItem) -> tuple[object, ...]:
    if isinstance(item, DraftField):
        return (DraftField, item.name.lower(), " ".join(item.value.lower().split()))
    if isinstance(item, DraftFollowUp):
        return (DraftFollowUp, item.side, item.kind)
    return (type(item), item.side if isinstance(item, DraftPromise) else None)


def _fullness(item: DraftItem) -> tuple[float, ...]:
    """The fuller of two is kept: with its history, due date and condition, else the surer one."""
    if isinstance(item, DraftPromise):
        said = bool(item.due_said) + bool(item.condition)
        return (len(item.history), said, item.confidence)
    if isinstance(item, DraftFollowUp):
        return (0.0, float(bool(item.due_said)), item.confidence)
    return (0.0, 0.0, item.confidence)


def _with_promises(draft: Draft, places: dict[int, int]) -> tuple[DraftFollowUp, ...]:
    """A follow-up's promise is counted among all promises now."""
    return tuple(
        follow_up.model_copy(
            update={
                "from_promise": None if follow_up.from_promise is None else places.get(follow_up.from_promise)
            }
        )
        for follow_up in draft.follow_ups
    )


def _spread(parts: Sequence[Sequence[DraftItem]], where: _Places) -> tuple[DraftItem, ...]:
    """Six statements of the whole call: the first of parts that are evenly spread, then the second ones."""
    filled = [part for part in parts if part]
    if len(filled) > _MOST_STATEMENTS:
        step = (len(filled) - 1) / (_MOST_STATEMENTS - 1)
        return tuple(filled[round(place * step)][0] for place in range(_MOST_STATEMENTS))
    picked: list[tuple[int, int]] = []
    for rank in range(max(map(len, filled), default=0)):
        picked += [(number, rank) for number, part in enumerate(filled) if rank < len(part)]
    chosen = sorted(picked[:_MOST_STATEMENTS])
    return _once([[filled[number][rank]] for number, rank in chosen], where)[0]


def _raised(drafts: Sequence[Draft]) -> tuple[DraftRaised, ...]:
    """Each rule once, with the words of all parts that show it."""
    found: dict[str, tuple[DraftEvidence, ...]] = {}
    for raised in chain.from_iterable(draft.raised for draft in drafts):
        found[raised.rule] = tuple(dict.fromkeys((*found.get(raised.rule, ()), *raised.evidence)))
    return tuple(DraftRaised(rule=rule, evidence=evidence) for rule, evidence in found.items())
