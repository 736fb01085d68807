"""Tells which turns have another speaker than before a person corrected the speakers.

In: a session, a call, its newest transcript. Out: `Mended` values.
Not here: correcting (correct_speakers.py).
"""

from __future__ import annotations

from models.transcript import Mended, Transcript, Turn
from storage import drafts
from storage.database import Session
from text.corrections import CORRECTED


def mended(session: Session, call_id: str, version: int, transcript: Transcript) -> tuple[Mended, ...]:
    """Return the corrected turns of this version, in their order; a turn that is as at first is none."""
    first: Transcript | None = transcript
    while first is not None and CORRECTED in first.warnings:
        version -= 1
        first = drafts.transcript_of(session, call_id, version)
    if first is None or first is transcript:
        return ()
    known = {turn.id: turn.speaker for turn in first.turns}
    before = ((turn, known.get(turn.id) or _split_from(turn, first)) for turn in transcript.turns)
    return tuple(
        Mended(turn_id=turn.id, before=was) for turn, was in before if was not in (None, turn.speaker)
    )


def _split_from(turn: Turn, first: Transcript) -> str | None:
    """Return who said the turn that this one was a part of."""
    around = [one for one in first.turns if one.start_s <= turn.start_s and turn.end_s <= one.end_s]
    return next(
        (one.speaker for one in around if turn.text in one.text), around[0].speaker if around else None
    )
