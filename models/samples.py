"""A sample of items that auditors judge blind: by which rule it was drawn, its cases, what was judged."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import AwareDatetime, Field

from models.frozen import Frozen

#: The kinds of items that are drawn; the sentences of a summary follow the items.
SampledKind = Literal["topic", "promise", "follow_up", "open_question", "field"]
#: Right, wrong with the part that is wrong, or not to be told from what is there.
Ruling = Literal[
    "right",
    "wrong_words",
    "wrong_owner",
    "wrong_due",
    "wrong_side",
    "wrong_kind",
    "not_said",
    "cannot_tell",
]


#: Items that people decided; those that the machine proposed and nobody decided yet; both.
Pool = Literal["decided", "proposed", "all"]


class SampleRule(Frozen):
    """What to draw from: items decided or proposed in this span, of these kinds and team (none: all)."""

    seed: Annotated[str, Field(max_length=100)]
    since: AwareDatetime
    until: AwareDatetime
    pool: Pool = "decided"
    kinds: tuple[SampledKind, ...] = ()
    team: str | None = None
    random: Annotated[int, Field(ge=0, le=2000)] = 50
    of_flagged: Annotated[int, Field(ge=0, le=2000)] = 0


class Candidate(Frozen):
    """An item that may be drawn, with what made it."""

    call_id: str
    notes_version: int
    item_id: str
    kind: str
    category: str
    engine: str
    model: str
    prompt_version: str

    @property
    def name(self) -> str:
        """What the seed is drawn against: the same for the same item of the same notes."""
        return f"{self.call_id}:{self.notes_version}:{self.item_id}"


class Case(Candidate):
    """A drawn item and what an auditor said of it; nothing of what was said on the phone.

    `sighted` is true where the auditor may have known what the machine or the agent thought.
    """

    sample_id: str
    place: int
    why: Literal["random", "flagged"]
    ruling: Ruling | None = None
    judged_by: str | None = None
    judged_at: AwareDatetime | None = None
    note: str = ""  # what the auditor wrote beside it
    sighted: bool = False


class Sample(Frozen):
    """A sample: the rule, who drew it, how many items there were to draw from, how far it is."""

    id: str
    rule: SampleRule
    by: str
    at: AwareDatetime
    population: int
    cases: int
    judged: int

    @property
    def is_finished(self) -> bool:
        """True once every case that is still there is judged."""
        return self.cases > 0 and self.judged == self.cases


#: Of which calls items are named one by one until they are trusted.
ItemByItem = Literal["high_risk", "every_call"]


class Trust(Frozen):
    """Whether a version of the machine is trusted with a kind of item in a category, since when, and why."""

    engine: str
    model: str
    prompt_version: str
    kind: str
    category: str
    trusted: bool
    changed_at: AwareDatetime
    judged: int
    right: int
    why: str
