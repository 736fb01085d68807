"""What a named person decided about one item of the notes."""

from __future__ import annotations

from typing import Literal

from pydantic import AwareDatetime

from models.frozen import Frozen

Verdict = Literal["accept", "edit", "reject"]


class Decision(Frozen):
    """A person's verdict on one item; `text` is what the person wrote, and it wins over the machine's."""

    item_id: str
    verdict: Verdict
    text: str | None = None
    by: str
    at: AwareDatetime
