"""Gives checked items their ids, and each follow-up the id of the promise it came from.

In: `Checked`. Out: `Numbered`.
Ids: s1 summary, d1 topic, p1 promise, f1 follow-up, q1 open question, c1 field.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TypeVar

from extractor.draft_check import Checked
from models.notes import Field, FollowUp, Item, Promise, Topic

_AnyItem = TypeVar("_AnyItem", bound=Item)


@dataclass(frozen=True, slots=True)
class Numbered:
    """The items of the notes, each with its id."""

    summary: tuple[Item, ...]
    topics: tuple[Topic, ...]
    promises: tuple[Promise, ...]
    follow_ups: tuple[FollowUp, ...]
    open_questions: tuple[Item, ...]
    fields: tuple[Field, ...]


def numbered(checked: Checked) -> Numbered:
    """Return the items with ids that are stable for the same draft and transcript."""
    return Numbered(
        summary=_with_ids("s", checked.summary),
        topics=_with_ids("d", checked.topics),
        promises=_with_ids("p", checked.promises),
        follow_ups=_with_promises(_with_ids("f", checked.follow_ups), checked),
        open_questions=_with_ids("q", checked.open_questions),
        fields=_with_ids("c", checked.fields),
    )


def _with_ids(letter: str, items: Sequence[_AnyItem]) -> tuple[_AnyItem, ...]:
    return tuple(
        item.model_copy(update={"id": f"{letter}{place}"}) for place, item in enumerate(items, start=1)
    )


def _with_promises(follow_ups: tuple[FollowUp, ...], checked: Checked) -> tuple[FollowUp, ...]:
    """A follow-up whose promise was discarded stands alone."""
    linked = []
    for follow_up, drafted in zip(follow_ups, checked.promise_of_follow_up, strict=True):
        place = None if drafted is None else checked.promise_of_draft.get(drafted)
        linked.append(
            follow_up.model_copy(update={"from_promise": None if place is None else f"p{place + 1}"})
        )
    return tuple(linked)
