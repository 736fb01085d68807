"""Reads a model's JSON with the forgiveness that costs no truth: wrong enums, missing nulls, loose types.

In: the text of a JSON object. Out: `Mended`: the answer as far as it fits, and what does not fit.
Nothing is guessed that a person would read: an item whose side, text or quote is not there is left out and
counted; a wrong outcome, category or kind of step becomes none.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Final, get_args

from pydantic import BaseModel, ValidationError

from extractor.engines.llm.answer import (
    Answer,
    Change,
    Evidence,
    FollowUp,
    Item,
    Promise,
    Raised,
    Topic,
    Value,
)

_LISTS: Final[Mapping[str, type[BaseModel]]] = {
    "summary": Item, "topics": Topic, "promises": Promise, "follow_ups": FollowUp, "open_questions": Item,
    "fields": Value, "raised": Raised,
}  # fmt: skip
_ENOUGH_LISTS: Final = 3
_MOST_ITEMS: Final = 40
_SURENESS: Final = {"high": 0.9, "medium": 0.6, "low": 0.3}
#: What a wrong word of these keys becomes; others are as if they were not there.
_INSTEAD: Final = {"kind": "task", "standing": "standing"}


@dataclass(frozen=True, slots=True)
class Mended:
    """The answer, how many of its items were left out, and what is wrong with it, in none of its words."""

    answer: Answer
    left_out: int
    problem: str = ""


def read_answer(text: str) -> Mended | str:
    """Return the answer, or why it is none of ours."""
    try:
        return Mended(Answer.model_validate_json(text), 0)
    except ValidationError as error:
        places = sorted({".".join(str(part) for part in problem["loc"]) for problem in error.errors()[:5]})
    problem = f"these keys are missing, unknown or of a wrong kind: {', '.join(places)}."
    raw = json.loads(text)
    if sum(isinstance(raw.get(name), list | dict) for name in _LISTS) < _ENOUGH_LISTS:
        return problem
    lists: dict[str, list[Any]] = {}
    left_out = 0
    for name, model in _LISTS.items():
        found = _listed(raw.get(name))
        lists[name] = [item for each in found[:_MOST_ITEMS] if (item := _item(each, model)) is not None]
        left_out += len(found) - len(lists[name])
    words = {name: _word(raw.get(name), name, Answer) for name in ("category", "agent_name", "customer_name")}
    return Mended(Answer.model_construct(None, **{**lists, **words}), left_out, problem)


def _listed(value: object) -> list[Any]:
    if isinstance(value, list):
        return value
    return [value] if isinstance(value, dict) else []


def _item(raw: object, model: type[BaseModel]) -> Any | None:  # noqa: ANN401 - one of the wire's items
    if not isinstance(raw, dict):
        return None
    values = {name: _value(raw.get(name), name, model) for name in model.model_fields}
    try:
        return model.model_validate(values)
    except ValidationError:
        return None


def _value(raw: object, name: str, model: type[BaseModel]) -> Any:  # noqa: ANN401 - JSON is any of its own types
    """Bring one value to the kind that its key wants, where that is plain."""
    if name == "evidence":
        return [item for each in _listed(raw) if (item := _item(each, Evidence)) is not None][:3]
    if name == "changes":
        return [item for each in _listed(raw) if (item := _item(each, Change)) is not None][:3]
    if name == "confidence":
        return _sureness(raw)
    if name in {"turn", "from_promise"}:
        return _number(raw)
    return _word(raw, name, model)


def _word(raw: object, name: str, model: type[BaseModel]) -> Any:  # noqa: ANN401 - text, or none
    field = model.model_fields[name]
    allowed = _allowed(field.annotation)
    text = str(raw) if isinstance(raw, str | int | float) and not isinstance(raw, bool) else None
    if allowed:
        known = {word.lower(): word for word in allowed}
        return known.get((text or "").strip().lower().replace("-", "_"), _INSTEAD.get(name))
    longest = next((rule.max_length for rule in _rules(field) if hasattr(rule, "max_length")), None)
    return text if text is None or longest is None else text[:longest]


def _rules(field: Any) -> list[Any]:  # noqa: ANN401 - pydantic's own description of a field
    """The limits of a field; of "text or null" they stand one level below."""
    inner = [rule for part in get_args(field.annotation) for rule in getattr(part, "__metadata__", ())]
    return [*field.metadata, *(rule for each in inner for rule in getattr(each, "metadata", [each]))]


def _allowed(annotation: Any) -> tuple[str, ...]:  # noqa: ANN401 - a type
    """The words of a Literal, also of one that may be null."""
    parts = get_args(annotation)
    if parts and all(isinstance(part, str) for part in parts):
        return tuple(parts)
    return tuple(word for part in parts for word in _allowed(part))


def _sureness(raw: object) -> float:
    if isinstance(raw, str):
        text = raw.strip().rstrip("%").lower()
        try:
            return _SURENESS[text] if text in _SURENESS else float(text)
        except ValueError:
            return 0.5
    return float(raw) if isinstance(raw, int | float) and not isinstance(raw, bool) else 0.5


def _number(raw: object) -> int | None:
    if isinstance(raw, bool):
        return None
    if isinstance(raw, int | float):
        return int(raw)
    digits = raw.strip().strip("[]t#") if isinstance(raw, str) else ""
    return int(digits) if digits.isascii() and digits.isdigit() and len(digits) < 9 else None
