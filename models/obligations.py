"""What confirmed notes oblige somebody to: each promise and follow-up once, in the words that count.

In: notes and the decisions on them. Out: `Obligation` values. Not here: what became of them (promises.py).
"""

from __future__ import annotations

from collections.abc import Mapping

from models.frozen import Frozen
from models.notes import CallNotes, Due, Evidence, FollowUp, Promise, Side
from models.promises import PromiseKind
from models.review import Decision


class Words(Frozen):
    """What was promised, in the words that count, and the quote that proves it first.

    `owner_name` is whom the words name as the one who has to do it, `due_basis` how a date was reckoned.
    """

    text: str
    proviso: str | None = None
    owner_name: str | None = None
    due_basis: str | None = None
    evidence: Evidence


class Obligation(Frozen):
    """One promise or follow-up; `follow_up_id` is the follow-up that takes care of the promise.

    `decided` is the decision that confirmed it.
    """

    item_id: str
    follow_up_id: str | None = None
    kind: PromiseKind
    side: Side
    words: Words
    due: Due | None = None
    decided: Decision


def obligations(notes: CallNotes, decided: Mapping[str, Decision]) -> tuple[Obligation, ...]:
    """Return what people confirmed and nobody took back in the call, promises first.

    A follow-up that came of a confirmed promise is the same obligation, and is not told twice; where the
    promise has no due date, that of its follow-up holds. `decided` is the decision that counts, by item.
    """
    promises = tuple(decided[one.id].worded(one) for one in notes.promises if _counts(one, decided))
    follow_ups = tuple(decided[one.id].worded(one) for one in notes.follow_ups if _counts(one, decided))
    promised = {one.id for one in promises}
    caring = {one.from_promise: one for one in reversed(follow_ups) if one.from_promise}
    return (
        *(_of_promise(one, decided[one.id], caring.get(one.id)) for one in promises),
        *(_of_follow_up(one, decided[one.id]) for one in follow_ups if one.from_promise not in promised),
    )


def _counts(item: Promise | FollowUp, decided: Mapping[str, Decision]) -> bool:
    return not item.is_withdrawn and item.id in decided and decided[item.id].verdict != "reject"


def _of_promise(item: Promise, decision: Decision, follow_up: FollowUp | None) -> Obligation:
    due = item.due or (follow_up.due if follow_up else None)
    return Obligation(
        item_id=item.id,
        follow_up_id=follow_up.id if follow_up else None,
        kind="promise",
        side=item.side,
        words=_words(item, due, proviso=item.proviso),
        due=due,
        decided=decision,
    )


def _of_follow_up(item: FollowUp, decision: Decision) -> Obligation:
    return Obligation(
        item_id=item.id,
        follow_up_id=item.id,
        kind=item.kind,
        side=item.owner.side,
        words=_words(item, item.due),
        due=item.due,
        decided=decision,
    )


def _words(item: Promise | FollowUp, due: Due | None, *, proviso: str | None = None) -> Words:
    return Words(
        text=item.text,
        proviso=proviso,
        owner_name=item.owner.name,
        due_basis=due and due.basis,
        evidence=item.evidence[0],
    )
