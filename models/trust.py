"""Which engine drafts the notes of a team, where a person switched it away from the one that is set."""

from __future__ import annotations

import re
from typing import Final

from pydantic import AwareDatetime

from models.frozen import Frozen

#: The engine that proposes nothing; the call waits with its transcript for a person.
OFF: Final = "off"
#: What a switch says where the engine of the settings drafts.
STANDARD: Final = "standard"
_MODEL: Final = re.compile(r"llm:[A-Za-z0-9][A-Za-z0-9._:/@+-]{0,119}")


class NotesSwitch(Frozen):
    """What one team's notes were switched to, by whom and why.

    `to` is `standard`, `rules`, `llm`, `llm:MODEL` (another model at the server of the settings) or `off`;
    `before` is what held until then. `team` is empty for calls that name none.
    """

    team: str
    to: str
    before: str
    by: str
    at: AwareDatetime
    why: str

    @property
    def engine(self) -> str | None:
        """The engine that drafts, whatever a call asks for; None where no switch is set."""
        return None if self.to == STANDARD else self.to


def is_switch(word: str) -> bool:
    """True for a word that a switch may be set to."""
    return word in {STANDARD, "rules", "llm", OFF} or _MODEL.fullmatch(word) is not None


def switch_words(to: str) -> str:
    """Return what a switch does, as people read it."""
    if to == STANDARD:
        return "the engine of the settings"
    if to == "rules":
        return "rules only"
    if to == OFF:
        return "off: no notes are drafted"
    model = to.partition(":")[2]
    return f"the language model {model}" if model else "the language model of the settings"
