"""The table of consent rules as an operator wrote it: which consent is needed where. No legal advice.

Out: `ConsentTable` and the rules in it, `CAUTIOUS` where nobody wrote one. Not here: which rule decides a
call (lifecycle/consent_rules.py), how the file is read (callnotes/consent_table.py).
"""

from __future__ import annotations

import hashlib
from typing import Annotated, Final, Literal

from pydantic import Field, StringConstraints

from models.frozen import Frozen

Country = Annotated[str, StringConstraints(pattern=r"^[A-Z]{2}$")]
State = Annotated[str, StringConstraints(pattern=r"^[A-Z0-9]{1,3}$")]
NumberStart = Annotated[str, StringConstraints(pattern=r"^\+[0-9]{1,15}$")]
_Name = Annotated[str, StringConstraints(pattern=r"^[^\x00-\x1f\x7f]{1,80}$")]
_Line = Annotated[str, StringConstraints(min_length=1, max_length=320)]

#: The sentence that stands wherever the table is shown.
NO_ADVICE: Final = (
    "This table is what the operator of this house decided; it is no legal advice, and nobody has checked "
    "that it is what the law asks for."
)


class Place(Frozen):
    """Where an end of a call is: a country as ISO 3166-1 has it, and a state of it; None where not known."""

    country: Country | None = None
    state: State | None = None

    @property
    def in_words(self) -> str:
        """The place, or that it is not known."""
        if self.country is None:
            return "in a place that is not known"
        return f"in {self.country} ({self.state})" if self.state else f"in {self.country}"


class AgentPlace(Frozen):
    """Where agents sit: those of a team, one of them, or without either all of them."""

    country: Country
    state: State | None = None
    team: _Line | None = None
    agent: _Line | None = None

    @property
    def whose(self) -> str:
        """Whose place it is."""
        parts = [f"team {self.team}" if self.team else "", f"agent {self.agent}" if self.agent else ""]
        return " and ".join(part for part in parts if part) or "all other agents"

    @property
    def in_words(self) -> str:
        """The place itself."""
        return Place(country=self.country, state=self.state).in_words


class Need(Frozen):
    """What is needed: the word of one party or of all, and whether an announcement is enough for all.

    `parties="one"`: the house's own statement is enough. `parties="all"`: the customer was told
    (`enough="announcement"`), or said yes (`enough="explicit"`).
    """

    parties: Literal["one", "all"] = "all"
    enough: Literal["announcement", "explicit"] = "announcement"

    @property
    def strictness(self) -> int:
        """How much is asked for; the greater number wins."""
        if self.parties == "one":
            return 0
        return 2 if self.enough == "explicit" else 1

    @property
    def in_words(self) -> str:
        """What is asked for, as a sentence goes on."""
        return (
            "the word of one party is enough",
            "all parties must know; an announcement is enough",
            "all parties must know; explicit consent is needed",
        )[self.strictness]


class ConsentRule(Need):
    """A line of the table. It fits an end of a call where everything that it names is so."""

    name: _Name
    country: Country | None = None
    states: tuple[State, ...] = ()
    numbers: tuple[NumberStart, ...] = ()
    teams: tuple[_Line, ...] = ()
    agents: tuple[_Line, ...] = ()

    @property
    def fits_in_words(self) -> str:
        """What it fits, as a person reads it."""
        parts = [
            f"in {self.country}" if self.country and not self.states else "",
            f"in {self.country}: {', '.join(self.states)}" if self.states else "",
            f"numbers that begin with {', '.join(self.numbers)}" if self.numbers else "",
            f"calls of the team {' or '.join(self.teams)}" if self.teams else "",
            f"calls of {' or '.join(self.agents)}" if self.agents else "",
        ]
        return ", ".join(part for part in parts if part) or "where no other rule fits"


#: The rule that fits where no other one does.
DEFAULT_NAME: Final = "default"


class ConsentTable(Frozen):
    """All rules in their order, of which the first that fits an end of a call decides there.

    `faults` says what is wrong with the file, one sentence each; with a fault nothing is let through.
    """

    default: Need = Need()
    places: Annotated[tuple[AgentPlace, ...], Field(max_length=1_000)] = ()
    rules: Annotated[tuple[ConsentRule, ...], Field(max_length=1_000)] = ()
    faults: tuple[str, ...] = ()

    @property
    def last(self) -> ConsentRule:
        """The default as the rule behind all others."""
        return ConsentRule(name=DEFAULT_NAME, parties=self.default.parties, enough=self.default.enough)

    @property
    def mark(self) -> str:
        """A short hash of what the table says, by which a changed one is known."""
        return hashlib.sha256(self.model_dump_json().encode()).hexdigest()[:12]


#: The table of a house that wrote none: all parties must know, and where nothing is known the call waits.
CAUTIOUS: Final = ConsentTable()


def cautious() -> ConsentTable:
    """Return the table of a house that wrote none."""
    return CAUTIOUS
