"""The last gate before notes are stored: every evidence of every item is checked once more.

In: `CallNotes`, the `Transcript` they claim to come from. Out: nothing, or UnprovenNotesError.
"""

from __future__ import annotations

from models.errors import UnprovenNotesError
from models.notes import CallNotes, Changing, Evidence, FollowUp, Item, Promise
from models.transcript import Transcript, Turn
from text.evidence.matching import spans
from text.evidence.prove import evidence_at
from text.evidence.substance import has_substance
from text.spoken.units import units

_TOLERANCE_S = 0.01


def assert_proven(notes: CallNotes, transcript: Transcript) -> None:
    """Return silently when every quote of these notes stands at its turn, speaker and time.

    A due date's own words must stand in one of the item's turns too. Raises UnprovenNotesError otherwise;
    the message names the item by its id and holds no speech.
    """
    for item in notes.items():
        if not item.evidence or not all(stands(evidence, transcript) for evidence in _quotes(item)):
            raise UnprovenNotesError(
                f"Item {item.id} has no evidence that stands in the transcript, so the notes were not "
                "stored; extract the call again."
            )
        if not _due_was_said(item, transcript):
            raise UnprovenNotesError(
                f"The due date of item {item.id} was not said in the turns of its evidence, so the notes "
                "were not stored; extract the call again."
            )
    for rule, said in (*((one.rule, one.evidence) for one in notes.raised), _urgency(notes)):
        if not all(stands(evidence, transcript) for evidence in said):
            raise UnprovenNotesError(
                f"What raised the rule {rule} does not stand in the transcript, so the notes were not "
                "stored; extract the call again."
            )


def _urgency(notes: CallNotes) -> tuple[str, tuple[Evidence, ...]]:
    return "urgency", notes.urgency_evidence


def _quotes(item: Item) -> tuple[Evidence, ...]:
    """Return the quotes of an item, and of the changes that it went through."""
    history = item.history if isinstance(item, Changing) else ()
    return (*item.evidence, *(evidence for change in history for evidence in change.evidence))


def stands(evidence: Evidence, transcript: Transcript) -> bool:
    """True when this evidence is what the check itself makes of its quote: same words, speaker and time."""
    turn = transcript.turn(evidence.turn_id)
    if turn is None or turn.speaker != evidence.speaker:
        return False
    wanted, said = units(evidence.quote), units(turn.text)
    found = spans(wanted, said)
    whole = any(span.first == 0 and span.last == len(said) - 1 for span in found)
    if not has_substance(wanted, whole=whole):
        return False
    return any(_is_same(evidence, evidence_at(turn, said, span)) for span in found)


def _is_same(stored: Evidence, proven: Evidence) -> bool:
    return (
        stored.quote == proven.quote
        and abs(stored.start_s - proven.start_s) <= _TOLERANCE_S
        and abs(stored.end_s - proven.end_s) <= _TOLERANCE_S
    )


def _due_was_said(item: Item, transcript: Transcript) -> bool:
    due = item.due if isinstance(item, Promise | FollowUp) else None
    if due is None:
        return True
    turns = (transcript.turn(evidence.turn_id) for evidence in item.evidence)
    return any(turn is not None and said_in(due.said, turn) for turn in turns)


def said_in(phrase: str, turn: Turn) -> bool:
    """True when this phrase, however short, stands in the turn."""
    return bool(spans(units(phrase), units(turn.text)))
