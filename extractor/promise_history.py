"""Holds what an engine says became of a claim, changed or taken back later, against the transcript.

In: a drafted promise or meeting, its evidence, the transcript.
Out: `Became`: how it stands, and each shown change.
A change that is not shown never happened: the claim then stands as it was made.
"""

from __future__ import annotations

from dataclasses import dataclass, replace

from extractor.due_dates import dated
from extractor.engine import CallContext, DraftChange, DraftFollowUp, DraftPromise
from extractor.proving import Proven, Unproven, prove_item
from extractor.said_values import unsaid_numbers
from models.notes import Change, Standing
from models.transcript import Transcript


@dataclass(frozen=True, slots=True)
class Became:
    """How a promise stands at the end of the call, and why."""

    standing: Standing = "standing"
    changes: tuple[Change, ...] = ()
    flags: tuple[str, ...] = ()
    refused: tuple[tuple[str, str], ...] = ()  # the text of a change that is not shown, and why


def history_of(
    claim: DraftPromise | DraftFollowUp, proven: Proven, transcript: Transcript, context: CallContext
) -> Became:
    """Return what became of this claim; flags are "promise_changed", "promise_withdrawn", "meeting_moved"."""
    changes: list[Change] = []
    refused: list[tuple[str, str]] = []
    for change in claim.history:
        made = _change(change, proven, transcript, context)
        if isinstance(made, Change):
            changes.append(made)
        else:
            refused.append((change.text, made))
    if not changes or claim.standing == "standing":
        return Became(refused=tuple(refused))
    flag = "meeting_moved" if isinstance(claim, DraftFollowUp) else f"promise_{claim.standing}"
    return Became(claim.standing, tuple(changes), (flag,), tuple(refused))


def _change(
    change: DraftChange, promised: Proven, transcript: Transcript, context: CallContext
) -> Change | str:
    proven = prove_item(change, transcript)
    if isinstance(proven, Unproven):
        return proven.why
    if not change.text.strip():
        return "It says nothing."
    if unsaid_numbers(change.text, transcript.turns):
        return "It states a number that nobody said."
    where = replace(proven, turns=(*promised.turns, *proven.turns))
    due = dated(change.due_replaced, where, context, transcript.language).due
    return Change(text=change.text.strip(), evidence=proven.evidence, due=due)
