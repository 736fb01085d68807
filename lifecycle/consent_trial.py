"""Tries the table of consent rules on a call that is only thought of; nothing is stored.

In: the table, what would be known of the call. Out: `Trial`, for the command and for the page.
"""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Final, Literal

from lifecycle.consent_rules import Decided, deciding
from lifecycle.verdict import verdict
from models.call import CallDetails, Consent, ConsentStatus
from models.consent_rules import ConsentTable
from models.frozen import Frozen

_STATUSES: Final[tuple[ConsentStatus, ...]] = ("granted", "announced", "unknown", "declined")
_WHEN: Final = datetime(2026, 1, 1, tzinfo=UTC)


class Answer(Frozen):
    """What would become of the call if its consent was stated so, with all its proof."""

    status: ConsentStatus
    answer: Literal["go", "wait", "stop"]
    why: str


class Trial(Frozen):
    """Which rule would decide the call, and what each way of stating consent would lead to."""

    decided: Decided
    answers: tuple[Answer, ...]


def try_call(table: ConsentTable, details: CallDetails) -> Trial:
    """Return what would become of such a call."""
    decided = deciding(table, details)
    answers = []
    for status in _STATUSES:
        stated = Consent(status=status, by="somebody", at=_WHEN, how="somehow")
        found = verdict(stated, decided)
        answers.append(Answer(status=status, answer=found.answer, why=found.why))
    return Trial(decided=decided, answers=tuple(answers))
