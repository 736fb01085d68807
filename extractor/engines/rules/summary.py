"""Sums a call up in three to six statements, each of which is one of the claims already drafted.

In: the draft's other items. Out: `DraftItem`s with the evidence of what they repeat.
"""

from __future__ import annotations

from collections.abc import Sequence

from extractor.engine import DraftField, DraftFollowUp, DraftItem, DraftPromise, DraftTopic
from extractor.engines.rules.wording import fluent, names_a_day

_MOST = 6
_FEWEST = 3
_MOST_WORDS_OF_A_FIGURE = 8
_TOLD_ALREADY = frozenset(
    {"issue", "need", "reason", "next step", "appointment date", "preferred resolution"}
)
_WHO = {"ours": "The agent", "theirs": "The customer"}


def sum_up(
    topics: Sequence[DraftTopic],
    promises: Sequence[DraftPromise],
    meetings: Sequence[DraftFollowUp],
    questions: Sequence[DraftItem],
    deeds: Sequence[DraftItem] = (),
    fields: Sequence[DraftField] = (),
) -> tuple[DraftItem, ...]:
    """Return the statements: why the call, what was done, refused, promised, agreed and left open.

    Where that is less than three, the values that were said stand for what the call was about.
    """
    reasons = [topic for topic in topics if topic.outcome != "refused"]
    lines = [_line("The customer: ", topic) for topic in reasons[:1]]
    lines += [_line("Done: ", deed) for deed in deeds]
    kept = [_line("Refused: ", topic) for topic in topics if topic.outcome == "refused"][:1]
    kept += [_line("Agreed: ", meeting) for meeting in meetings[:1]]
    kept += [_line("Left open: ", question) for question in questions[:1]]
    said = [
        _line(f"{_WHO[promise.side]} promised: ", promise)
        for promise in promises
        if promise.standing != "withdrawn"
    ]
    lines += said[: _MOST - len(lines) - len(kept)]
    lines += kept
    noted = [_noted(field) for field in fields if field.name not in _TOLD_ALREADY]
    lines += noted[: max(0, _FEWEST - len(lines))]
    return tuple(lines[:_MOST])


def _line(lead: str, item: DraftItem) -> DraftItem:
    keeps = item.text[:2] in ("I ", "I'") or names_a_day(item.text)
    text = item.text if keeps else item.text[:1].lower() + item.text[1:]
    return DraftItem(text=f"{lead}{text}", evidence=item.evidence, confidence=item.confidence)


def _noted(field: DraftField) -> DraftItem:
    """Return the value of a field; a mere figure in the speaker's words: "budget: nine hundred dollars"."""
    said = fluent(field.evidence[0].quote).strip(" .,?!")
    said = said[:1].lower() + said[1:]
    figure = not any(sign.isalpha() for sign in field.value) and len(said.split()) <= _MOST_WORDS_OF_A_FIGURE
    text = f"{field.name.capitalize()}: {said}" if figure else field.text
    return _line("Noted: ", field.model_copy(update={"text": text}))
