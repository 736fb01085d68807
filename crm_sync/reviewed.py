"""Applies people's decisions to the notes: what is left is what counts, in the words that were accepted.

In: `CallNotes` and a `Decision` for every item. Out: `Reviewed`.
Not here: who may decide (lifecycle/review.py).
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime

from models.errors import InputError, ItemNotFoundError, StageError
from models.frozen import Frozen
from models.notes import CallNotes
from models.review import Decision, ItemT


class Edited(Frozen):
    """An item that stands in a person's words."""

    item_id: str
    by: str
    at: datetime


class Reviewed(Frozen):
    """The confirmed part of the notes, with edits in place, and who confirmed it.

    `reviewers` and `decided_at` (the last decision) are empty for notes without items that nobody confirmed.
    """

    notes: CallNotes
    edited: tuple[Edited, ...] = ()
    rejected: int = 0
    reviewers: tuple[str, ...] = ()
    decided_at: datetime | None = None

    @property
    def confirmed_ids(self) -> frozenset[str]:
        """The ids of the items that count."""
        return frozenset(item.id for item in self.notes.items())

    def edit_of(self, item_id: str) -> Edited | None:
        """Return who wrote the item's text and when, or None when it is the machine's."""
        return next((edit for edit in self.edited if edit.item_id == item_id), None)


def apply_decisions(notes: CallNotes, decisions: tuple[Decision, ...]) -> Reviewed:
    """Return the notes with only accepted and edited items; the edited text wins, of a field it is the value.

    Of several decisions on one item the last one counts. Raises ItemNotFoundError for a decision on an item
    that is not there, StageError when an item has no decision, InputError for an edit without text.
    """
    last = {decision.item_id: decision for decision in decisions}
    _check(notes, last)
    left = notes.model_copy(
        update={
            "summary": _left(notes.summary, last),
            "topics": _left(notes.topics, last),
            "promises": _left(notes.promises, last),
            "follow_ups": _left(notes.follow_ups, last),
            "open_questions": _left(notes.open_questions, last),
            "fields": _left(notes.fields, last),
        }
    )
    return Reviewed(
        notes=left,
        edited=tuple(
            Edited(item_id=d.item_id, by=d.by, at=d.at) for d in last.values() if d.verdict == "edit"
        ),
        rejected=sum(decision.verdict == "reject" for decision in last.values()),
        reviewers=tuple(dict.fromkeys(decision.by for decision in last.values())),
        decided_at=max((decision.at for decision in last.values()), default=None),
    )


def _check(notes: CallNotes, last: dict[str, Decision]) -> None:
    known = {item.id for item in notes.items()}
    if last.keys() - known:
        raise ItemNotFoundError(
            "A decision names an item that these notes do not hold; look at the call again."
        )
    if known - last.keys():
        raise StageError("Some items have no decision yet; decide on every item before the call is settled.")
    if any(decision.verdict == "edit" and not decision.changes_something for decision in last.values()):
        raise InputError("An edited item has no text, owner or due date; give one, or reject the item.")


def _left(items: Iterable[ItemT], last: dict[str, Decision]) -> tuple[ItemT, ...]:
    return tuple(last[item.id].worded(item) for item in items if last[item.id].verdict != "reject")
