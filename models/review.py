"""What a named person decided: about one item of the notes, and as a manager about the call."""

from __future__ import annotations

from datetime import UTC
from typing import Any, Final, Literal, TypeVar

from pydantic import AwareDatetime

from models.frozen import Frozen
from models.notes import Due, Field, FollowUp, Item, Owner, Promise, Topic

ItemT = TypeVar("ItemT", bound=Item)
Verdict = Literal["accept", "edit", "reject"]

#: Why an item is rejected, as a short list; a person may use words of their own instead.
REASONS: Final = (
    "It was not said",
    "The wrong person has to do it",
    "The date is wrong",
    "The value is wrong",
    "It ended otherwise",
    "It is in the notes already",
    "It does not matter",
)
_NOT_SAID, _WRONG_PERSON, _WRONG_DATE, _WRONG_VALUE, _OTHERWISE, _DOUBLE, _TRIFLE = REASONS
MOST_OF_A_REASON: Final = 500


def reasons_for(item: Item) -> tuple[str, ...]:
    """Return the reasons that make sense for this item: what has no owner, day or value has no wrong one."""
    own: list[str] = []
    if isinstance(item, Promise | FollowUp):
        own = [_WRONG_PERSON, _WRONG_DATE] if item.due else [_WRONG_PERSON]
    elif isinstance(item, Field):
        own = [_WRONG_VALUE]
    elif isinstance(item, Topic) and item.outcome not in {None, "info"}:
        own = [_OTHERWISE]
    return (_NOT_SAID, *own, _DOUBLE, _TRIFLE)


class Decision(Frozen):
    """A person's verdict on one item; what the person wrote wins over the machine's.

    An edit has one or more of `text`, `owner` and `due` (or `no_due`: there is no due date). `reason` says
    why an item was rejected.
    """

    item_id: str
    verdict: Verdict
    text: str | None = None
    owner: Owner | None = None
    due: Due | None = None
    no_due: bool = False
    reason: str | None = None
    by: str
    at: AwareDatetime

    @property
    def changes_something(self) -> bool:
        """True when the person gave a text, an owner or a due date."""
        return bool((self.text or "").strip()) or bool(self.owner or self.due or self.no_due)

    @property
    def mark(self) -> str:
        """Tells this decision from every other one on the item; a page says with it what it showed."""
        return f"{self.verdict} {self.at.astimezone(UTC).isoformat()} {self.by}"

    def worded(self, item: ItemT) -> ItemT:
        """Return the item in the words that count: what was edited stands in it, of a field as its value."""
        if self.verdict != "edit":
            return item
        update: dict[str, Any] = {}
        if words := (self.text or "").strip():
            update = {"text": words, "value": words} if isinstance(item, Field) else {"text": words}
        if isinstance(item, Promise | FollowUp):
            if self.due or self.no_due:
                update["due"] = self.due
            if self.owner:
                update["owner"] = self.owner
                update |= {"side": self.owner.side} if isinstance(item, Promise) else {}
        return item.model_copy(update=update) if update else item

    def same_as(self, other: Decision | None) -> bool:
        """True when another decision says the same, whoever took it and when."""
        if other is None or other.verdict != self.verdict:
            return False
        kept = {"text", "owner", "due", "no_due", "reason"}
        return self.model_dump(include=kept) == other.model_dump(include=kept)


class SignOff(Frozen):
    """A manager's word on confirmed notes of high risk: who, when, and what made it needed."""

    by: str
    at: AwareDatetime
    why: str | None = None
