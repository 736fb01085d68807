"""What a named person decided about one item of the notes."""

from __future__ import annotations

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

    def worded(self, item: ItemT) -> ItemT:
        """Return the item in the words that count: an edited text takes its place, of a field its value's."""
        if self.verdict != "edit" or self.text is None:
            return item
        words = self.text.strip()
        return item.model_copy(
            update={"text": words, "value": words} if isinstance(item, Field) else {"text": words}
        )
