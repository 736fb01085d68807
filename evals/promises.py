"""Scores the promises of notes against a script's truth: who promised, and by when.

In: `CallNotes`, `Truth`. Out: `Score`. A found promise matches a true one of the same side that shares
most of its words; the strict counts also want the due date to be the very day, or absent where none was said.
"""

from __future__ import annotations

import re

from callnotes.sample.script import TruePromise, Truth
from models.frozen import Frozen
from models.notes import CallNotes, Promise

_WORD = re.compile(r"[a-z0-9']+")
_LITTLE = frozenset(
    {"a", "an", "the", "to", "of", "for", "in", "on", "it", "you", "your", "my", "we", "our", "us"}
)
_SHARE = 0.5


class Score(Frozen):
    """Counts over one or more calls; optional promises count neither way."""

    true: int = 0
    found: int = 0  # claims of the notes that are not optional ones
    matched: int = 0  # right side, right subject
    exact: int = 0  # and the right day

    def __add__(self, other: Score) -> Score:
        """Return the counts of both together."""
        return Score(
            true=self.true + other.true,
            found=self.found + other.found,
            matched=self.matched + other.matched,
            exact=self.exact + other.exact,
        )

    @property
    def precision(self) -> float:
        """Share of the claims that stand in the script, side and subject right; 1 without claims."""
        return self.matched / self.found if self.found else 1.0

    @property
    def recall(self) -> float:
        """Share of the script's promises that were found with the right side, subject and day."""
        return self.exact / self.true if self.true else 1.0


def score_promises(notes: CallNotes, truth: Truth) -> Score:
    """Match each claim to at most one true promise, the closest first."""
    pairs = sorted(
        (
            (_closeness(claim, true), place, number)
            for place, claim in enumerate(notes.promises)
            for number, true in enumerate(truth.promises)
        ),
        reverse=True,
    )
    partner: dict[int, int] = {}
    for closeness, place, number in pairs:
        if closeness > 0 and place not in partner and number not in partner.values():
            partner[place] = number
    matched = {place: truth.promises[number] for place, number in partner.items()}
    optional = sum(true.optional for true in matched.values())
    counted = [(notes.promises[place], true) for place, true in matched.items() if not true.optional]
    return Score(
        true=sum(not true.optional for true in truth.promises),
        found=len(notes.promises) - optional,
        matched=len(counted),
        exact=sum(_same_day(claim, true) for claim, true in counted),
    )


def _closeness(claim: Promise, true: TruePromise) -> float:
    """0 for another side or subject, else the share of the true words that were found; a right day adds."""
    if claim.side != true.side or claim.owner.side != true.side:
        return 0.0
    wanted = _words(true.about)
    said = _words(claim.text) | {word for evidence in claim.evidence for word in _words(evidence.quote)}
    share = len(wanted & said) / len(wanted) if wanted else 0.0
    right_day = true.due_date is not None and _same_day(claim, true)
    if share < _SHARE and not (right_day and share > 0):
        return 0.0
    return share + (0.5 if right_day else 0.0)


def _words(text: str) -> set[str]:
    return {word for word in _WORD.findall(text.lower()) if word not in _LITTLE}


def _same_day(claim: Promise, true: TruePromise) -> bool:
    found = claim.due.date if claim.due else None
    return found == true.due_date
