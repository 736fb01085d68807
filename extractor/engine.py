"""What an extraction engine is: it reads a transcript and proposes a draft that nobody believes yet.

In: `Transcript` and `CallContext`. Out: `DraftResult`.
Not here: evidence, due dates, ids and confidence of the final notes (extract.py gives those).
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime, tzinfo
from typing import Literal, Protocol

from pydantic import ConfigDict
from pydantic import Field as Constraint

from models.frozen import Frozen
from models.notes import FollowUpKind, NotesCoverage, Outcome, Side, Standing, Usage
from models.ports import Cancelled, Progress
from models.template import Template
from models.transcript import Probability, Transcript
from models.working_time import WorkingTime


class DraftEvidence(Frozen):
    """Where the engine says that it read the claim."""

    turn_id: str
    quote: str


class DraftItem(Frozen):
    """A claim before the evidence check."""

    text: str
    evidence: tuple[DraftEvidence, ...]
    confidence: Probability = 0.5
    agreement: Probability | None = None  # with a second reading, where there was one (agreement.py)
    reasons: tuple[str, ...] = ()
    flags: tuple[str, ...] = ()


class DraftTopic(DraftItem):
    """A subject that was discussed."""

    outcome: Outcome | None = None


class DraftChange(DraftItem):
    """What became of a claim later in the call ("moved to Monday"), with the words that say so.

    `due_replaced` is the phrase that no longer holds; it stands in the turns of the claim or the change.
    """

    due_replaced: str | None = None


class DraftPromise(DraftItem):
    """A commitment; `due_said` is the speaker's own phrase and must stand in the evidence or its turn.

    A promise that changes later is one promise: text, due and condition are those that hold at the end of the
    call, the evidence holds both places, and `history` tells each change, oldest first. `time_said` is the
    time of day where it was said apart from the day: before only the day was moved.
    """

    side: Side
    due_said: str | None = None
    time_said: str | None = None
    condition: str | None = None
    standing: Standing = "standing"
    history: tuple[DraftChange, ...] = ()


class DraftFollowUp(DraftItem):
    """A next step; `from_promise` is the index of its promise in the draft, the rest is as in a promise."""

    side: Side
    kind: FollowUpKind = "task"
    due_said: str | None = None
    time_said: str | None = None
    from_promise: int | None = None
    standing: Standing = "standing"
    history: tuple[DraftChange, ...] = ()


class DraftField(DraftItem):
    """A value for the CRM, named as the template names it; the value must be derivable from the quote."""

    name: str
    value: str
    crm_property: str | None = None


class DraftRaised(Frozen):
    """The engine's word that a rule of the template raises the risk; it counts only with its evidence."""

    rule: str
    evidence: tuple[DraftEvidence, ...]


class Draft(Frozen):
    """All that an engine proposes for one call; without a category the words that were used decide."""

    summary: tuple[DraftItem, ...] = ()
    topics: tuple[DraftTopic, ...] = ()
    promises: tuple[DraftPromise, ...] = ()
    follow_ups: tuple[DraftFollowUp, ...] = ()
    open_questions: tuple[DraftItem, ...] = ()
    fields: tuple[DraftField, ...] = ()
    category: str | None = None
    raised: tuple[DraftRaised, ...] = ()
    agent_name: str | None = None
    customer_name: str | None = None


class DraftResult(Frozen):
    """A draft and what made it; `engine` is set where another one did it than the one that was asked.

    `masked` is how many values of each kind the engine did not get to read.
    """

    draft: Draft
    model: str
    prompt_version: str
    coverage: NotesCoverage
    usage: Usage = Usage()
    warnings: tuple[str, ...] = ()
    masked: Mapping[str, int] = Constraint(default_factory=dict)
    engine: str | None = None


class CallContext(Frozen):
    """What an engine may know besides the words: when and in which zone, and what is asked of such a call.

    `category` is what a first look at the words makes of the call, `notes_language` the code of the language
    to write in (None: the call's own), `phone_regions` where a number without country code may be from,
    `work` what business days, weeks and the end of the day are reckoned by.
    """

    model_config = ConfigDict(arbitrary_types_allowed=True)

    started_at: datetime
    zone: tzinfo
    direction: Literal["inbound", "outbound"] | None = None
    template: Template = Template(name="general", version=1, description="Any call.", category="general")
    category: str = "general"
    notes_language: str | None = None
    phone_regions: tuple[str, ...] = ()
    work: WorkingTime = WorkingTime()


class NotesEngine(Protocol):
    """Proposes a draft. Raises FailedError subclasses; never writes anything anywhere.

    `languages` holds the codes of the languages that it reads, None when it reads any.
    """

    name: str
    languages: frozenset[str] | None

    def draft(
        self,
        transcript: Transcript,
        context: CallContext,
        *,
        progress: Progress,
        cancelled: Cancelled,
    ) -> DraftResult:
        """Read the transcript and propose what was discussed, promised and left open."""
        ...
