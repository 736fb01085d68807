"""Tells what a promised answer is the answer to: "Ask the boss" becomes "Ask the boss: how long is ...?".

In: the drafted promises and open questions, the turns.
Out: the promises; their evidence names the question too.
"""

from __future__ import annotations

import re

from extractor.engine import DraftItem, DraftPromise
from models.transcript import Turn

_ANSWERS = re.compile(
    r"(?:find out|ask|check|look into|get back|come back|let the customer know)\b", re.IGNORECASE
)


def with_questions(
    promises: tuple[DraftPromise, ...], questions: tuple[DraftItem, ...], turns: tuple[Turn, ...]
) -> tuple[DraftPromise, ...]:
    """Return the promises, each of ours to find something out with the open question that it replies to."""
    asked = {_reply(question, turns): question for question in questions if question.text.endswith("?")}
    return tuple(
        _about(promise, asked[promise.evidence[0].turn_id])
        if promise.side == "ours" and promise.evidence[0].turn_id in asked and _ANSWERS.match(promise.text)
        else promise
        for promise in promises
    )


def _reply(question: DraftItem, turns: tuple[Turn, ...]) -> str | None:
    """Return the id of the turn after the question."""
    ids = [turn.id for turn in turns]
    after = ids.index(question.evidence[0].turn_id) + 1
    return ids[after] if after < len(ids) else None


def _about(promise: DraftPromise, question: DraftItem) -> DraftPromise:
    text = f"{promise.text}: {question.text[:1].lower()}{question.text[1:]}"
    return promise.model_copy(update={"text": text, "evidence": (*promise.evidence, question.evidence[0])})
