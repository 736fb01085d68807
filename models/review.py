"""What a named person decided: about one item of the notes, and as a manager about the call."""

from __future__ import annotations

from datetime import UTC
from typing import Literal, TypeVar

from pydantic import AwareDatetime

from models.frozen import Frozen
from models.notes import Field, Item

ItemT = TypeVar("ItemT", bound=Item)
Verdict = Literal["accept", "edit", "reject"]


class Decision(Frozen):
    """A person's verdict on one item; `text` is what the person wrote, and it wins over the machine's."""

    item_id: str
    verdict: Verdict
    text: str | None = None
    by: str
    at: AwareDatetime

    @property
    def mark(self) -> str:
        """Tells this decision from every other one on the item; a page says with it what it showed."""
        return f"{self.verdict} {self.at.astimezone(UTC).isoformat()} {self.by}"

    def worded(self, item: ItemT) -> ItemT:
        """Return the item in the words that count: an edited text takes its place, of a field its value's."""
        if self.verdict != "edit" or self.text is None:
            return item
        words = self.text.strip()
        return item.model_copy(
            update={"text": words, "value": words} if isinstance(item, Field) else {"text": words}
        )


class SignOff(Frozen):
    """A manager's word on confirmed notes of high risk: who, when, and what made it needed."""

    by: str
    at: AwareDatetime
    why: str | None = None
