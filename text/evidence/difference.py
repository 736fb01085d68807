"""Says in which way a refused quote differs from what was said, without repeating a word of either.

In: quote and turn in units. Out: one sentence for the list of discarded claims.
"""

from __future__ import annotations

from collections.abc import Sequence

from rapidfuzz.distance import Levenshtein
from rapidfuzz.fuzz import partial_ratio_alignment

from text.spoken.units import Unit
from text.spoken.vocabulary import MONTHS, NEGATIONS

_NEAR = 75.0
_DAYS = frozenset({
    "monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday", "today", "tomorrow",
    "tonight", "yesterday",
})  # fmt: skip


def difference(quote: Sequence[Unit], said: Sequence[Unit]) -> str:
    """Return why this quote does not stand in this turn, as far as the nearest stretch of it tells."""
    if not quote:
        return "The quote is empty."
    nearest = _nearest(quote, said)
    if nearest is None:
        return "The quote does not stand in the stated turn."
    changed = _changed(quote, nearest)
    if any(unit.is_number for unit in changed):
        return "The quote changes a number."
    keys = {unit.key for unit in changed}
    if keys & NEGATIONS:
        return "The quote adds or drops a negation."
    if keys & (_DAYS | set(MONTHS)):
        return "The quote changes a date."
    if not changed:
        return "The quote cuts a word or a number in two."
    return "The quote changes, adds or leaves out words."


def _nearest(quote: Sequence[Unit], said: Sequence[Unit]) -> list[Unit] | None:
    """The stretch of the turn that reads most like the quote, or None when nothing does."""
    left, right = (" ".join(unit.key for unit in side) for side in (quote, said))
    if len(right) < len(left):
        right = right.ljust(len(left))
    aligned = partial_ratio_alignment(left, right, score_cutoff=_NEAR)
    if aligned is None:
        return None
    found, at = [], 0
    for unit in said:
        if at < aligned.dest_end and at + len(unit.key) > aligned.dest_start:
            found.append(unit)
        at += len(unit.key) + 1
    return found


def _changed(quote: Sequence[Unit], said: Sequence[Unit]) -> list[Unit]:
    """The units of either side that the other one does not have at that place."""
    changed: list[Unit] = []
    edits = Levenshtein.opcodes([unit.key for unit in quote], [unit.key for unit in said])
    last = len(edits) - 1
    for number, edit in enumerate(edits):
        if edit.tag == "equal" or (edit.tag == "insert" and number in {0, last}):
            continue
        changed.extend(quote[edit.src_start : edit.src_end])
        changed.extend(said[edit.dest_start : edit.dest_end])
    return changed
