"""Which engine drafts the notes of a team, where a person switched it away from the one that is set."""

from __future__ import annotations

import re
from typing import Final, NamedTuple

from pydantic import AwareDatetime

from models.frozen import Frozen

#: The engine that proposes nothing; the call waits with its transcript for a person.
OFF: Final = "off"
#: What a switch says where the engine of the settings drafts.
STANDARD: Final = "standard"
_MODEL: Final = re.compile(r"llm(:[A-Za-z0-9][A-Za-z0-9._:/@+-]{0,119})?(#notes-[1-9][0-9]{0,3})?")


class Drafter(NamedTuple):
    """An engine, and of a language model which one and which former prompt; empty where as set."""

    engine: str
    model: str = ""
    prompt: str = ""


class NotesSwitch(Frozen):
    """What one team's notes were switched to, by whom and why.

    `to` is `standard`, `rules`, `llm`, `llm:MODEL` (another model at the server of the settings) or `off`;
    `#notes-2` behind a language model is a former prompt. `before` is what held until then. `team` is empty
    for calls that name none.
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
    return word in {STANDARD, "rules", OFF} or _MODEL.fullmatch(word) is not None


def drafter(word: str) -> Drafter:
    """Return what this word of a switch names."""
    head, _, prompt = word.partition("#")
    engine, _, model = head.partition(":")
    return Drafter(engine, model, prompt)


def switch_words(to: str) -> str:
    """Return what a switch does, as people read it."""
    if to == STANDARD:
        return "the engine of the settings"
    if to == "rules":
        return "rules only"
    if to == OFF:
        return "off: no notes are drafted"
    _, model, prompt = drafter(to)
    told = f"the language model {model}" if model else "the language model of the settings"
    return f"{told} with the former prompt {prompt}" if prompt else told
