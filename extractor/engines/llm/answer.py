"""The shape in which the model must answer, as a strict JSON schema, and its way back to a `Draft`.

In: the model's JSON. Out: `Draft` with the turns' real ids.
Turns are numbers here, so that nothing from a transcript stands outside its text. Lengths are limited, so
that a small model's runaway string or list ends.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Annotated, Any, Literal

from pydantic import BaseModel, ConfigDict, Field

from extractor.engine import (
    Draft,
    DraftEvidence,
    DraftField,
    DraftFollowUp,
    DraftItem,
    DraftPromise,
    DraftTopic,
)

_Short = Annotated[str, Field(max_length=80)]
_Line = Annotated[str, Field(max_length=300)]
_Quote = Annotated[str, Field(max_length=400)]
_Side = Literal["ours", "theirs"]

#: The contact's properties that a model may propose to change, as the prompt names them; words on a call
#: that talk it into another one (an owner, a permission) get nowhere.
_PROPERTIES = frozenset({"email", "phone", "company", "jobtitle", "address"})

#: Gives back a text of the call, of a quote as it was said in the turn named.
Restore = Callable[[str, str | None], str]
"""Puts the real values back in place of masking tokens."""


class _Wire(BaseModel):
    model_config = ConfigDict(extra="forbid")


class _Evidence(_Wire):
    turn: int
    quote: _Quote


class _Item(_Wire):
    text: _Line
    evidence: Annotated[list[_Evidence], Field(max_length=3)]
    confidence: float


class _Topic(_Item):
    outcome: Literal["agreed", "refused", "open", "info"] | None


class _Promise(_Item):
    side: _Side
    due_said: _Short | None
    condition: _Line | None


class _FollowUp(_Item):
    side: _Side
    kind: Literal["call", "email", "task", "meeting"]
    due_said: _Short | None
    from_promise: int | None


class _Field(_Item):
    name: _Short
    value: _Line
    crm_property: _Short | None


class Answer(_Wire):
    """What the model returns; every key is required, null where there is nothing."""

    summary: Annotated[list[_Item], Field(max_length=5)]
    topics: Annotated[list[_Topic], Field(max_length=12)]
    promises: Annotated[list[_Promise], Field(max_length=20)]
    follow_ups: Annotated[list[_FollowUp], Field(max_length=20)]
    open_questions: Annotated[list[_Item], Field(max_length=12)]
    fields: Annotated[list[_Field], Field(max_length=15)]
    category: Literal["support", "sales", "appointment", "general"]
    risk: Literal["low", "medium", "high"]
    agent_name: _Short | None
    customer_name: _Short | None

    def draft(self, turn_ids: Mapping[int, str], restore: Restore) -> Draft:
        """Return the draft with real turn ids and unmasked texts; a turn that does not exist gets no id."""
        read = _Reader(turn_ids, restore)
        return Draft(
            summary=tuple(DraftItem(**read.item(item)) for item in self.summary),
            topics=tuple(DraftTopic(**read.item(item), outcome=item.outcome) for item in self.topics),
            promises=tuple(read.promise(item) for item in self.promises),
            follow_ups=tuple(read.follow_up(item) for item in self.follow_ups),
            open_questions=tuple(DraftItem(**read.item(item)) for item in self.open_questions),
            fields=tuple(read.field(item) for item in self.fields),
            category=self.category,
            risk=self.risk,
            agent_name=read.optional(self.agent_name),
            customer_name=read.optional(self.customer_name),
        )


class _Reader:
    """Turns wire items into draft items."""

    def __init__(self, turn_ids: Mapping[int, str], restore: Restore) -> None:
        self._turn_ids = turn_ids
        self._restore = restore

    def item(self, item: _Item) -> dict[str, Any]:
        evidence = tuple(
            DraftEvidence(turn_id=turn_id, quote=self._restore(stated.quote, turn_id))
            for stated in item.evidence
            for turn_id in (self._turn_ids.get(stated.turn, ""),)
        )
        return {
            "text": self._restore(item.text, None),
            "evidence": evidence,
            "confidence": _share(item.confidence),
        }

    def optional(self, text: str | None) -> str | None:
        return None if text is None else self._restore(text, None)

    def promise(self, item: _Promise) -> DraftPromise:
        return DraftPromise(
            **self.item(item),
            side=item.side,
            due_said=self.optional(item.due_said),
            condition=self.optional(item.condition),
        )

    def follow_up(self, item: _FollowUp) -> DraftFollowUp:
        return DraftFollowUp(
            **self.item(item),
            side=item.side,
            kind=item.kind,
            due_said=self.optional(item.due_said),
            from_promise=item.from_promise,
        )

    def field(self, item: _Field) -> DraftField:
        return DraftField(
            **self.item(item),
            name=item.name,
            value=self._restore(item.value, None),
            crm_property=item.crm_property if item.crm_property in _PROPERTIES else None,
        )


def _share(confidence: float) -> float:
    """Servers do not hold models to a range: 90 is read as 0.9, and what makes no sense as no confidence."""
    share = confidence / 100 if 1 < confidence <= 100 else confidence
    return share if 0 <= share <= 1 else 0.0


def answer_schema(*, with_lengths: bool) -> dict[str, Any]:
    """Return the JSON schema of `Answer` for strict mode: all keys required, no others allowed.

    Self-hosted servers make a grammar of the lengths; OpenAI's own service does not take `maxLength`.
    """
    schema: dict[str, Any] = _plain(Answer.model_json_schema(), with_lengths=with_lengths)
    return schema


def _plain(node: Any, *, with_lengths: bool) -> Any:  # noqa: ANN401 - JSON is any of its own types
    """Drop what strict mode does not know: titles, prose and, where asked, string lengths."""
    if isinstance(node, list):
        return [_plain(part, with_lengths=with_lengths) for part in node]
    if not isinstance(node, dict):
        return node
    dropped = {"description"} if with_lengths else {"description", "maxLength"}
    return {
        key: _plain(value, with_lengths=with_lengths)
        for key, value in node.items()
        if key not in dropped and not (key == "title" and isinstance(value, str))
    }
