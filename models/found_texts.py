"""Texts of calls that can be found by their words: items of the notes, and turns where the operator says so.

Out: `SearchText` (what goes in), `Among` (what is looked through), `FoundText` (what comes out).
"""

from __future__ import annotations

from datetime import datetime
from typing import Literal

from pydantic import AwareDatetime

from models.frozen import Frozen

Kind = Literal["summary", "topic", "promise", "follow_up", "open_question", "field", "turn"]
#: What became of an item; of a turn there is nothing to decide.
State = Literal["waiting", "confirmed", "rejected", "said"]

#: What the search holds: nothing, items of notes with their quotes, or the turns of transcripts as well.
SearchReach = Literal["off", "notes", "transcripts"]


class SearchText(Frozen):
    """A text to be found; `quote` are the words that prove it, `start_s` is where they are heard."""

    ref: str
    kind: Kind
    state: State
    text: str
    quote: str | None = None
    speaker: str | None = None
    start_s: float | None = None


class FoundText(SearchText):
    """A text that was found; `number` falls from one to the next, and a page begins behind one.

    `called_at` is when the call began, or came where nobody said when it began, to the second.
    """

    number: int
    call_id: str
    called_at: AwareDatetime


class Among(Frozen):
    """What is looked through: texts of one kind, state or speaker, of calls of these people and days.

    `begin` counts, `end` does not.
    """

    kind: Kind | None = None
    state: State | None = None
    speaker: str | None = None
    agent: str | None = None
    team: str | None = None
    customer: str | None = None
    begin: datetime | None = None
    end: datetime | None = None
