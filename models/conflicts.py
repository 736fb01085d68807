"""A field that somebody else changed after the reviewer saw it: what was seen, what is ours, what is theirs.

Out: `Conflict`. A person takes ours, or keeps theirs.
"""

from __future__ import annotations

from typing import Literal

from pydantic import AwareDatetime

from models.frozen import Frozen

Take = Literal["ours", "theirs"]


class Choice(Frozen):
    """What a person decided, and the value of theirs that this person saw."""

    take: Take
    seen: str | None
    by: str
    at: AwareDatetime


class Conflict(Frozen):
    """One field: the value that was `seen` at the review, `ours` as confirmed, `theirs` as the CRM holds it.

    `choice` is a person's, as long as it is about this very value of theirs.
    """

    key: str
    item_id: str
    name: str
    seen: str | None
    ours: str
    theirs: str | None
    choice: Choice | None = None
