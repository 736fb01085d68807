"""What a call amounted to: items, each with its evidence, that a person will accept, edit or reject."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date as Date  # noqa: N812 - the field of `Due` is named date
from typing import Annotated, Literal

from pydantic import Field as Constraint

from models.frozen import Frozen
from models.transcript import Probability, Seconds

Side = Literal["ours", "theirs"]
Risk = Literal["low", "medium", "high"]
FollowUpKind = Literal["call", "email", "task", "meeting"]
Urgency = Literal["low", "normal", "high"]
Standing = Literal["standing", "changed", "withdrawn"]

#: What was recorded: two people talking, or something of which no promise can come.
Conversation = Literal["two_sided", "one_sided", "voicemail", "ivr", "empty", "wrong_language"]
Outcome = Literal["agreed", "refused", "open", "info"]

_CONDITION_MARKERS = ("if ", "once ", "when ", "as soon as ", "provided ", "after ", "as long as ")


class Evidence(Frozen):
    """Words that really stand in the transcript: in this turn, by this speaker, at this time."""

    turn_id: str
    quote: Annotated[str, Constraint(min_length=1)]
    speaker: str
    start_s: Seconds
    end_s: Seconds


#: What a confidence is made of: the engine's own figure, how the quotes fit, how surely words and speaker
#: were heard, whether a second reading agrees, whether owner and day are known, what speaks against it.
PartName = Literal["claim", "quote", "recognition", "speaker", "agreement", "completeness", "flags"]


class ConfidencePart(Frozen):
    """One part of a confidence, and why it is so; the parts multiplied are the confidence."""

    part: PartName
    value: Probability
    why: str = ""


class Item(Frozen):
    """One claim; `reasons` say why the confidence is what it is, `flags` what a reviewer must look at.

    `parts` are what the confidence was multiplied from; notes of earlier versions have none. `added_by` is
    the person who added what the machine missed.
    """

    id: str
    text: Annotated[str, Constraint(min_length=1)]
    evidence: Annotated[tuple[Evidence, ...], Constraint(min_length=1)]
    confidence: Probability
    parts: tuple[ConfidencePart, ...] = ()
    reasons: tuple[str, ...] = ()
    flags: tuple[str, ...] = ()
    added_by: str | None = None


class Topic(Item):
    """Something discussed, and how it ended."""

    outcome: Outcome | None = None


class Owner(Frozen):
    """Who has to do it."""

    side: Side
    name: str | None = None


class Due(Frozen):
    """By when: what was said, the local date it means, and how that was reckoned, in words.

    `alternatives` are the other dates that the same words may mean; where there are any, `date` is the
    earliest reading and the item is flagged. `other_times` are the same for the hour. `doubts` are the codes
    of everything that a person should look at, and become flags of the item (docs/due-dates.md).
    """

    said: str
    date: Date
    time: str | None = None  # "HH:MM", in the call's own zone
    basis: str
    alternatives: tuple[Date, ...] = ()
    other_times: tuple[str, ...] = ()
    doubts: tuple[str, ...] = ()

    @property
    def others(self) -> tuple[str, ...]:
        """The other days and hours that the words may mean, as written: "2026-11-27", "04:00"."""
        return (*(day.isoformat() for day in self.alternatives), *self.other_times)


class Change(Frozen):
    """What became of a promise or a meeting later in the same call, with the words that say so."""

    text: str
    evidence: Annotated[tuple[Evidence, ...], Constraint(min_length=1)]
    due: Due | None = None  # the due date that this change replaced


class Changing(Item):
    """What may change within the call; `history` tells how it did, oldest first."""

    standing: Standing = "standing"
    history: tuple[Change, ...] = ()

    @property
    def is_withdrawn(self) -> bool:
        """True for what was taken back in the call: nothing is to be done for it."""
        return self.standing == "withdrawn"

    @property
    def became(self) -> tuple[str, ...]:
        """What became of it later in the call, as a reader needs it: "Changed: moved to Monday (was ...)"."""
        last = len(self.history) - 1
        return tuple(
            f"{'Taken back' if self.standing == 'withdrawn' and place == last else 'Changed'}: {change.text}"
            + (f" (was due {change.due.date.isoformat()})" if change.due else "")
            for place, change in enumerate(self.history)
        )


class Promise(Changing):
    """Somebody committed to something."""

    side: Side
    owner: Owner
    to: Owner
    due: Due | None = None
    condition: str | None = None

    @property
    def proviso(self) -> str | None:
        """The condition as a reader needs it: "only if you sign", whether or not it came with its "if"."""
        if self.condition is None:
            return None
        if self.condition.lower().startswith("unless "):
            return self.condition
        marked = self.condition.lower().startswith(_CONDITION_MARKERS)
        condition = self.condition[:1].lower() + self.condition[1:] if marked else self.condition
        return f"only {condition}" if marked else f"only if {condition}"


class FollowUp(Changing):
    """Something that must happen next; a meeting that was moved is one, with its history."""

    owner: Owner
    due: Due | None = None
    kind: FollowUpKind
    from_promise: str | None = None


class Field(Item):
    """A value for the CRM; `crm_property` names the contact's property that it would change."""

    name: str
    value: str
    crm_property: str | None = None
    old_value: str | None = None


class RaisedRisk(Frozen):
    """Why a call is not an everyday one: the rule that says so, its tier, and the words that raised it."""

    rule: str
    tier: Risk
    why: str
    evidence: Annotated[tuple[Evidence, ...], Constraint(min_length=1)]
    escalate_to: str | None = None


class NotesGap(Frozen):
    """Turns that the engine did not read, and why."""

    turn_ids: tuple[str, ...]
    why: str


class NotesCoverage(Frozen):
    """How many turns there are and how many the engine read."""

    turns: int
    turns_read: int
    gaps: tuple[NotesGap, ...] = ()


class Discarded(Frozen):
    """A claim that was thrown away because its evidence does not stand in the transcript."""

    kind: str
    text: str
    why: str


class Usage(Frozen):
    """What the language model took: tokens as it counted them, requests, seconds; zeros for `rules`."""

    prompt_tokens: int = 0
    completion_tokens: int = 0
    calls: int = 0
    seconds: float = 0.0


class CallNotes(Frozen):
    """The notes of one call, proposed by a machine; nothing in here counts before a person says so.

    Ids are short and stable within the notes: s1 summary, d1 topic (discussed), p1 promise, f1 follow-up,
    q1 open question, c1 field (for the CRM).
    """

    call_id: str | None = None
    engine: str
    model: str
    prompt_version: str
    language: str
    summary: tuple[Item, ...] = ()
    topics: tuple[Topic, ...] = ()
    promises: tuple[Promise, ...] = ()
    follow_ups: tuple[FollowUp, ...] = ()
    open_questions: tuple[Item, ...] = ()
    fields: tuple[Field, ...] = ()
    category: str = "general"
    urgency: Urgency = "normal"
    urgency_evidence: tuple[Evidence, ...] = ()
    risk: Risk = "low"
    raised: tuple[RaisedRisk, ...] = ()
    conversation: Conversation = "two_sided"
    unread_language: str | None = None  # code of the language heard, where the engine does not read it
    template: str = "general"
    template_version: str = ""
    not_found: tuple[str, ...] = ()  # names of fields that the template asks of every such call
    masked: Mapping[str, int] = Constraint(default_factory=dict)  # how many values, by kind
    coverage: NotesCoverage
    discarded: tuple[Discarded, ...] = ()
    warnings: tuple[str, ...] = ()
    usage: Usage = Usage()
    preview: bool = False
    settings_hash: str = ""

    def items(self) -> tuple[Item, ...]:
        """Return every item that a person decides on, in the order in which they are shown."""
        return (
            *self.summary,
            *self.topics,
            *self.promises,
            *self.follow_ups,
            *self.open_questions,
            *self.fields,
        )

    @property
    def masked_line(self) -> str | None:
        """What the engine did not get to read, as a sentence for people; None where it read everything."""
        if not self.masked:
            return None
        kinds = ", ".join(f"{count} {kind}" for kind, count in sorted(self.masked.items()))
        return f"Masked before anything read it: {kinds}."

    def with_old_values(self, values: Mapping[str, str | None]) -> CallNotes:
        """Return the notes whose fields show what the CRM held, by property; one not named stays as it is."""
        return self.model_copy(
            update={"fields": tuple(_with_old_value(field, values) for field in self.fields)}
        )

    def item(self, item_id: str) -> Item | None:
        """Return the item with this id, or None."""
        return next((item for item in self.items() if item.id == item_id), None)


def _with_old_value(field: Field, values: Mapping[str, str | None]) -> Field:
    if field.crm_property is None or field.crm_property not in values:
        return field
    return field.model_copy(update={"old_value": values[field.crm_property]})
