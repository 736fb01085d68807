"""The shape in which the model must answer, as a strict JSON schema, and its way back to a `Draft`.

In: the model's JSON. Out: `Draft` with the turns' real ids.
Turns are numbers here, so that nothing from a transcript stands outside its text. Lengths are limited, so
that a small model's runaway string or list ends. There is no place for a status, an owner's id or an act.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Annotated, Any, Literal

from pydantic import BaseModel, ConfigDict, Field

from extractor.engine import (
    Draft,
    DraftChange,
    DraftEvidence,
    DraftField,
    DraftFollowUp,
    DraftItem,
    DraftPromise,
    DraftRaised,
    DraftTopic,
)
from extractor.engines.llm.wanted import PROPERTIES, Wanted

_Short = Annotated[str, Field(max_length=80)]
_Line = Annotated[str, Field(max_length=300)]
_Quote = Annotated[str, Field(max_length=400)]
_Side = Literal["ours", "theirs"]

Restore = Callable[[str, str | None], str]
"""Puts the real values back in place of masking tokens; of a quote as it was said in the turn named."""


class _Wire(BaseModel):
    model_config = ConfigDict(extra="forbid")


class Evidence(_Wire):
    """One stretch of one turn."""

    turn: int
    quote: _Quote


_Quotes = Annotated[list[Evidence], Field(max_length=3)]


class Item(_Wire):
    """A statement with its quotes."""

    text: _Line
    evidence: _Quotes
    confidence: float


class Topic(Item):
    """A subject."""

    outcome: Literal["agreed", "refused", "open", "info"] | None


class Change(_Wire):
    """What became of a promise later."""

    text: _Line
    evidence: _Quotes
    due_replaced: _Short | None


class Promise(Item):
    """A commitment."""

    side: _Side
    due_said: _Short | None
    condition: _Line | None
    standing: Literal["standing", "changed", "withdrawn"]
    changes: Annotated[list[Change], Field(max_length=3)]


class FollowUp(Item):
    """A next step."""

    side: _Side
    kind: Literal["call", "email", "task", "meeting"]
    due_said: _Short | None
    from_promise: int | None


class Value(Item):
    """A value of a field."""

    name: _Short
    value: _Line
    crm_property: _Short | None = None


class Raised(_Wire):
    """A rule of risk, and the words that break it."""

    rule: _Short
    evidence: _Quotes


class Answer(_Wire):
    """What the model returns; every key is required, null where there is nothing."""

    summary: Annotated[list[Item], Field(max_length=6)]
    topics: Annotated[list[Topic], Field(max_length=12)]
    promises: Annotated[list[Promise], Field(max_length=20)]
    follow_ups: Annotated[list[FollowUp], Field(max_length=20)]
    open_questions: Annotated[list[Item], Field(max_length=12)]
    fields: Annotated[list[Value], Field(max_length=20)]
    raised: Annotated[list[Raised], Field(max_length=10)]
    category: _Short | None
    agent_name: _Short | None
    customer_name: _Short | None

    def draft(self, turn_ids: Mapping[int, str], restore: Restore, wanted: Wanted) -> Draft:
        """Return the draft with real turn ids and unmasked texts; a turn that does not exist gets no id."""
        read = _Reader(turn_ids, restore)
        return Draft(
            summary=tuple(DraftItem(**read.item(item)) for item in self.summary),
            topics=tuple(DraftTopic(**read.item(item), outcome=item.outcome) for item in self.topics),
            promises=tuple(read.promise(item) for item in self.promises),
            follow_ups=tuple(read.follow_up(item) for item in self.follow_ups),
            open_questions=tuple(DraftItem(**read.item(item)) for item in self.open_questions),
            fields=tuple(
                read.field(item, wanted)
                for item in self.fields
                if not wanted.fields or item.name in wanted.names()
            ),
            raised=tuple(
                DraftRaised(rule=each.rule, evidence=read.evidence(each.evidence))
                for each in self.raised
                if each.rule in wanted.rules()
            ),
            category=self.category if self.category in wanted.categories else None,
            agent_name=read.optional(self.agent_name),
            customer_name=read.optional(self.customer_name),
        )


class _Reader:
    """Turns wire items into draft items."""

    def __init__(self, turn_ids: Mapping[int, str], restore: Restore) -> None:
        self._turn_ids = turn_ids
        self._restore = restore

    def evidence(self, stated: list[Evidence]) -> tuple[DraftEvidence, ...]:
        return tuple(
            DraftEvidence(turn_id=turn_id, quote=self._restore(each.quote, turn_id))
            for each in stated
            for turn_id in (self._turn_ids.get(each.turn, ""),)
        )

    def item(self, item: Item) -> dict[str, Any]:
        return {
            "text": self._restore(item.text, None),
            "evidence": self.evidence(item.evidence),
            "confidence": _share(item.confidence),
        }

    def optional(self, text: str | None) -> str | None:
        return None if text is None else self._restore(text, None)

    def promise(self, item: Promise) -> DraftPromise:
        changes = tuple(
            DraftChange(
                text=self._restore(change.text, None),
                evidence=self.evidence(change.evidence),
                due_replaced=self.optional(change.due_replaced),
            )
            for change in item.changes
        )
        return DraftPromise(
            **self.item(item),
            side=item.side,
            due_said=self.optional(item.due_said),
            condition=self.optional(item.condition),
            standing=item.standing,
            history=changes,
        )

    def follow_up(self, item: FollowUp) -> DraftFollowUp:
        return DraftFollowUp(
            **self.item(item),
            side=item.side,
            kind=item.kind,
            due_said=self.optional(item.due_said),
            from_promise=item.from_promise,
        )

    def field(self, item: Value, wanted: Wanted) -> DraftField:
        free = item.crm_property if item.crm_property in PROPERTIES else None
        asked = next((field.crm_property for field in wanted.fields if field.name == item.name), free)
        return DraftField(
            **self.item(item), name=item.name, value=self._restore(item.value, None), crm_property=asked
        )


def _share(confidence: float) -> float:
    """Servers do not hold models to a range: 90 is read as 0.9, and what makes no sense as no confidence."""
    share = confidence / 100 if 1 < confidence <= 100 else confidence
    return share if 0 <= share <= 1 else 0.0


def answer_schema(wanted: Wanted, *, with_lengths: bool) -> dict[str, Any]:
    """Return the JSON schema of `Answer` for strict mode: all keys required, no others allowed.

    The names of fields, categories and rules are those that are wanted and no others. Self-hosted servers
    make a grammar of the lengths; OpenAI's own service does not take `maxLength`.
    """
    schema: dict[str, Any] = _plain(Answer.model_json_schema(), with_lengths=with_lengths)
    schema["properties"]["category"] = {"anyOf": [{"enum": list(wanted.categories)}, {"type": "null"}]}
    value, parts = schema["$defs"]["Value"], schema["$defs"]
    if wanted.fields:
        value["properties"]["name"] = {"enum": list(wanted.names())}
        del value["properties"]["crm_property"]
    else:
        value["properties"]["crm_property"] = {"anyOf": [{"enum": list(PROPERTIES)}, {"type": "null"}]}
        value["required"].append("crm_property")
    if wanted.rules():
        parts["Raised"]["properties"]["rule"] = {"enum": list(wanted.rules())}
    else:
        schema["properties"]["raised"]["maxItems"] = 0
    return schema


def _plain(node: Any, *, with_lengths: bool) -> Any:  # noqa: ANN401 - JSON is any of its own types
    """Drop what strict mode does not know: titles, prose, defaults and, where asked, string lengths."""
    if isinstance(node, list):
        return [_plain(part, with_lengths=with_lengths) for part in node]
    if not isinstance(node, dict):
        return node
    dropped = {"description", "default"} if with_lengths else {"description", "default", "maxLength"}
    return {
        key: _plain(value, with_lengths=with_lengths)
        for key, value in node.items()
        if key not in dropped and not (key == "title" and isinstance(value, str))
    }
