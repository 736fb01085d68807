"""The bodies of the doors for acting on a call; unknown fields are refused."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Annotated, Literal, Self

from pydantic import Field, model_validator

from lifecycle.add_item import AddedItem
from lifecycle.new_call import Line, Sentence, StatedConsent
from lifecycle.typed_edit import TypedEdit
from models.conflicts import Take
from models.corrections import Correction
from models.erasure import CrmAnswer
from models.frozen import Frozen
from models.notes import Owner
from models.review import MOST_OF_A_REASON, Decision

ItemId = Annotated[str, Field(min_length=1, max_length=32)]
Reason = Annotated[str, Field(min_length=1, max_length=MOST_OF_A_REASON)]
ItemIds = Annotated[tuple[ItemId, ...], Field(max_length=1000)]


class ReleaseBody(Frozen):
    """Who releases the call, and why it may be processed."""

    by: Line
    reason: Sentence


class ConsentBody(StatedConsent):
    """Consent as it is stated now, with its proof.

    `crm` says of a settled call whose consent is withdrawn what becomes of its records in the CRM.
    """

    crm: CrmAnswer | None = None


class LinkBody(Frozen):
    """Who links the call, and to which contact: `contact_id`, or `new` with the name it is to have.

    Or, of a call that has its contact, to which of that one's open deals: `deal_id`, or "none".
    """

    by: Line
    contact_id: Line | None = None
    new: bool = False
    name: Line | None = None
    deal_id: Line | None = None

    @model_validator(mode="after")
    def _one_of_both(self) -> Self:
        if (self.contact_id is not None) + self.new + (self.deal_id is not None) != 1:
            msg = "name one contact: either contact_id, or new; or name a deal_id alone"
            raise ValueError(msg)
        return self


class Edit(Frozen):
    """An item that is accepted with a person's own words, owner or due date.

    `due` is a day as 2026-12-31, words like "next Friday at 3 pm", counted from the call, or "none".
    """

    item_id: ItemId
    text: Sentence | None = None
    owner: Owner | None = None
    due: Annotated[str, Field(min_length=1, max_length=200)] | None = None

    @model_validator(mode="after")
    def _something(self) -> Self:
        if not (self.text or self.owner or self.due):
            msg = "give a text, an owner or a due date of an edited item"
            raise ValueError(msg)
        return self


class ReviewBody(Frozen):
    """What a person decides; `rest` holds for every item that is not named and not decided yet.

    `reasons` say why items are rejected, by id.
    """

    by: Line
    accept: ItemIds = ()
    reject: ItemIds = ()
    edit: Annotated[tuple[Edit, ...], Field(max_length=1000)] = ()
    reasons: Annotated[Mapping[ItemId, Reason], Field(max_length=1000)] = {}
    rest: Literal["accept", "reject"] | None = None
    transcript_version: Annotated[
        int | None, Field(ge=1, le=1_000_000, description="of the notes that were looked at")
    ] = None
    notes_version: Annotated[int | None, Field(ge=1, le=1_000_000, description="that was looked at")] = None

    @model_validator(mode="after")
    def _each_item_once(self) -> Self:
        named = [*self.accept, *self.reject, *(edit.item_id for edit in self.edit)]
        if len(named) != len(set(named)):
            msg = "an item can be decided once only"
            raise ValueError(msg)
        if not named and self.rest is None:
            msg = "decide at least one item, or the rest"
            raise ValueError(msg)
        if self.reasons.keys() - set(self.reject):
            msg = "a reason is given for an item that is rejected"
            raise ValueError(msg)
        return self

    def decisions(self, *, at: datetime) -> tuple[Decision, ...]:
        """Return the decisions on the accepted and on the rejected items."""
        return (
            *(Decision(item_id=item, verdict="accept", by=self.by, at=at) for item in self.accept),
            *(
                Decision(item_id=item, verdict="reject", reason=self.reasons.get(item), by=self.by, at=at)
                for item in self.reject
            ),
        )

    def edits(self) -> tuple[tuple[str, TypedEdit], ...]:
        """Return what was typed about the edited items, by id."""
        return tuple(
            (one.item_id, TypedEdit(text=one.text, owner=one.owner, due=one.due)) for one in self.edit
        )


class AddBody(AddedItem):
    """What was missed, and who adds it."""

    by: Line
    quote: Sentence
    text: Sentence | None = None
    due: Annotated[str, Field(min_length=1, max_length=200)] | None = None


class TakeBackBody(Frozen):
    """Who takes the decision on the call back, or undoes the last one."""

    by: Line


class ConflictBody(Frozen):
    """What a person decides about a field that somebody else had changed in the CRM.

    `seen` is the CRM's value as the person saw it; where that is another one by now, nothing is decided.
    """

    by: Line
    item_id: ItemId
    take: Take
    seen: Annotated[str, Field(max_length=65_536)] | None = None


class RerunBody(Frozen):
    """Who wants the notes made again, by which template and engine; without a name what held before.

    Decisions on what comes out otherwise stand against it; `decide_anew` gives them up.
    """

    by: Line
    template: Annotated[str, Field(min_length=1, max_length=40)] | None = None
    engine: Annotated[str, Field(min_length=1, max_length=40)] | None = None
    decide_anew: bool = False


class SpeakersBody(Frozen):
    """Who corrects the speakers, and what, one after the other.

    With `transcript_version` the correction is refused when somebody else corrected that transcript since.
    Decisions on the notes stand against a correction; `decide_anew` gives them up.
    """

    by: Line
    corrections: Annotated[tuple[Correction, ...], Field(min_length=1, max_length=500)]
    transcript_version: Annotated[
        int | None, Field(ge=1, le=1_000_000, description="of the call's document that was looked at")
    ] = None
    decide_anew: bool = False
