"""What becomes of the items that nobody named when a person accepts or rejects "the rest".

In: notes, and the verdicts on the named items. Out: a verdict for each of the others.
Not here: keeping the verdicts (review.py).
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from typing import Final

from models.notes import CallNotes, Evidence, FollowUp, Item
from models.review import Verdict

#: The flags of an item that is not accepted by the way: a field of high risk, words meant for a machine.
NOT_BY_THE_WAY: Final = frozenset({"confirm_alone", "speaks_to_machine", "due_two_days", "due_two_times"})


def verdicts_on_rest(
    notes: CallNotes, named: Mapping[str, Verdict], verdict: Verdict, *, alone: Collection[str] = ()
) -> tuple[tuple[str, Verdict], ...]:
    """Return (item id, verdict) for every item that is not among the named, in the order of the notes.

    What only repeats rejected or edited items is not accepted with the rest, since an edited one says it in
    the person's own words: a summary sentence whose evidence is that of these and of no other item, and a
    follow-up that such a promise gave rise to and that rests on nothing else. An edited promise becomes a
    task itself. What is flagged to be confirmed alone, as words that speak to a machine, or as due on one of
    two days or times, and what is among `alone`, stays open until a person names it.
    """
    changed = [item for item in notes.items() if named.get(item.id) in {"reject", "edit"}]
    rest = tuple(item for item in notes.items() if item.id not in named)
    if verdict == "accept":
        rest = tuple(item for item in rest if not is_alone(item, alone))
    if verdict == "reject" or not changed:
        return tuple((item.id, verdict) for item in rest)
    gone = {item.id for item in notes.follow_ups if item in rest and _came_of(item, changed)}
    claims = tuple(item for item in notes.items() if item not in notes.summary)
    left = [item for item in claims if item.id not in gone and item not in changed]
    gone |= {
        item.id
        for item in notes.summary
        if item in rest and _rests_on(item, changed) and not _touches(item, left)
    }
    return tuple((item.id, "reject" if item.id in gone else verdict) for item in rest)


def is_alone(item: Item, alone: Collection[str] = ()) -> bool:
    """True for what nobody accepts by the way: by its flags, or since it is among `alone`."""
    return item.id in alone or not NOT_BY_THE_WAY.isdisjoint(item.flags)


def summary_is_due(notes: CallNotes, named: Mapping[str, Verdict]) -> bool:
    """True when only sentences of the summary are open and something that they sum up is kept.

    Notes of which nothing is kept are not ended by the way: that takes a person's own word on the rest.
    """
    claims = [item for item in notes.items() if item not in notes.summary]
    return all(item.id in named for item in claims) and any(named[item.id] != "reject" for item in claims)


def _came_of(item: FollowUp, changed: list[Item]) -> bool:
    return any(item.from_promise == one.id for one in changed) and _rests_on(item, changed)


def _rests_on(item: Item, others: Iterable[Item]) -> bool:
    """True when every quote of the item stands within a quote of the others."""
    proofs = [proof for other in others for proof in other.evidence]
    return all(any(_within(own, proof) for proof in proofs) for own in item.evidence)


def _touches(item: Item, others: Iterable[Item]) -> bool:
    """True when a quote of the item and one of the others hold each other."""
    proofs = [proof for other in others for proof in other.evidence]
    return any(_within(own, one) or _within(one, own) for own in item.evidence for one in proofs)


def _within(inner: Evidence, outer: Evidence) -> bool:
    return inner.turn_id == outer.turn_id and inner.quote in outer.quote
