"""Holds every claim of a draft against the transcript: keeps what is shown, discards and counts the rest.

In: `Draft`, `Transcript`, `CallContext`. Out: `Checked`, items without their final ids.
Not here: what counts as evidence (text/evidence), ids (numbering.py).
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import TypeVar

from extractor.agreeing import is_request, yes_to
from extractor.arms_length import TO_A_MACHINE, ArmsLength
from extractor.confidence import Judged, judged
from extractor.due_dates import Dated, dated
from extractor.engine import (
    CallContext,
    Draft,
    DraftField,
    DraftFollowUp,
    DraftItem,
    DraftPromise,
    DraftTopic,
)
from extractor.fields import typed, with_doubles_flagged
from extractor.left_message import LEFT_ON_VOICEMAIL
from extractor.promise_history import Became, history_of
from extractor.proving import Proven, Unproven, prove_item
from extractor.repetition import is_repeated
from extractor.said_values import condition_beside, condition_was_said, name_was_said, unsaid_numbers
from models.notes import Discarded, Field, FollowUp, Item, Owner, Promise, Side, Topic
from models.template import TemplateField
from models.transcript import Transcript
from text.masking import Masker

_Claim = TypeVar("_Claim", bound=DraftItem)
_Made = TypeVar("_Made", bound=Item)
_SPEAKER_OF: dict[Side, str] = {"ours": "agent", "theirs": "customer"}
_SHOWN_CHARACTERS = 160
_NO_ID = "-"
_ANYTHING = TemplateField(name="anything", description="What no template asks for.")
_ONE_PARTY = "Only one party speaks on this call."


@dataclass(frozen=True, slots=True)
class Checked:
    """The claims that are shown, in the engine's order, and those that are not.

    `promise_of_draft` leads from a promise's place in the draft to its place in `promises`;
    `promise_of_follow_up` holds for each kept follow-up the draft's place of its promise.
    """

    summary: tuple[Item, ...]
    topics: tuple[Topic, ...]
    promises: tuple[Promise, ...]
    follow_ups: tuple[FollowUp, ...]
    open_questions: tuple[Item, ...]
    fields: tuple[Field, ...]
    promise_of_draft: dict[int, int]
    promise_of_follow_up: tuple[int | None, ...]
    discarded: tuple[Discarded, ...]
    one_sided: bool
    to_machines: tuple[str, ...] = ()


def check_draft(draft: Draft, transcript: Transcript, context: CallContext) -> Checked:
    """Return what of this draft stands in the transcript, and what was discarded."""
    check = _Check(draft, transcript, context)
    promises, places = check.kept("promise", draft.promises, check.promise)
    check.withdrawn = {
        place for place, promise in zip(places, promises, strict=True) if promise.standing == "withdrawn"
    }
    follow_ups, follow_up_places = check.kept("follow_up", draft.follow_ups, check.follow_up)
    statements = check.kept("summary", draft.summary, check.item)[0]
    return Checked(
        summary=tuple(one for one in statements if TO_A_MACHINE not in one.flags),
        topics=check.kept("topic", draft.topics, check.topic)[0],
        promises=promises,
        follow_ups=follow_ups,
        open_questions=check.kept("open_question", draft.open_questions, check.item)[0],
        fields=with_doubles_flagged(check.kept("field", draft.fields, check.field)[0]),
        promise_of_draft={place: number for number, place in enumerate(places)},
        promise_of_follow_up=tuple(draft.follow_ups[place].from_promise for place in follow_up_places),
        discarded=tuple(check.discarded),
        one_sided=check.one_sided,
        to_machines=tuple(turn.id for turn in transcript.turns if turn.id in check.arms_length.to_machines),
    )


class _Check:
    """One pass over one draft; each maker returns an item, or the reason why there is none."""

    def __init__(self, draft: Draft, transcript: Transcript, context: CallContext) -> None:
        self.transcript = transcript
        self.context = context
        self.discarded: list[Discarded] = []
        written_in = context.notes_language or transcript.language
        self.arms_length = ArmsLength(
            transcript, same_language=written_in.partition("-")[0] == transcript.language.partition("-")[0]
        )
        self._masker = Masker()
        self.withdrawn: set[int] = set()
        speakers = {turn.speaker for turn in transcript.turns if turn.text.strip()}
        self.one_sided = len(speakers) < 2
        self._roles_known = speakers <= set(_SPEAKER_OF.values())
        self._names: dict[Side, str | None] = {
            "ours": name_was_said(self.arms_length.name(draft.agent_name), transcript),
            "theirs": name_was_said(self.arms_length.name(draft.customer_name), transcript),
        }

    def kept(
        self, kind: str, claims: Sequence[_Claim], make: Callable[[_Claim, Proven], _Made | str]
    ) -> tuple[tuple[_Made, ...], tuple[int, ...]]:
        """Return the items that stand, without repetitions, and their places in the draft."""
        items: list[_Made] = []
        places: list[int] = []
        for place, claim in enumerate(claims):
            made = self._made(claim, make)
            if isinstance(made, str):
                self.discarded.append(Discarded(kind=kind, text=self._shown(claim.text), why=made))
            elif not is_repeated(made, items):
                items.append(made)
                places.append(place)
        return tuple(items), tuple(places)

    def item(self, claim: DraftItem, proven: Proven) -> Item:
        how = self._judged(claim, proven)
        return Item(
            id=_NO_ID, text=claim.text.strip(), evidence=proven.evidence,
            confidence=how.confidence, parts=how.parts, reasons=how.reasons, flags=how.flags,
        )  # fmt: skip

    def topic(self, claim: DraftTopic, proven: Proven) -> Topic:
        return Topic(**dict(self.item(claim, proven)), outcome=claim.outcome)

    def promise(self, claim: DraftPromise, proven: Proven) -> Promise | str:
        if self.one_sided:
            return _ONE_PARTY
        spoken_by = {evidence.speaker for evidence in proven.evidence}
        if self._roles_known and _SPEAKER_OF[claim.side] not in spoken_by and not self._agreed(claim, proven):
            return "The side that is said to promise did not speak these words."
        due = self._due(claim, proven)
        condition = condition_was_said(claim.condition, proven.turns) or condition_beside(proven)
        flags = due.flags
        if condition:
            flags = (*flags, "conditional")
        if claim.condition and not condition_was_said(claim.condition, proven.turns):
            flags = (*flags, "condition_not_said")
        became = self._became(claim, proven)
        how = self._judged(
            claim,
            proven,
            side=claim.side,
            has_due=due.due is not None,
            reasons=due.reasons,
            flags=(*flags, *became.flags),
        )
        other: Side = "theirs" if claim.side == "ours" else "ours"
        return Promise(
            id=_NO_ID, text=claim.text.strip(), evidence=proven.evidence,
            confidence=how.confidence, parts=how.parts, reasons=how.reasons, flags=how.flags,
            side=claim.side, owner=self._owner(claim.side), to=self._owner(other),
            due=due.due, condition=condition, standing=became.standing, history=became.changes,
        )  # fmt: skip

    def follow_up(self, claim: DraftFollowUp, proven: Proven) -> FollowUp | str:
        if self.one_sided and LEFT_ON_VOICEMAIL not in claim.flags:
            return _ONE_PARTY
        if claim.from_promise in self.withdrawn:
            return "The promise that it comes from was taken back in the call."
        due, became = self._due(claim, proven), self._became(claim, proven)
        how = self._judged(
            claim,
            proven,
            side=claim.side,
            has_due=due.due is not None,
            reasons=due.reasons,
            flags=(*due.flags, *became.flags),
        )
        return FollowUp(
            id=_NO_ID, text=claim.text.strip(), evidence=proven.evidence,
            confidence=how.confidence, parts=how.parts, reasons=how.reasons, flags=how.flags,
            owner=self._owner(claim.side), due=due.due, kind=claim.kind,
            standing=became.standing, history=became.changes,
        )  # fmt: skip

    def field(self, claim: DraftField, proven: Proven) -> Field | str:
        name = claim.name.strip()
        asked = self.context.template.field(name)
        value = (
            typed(asked or _ANYTHING, claim.value, proven.evidence, self.context)
            if name
            else "It has no name."
        )
        if isinstance(value, str):
            return value
        wanted_for = claim.crm_property if asked is None else asked.crm_property
        alone = ("confirm_alone",) if asked and asked.risk == "high" else ()
        how = self._judged(claim, proven, reasons=value.reasons, flags=(*value.flags, *alone))
        return Field(
            id=_NO_ID, text=claim.text.strip(), evidence=proven.evidence,
            confidence=how.confidence, parts=how.parts, reasons=how.reasons, flags=how.flags,
            name=asked.name if asked else name, value=value.value,
            crm_property=wanted_for if value.fits else None,
        )  # fmt: skip

    def _due(self, claim: DraftPromise | DraftFollowUp, proven: Proven) -> Dated:
        language = self.transcript.language
        return dated(claim.due_said, proven, self.context, language, time_said=claim.time_said)

    def _became(self, claim: DraftPromise | DraftFollowUp, proven: Proven) -> Became:
        """What became of it in the call; a change that is not shown is discarded and counted."""
        became = history_of(claim, proven, self.transcript, self.context)
        self.discarded += [
            Discarded(kind="change", text=self._shown(text), why=why) for text, why in became.refused
        ]
        return became

    def _made(self, claim: _Claim, make: Callable[[_Claim, Proven], _Made | str]) -> _Made | str:
        if not claim.text.strip():
            return "It says nothing."
        proven = prove_item(claim, self.transcript)
        if isinstance(proven, Unproven):
            return proven.why
        if unsaid_numbers(claim.text, self.transcript.turns):
            return "It states a number that nobody said."
        held = self.arms_length.held(claim, proven)
        made = held if isinstance(held, str) else make(held, proven)
        if isinstance(made, str):
            return made
        beside = self.arms_length.leans_on(made.text, proven)
        return made.model_copy(update={"evidence": (*made.evidence, *beside)}) if beside else made

    def _judged(
        self,
        claim: DraftItem,
        proven: Proven,
        *,
        side: Side | None = None,
        has_due: bool = True,
        reasons: tuple[str, ...] = (),
        flags: tuple[str, ...] = (),
    ) -> Judged:
        if unsaid_numbers(claim.text, proven.turns):
            flags = (*flags, "number_not_in_evidence")
        return judged(
            claim,
            proven,
            self.transcript,
            roles_known=self._roles_known,
            owner_named=side is None or self._names[side] is not None,
            has_due=has_due,
            reasons=reasons,
            flags=flags,
        )

    def _agreed(self, claim: DraftPromise, proven: Proven) -> bool:
        """True when the quote is a request, and the side that promises says yes to it right away."""
        return any(
            is_request(evidence.quote.lower())
            and (answer := yes_to(evidence.turn_id, self.transcript.turns)) is not None
            and answer.speaker == _SPEAKER_OF[claim.side]
            for evidence in proven.evidence
        )

    def _owner(self, side: Side) -> Owner:
        return Owner(side=side, name=self._names[side])

    def _shown(self, text: str) -> str:
        """What a person sees of a discarded claim: short, and without personal numbers."""
        shown = self._masker.mask(" ".join(text.split()))
        return shown if len(shown) <= _SHOWN_CHARACTERS else shown[: _SHOWN_CHARACTERS - 1] + "…"
