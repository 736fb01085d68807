"""Sees to it that no card data stays in a kept recording: what is owed, and what was done about it.

In: shelves and a call. Out: `Owed`, and the recording silenced, or removed where it cannot be. The one
that came in is gone as soon as the silenced one stands in its place; its hash stays, so that the same file
sent again is the same call and brings no sound back.
Not here: where card data is said (text/masking), silencing (transcriber/media/mute.py).
"""

from __future__ import annotations

from dataclasses import dataclass

import structlog

from models.call import Recording
from models.sound_spans import CardSound
from storage import calls, drafts, muted
from storage.audio import Incoming
from storage.database import hold_audio
from storage.events import add_event
from storage.shelves import Shelves
from text.masking.card_sound import card_sound

_log = structlog.get_logger(__name__)


@dataclass(frozen=True)
class Owed:
    """A recording with card data in it: where, and by which version of the transcript."""

    recording: Recording
    said: CardSound
    heard: int


def owed(shelves: Shelves, call_id: str) -> Owed | None:
    """Return what is to be silenced in the call's recording, or None; that it was looked for is noted."""
    with shelves.database.reading() as session:
        row = calls.find(session, call_id)
        recording, stored = calls.recording_of(row), drafts.transcript(session, row.id)
    if recording is None or stored is None:
        return None
    if recording.kept_sha256 is not None:
        shelves.drop_unkept(recording.sha256)  # what a kill may have left
    if row.muted_heard == stored[0].number:
        return None
    said = card_sound(stored[1])
    if said.unplaced or not said.covered_by(recording.muted):
        return Owed(recording, said, stored[0].number)
    with shelves.database.transaction() as session:
        calls.locked(session, call_id).muted_heard = stored[0].number
    return None


def keep_muted(shelves: Shelves, call_id: str, what: Owed, incoming: Incoming) -> None:
    """Put the silenced recording into the place of the one that was there, and delete that one.

    Where the call has another recording or another silenced one by now, nothing is kept.
    """
    with shelves.database.transaction() as session:
        hold_audio(session)
        row = calls.locked(session, call_id)
        if calls.recording_of(row) != what.recording:
            return
        incoming.keep()
        muted.put(row, incoming.recording, what.said.spans)
        row.muted_heard = what.heard
        add_event(session, row.id, "audio_muted", at=shelves.clock(), why=_in_words(what.said))
    shelves.drop_unkept(what.recording.stored_as)
    _log.info("audio_muted", call_id=call_id, stretches=len(what.said.spans))


def remove_audio(shelves: Shelves, call_id: str, what: Owed, *, why: str) -> None:
    """Delete a recording in which card data cannot be silenced; the call says so and keeps its transcript."""
    with shelves.database.transaction() as session:
        hold_audio(session)
        row = calls.locked(session, call_id)
        if calls.recording_of(row) != what.recording:
            return
        row.audio_kept = False
        row.muted_heard = what.heard
        add_event(session, row.id, "audio_removed", at=shelves.clock(), why=why)
    shelves.drop_unkept(what.recording.sha256)
    _log.warning("audio_with_card_data_removed", call_id=call_id)


def not_looked_at(shelves: Shelves, *, at_most: int) -> tuple[str, ...]:
    """Return resting calls with a recording and a transcript in which nobody has looked for card data."""
    with shelves.database.reading() as session:
        return muted.not_looked_at(session, at_most=at_most)


def _in_words(said: CardSound) -> str:
    seconds = sum(span.end_s - span.start_s for span in said.spans)
    stretches = "1 stretch" if len(said.spans) == 1 else f"{len(said.spans)} stretches"
    whole = ", whole turns where words have no times" if said.whole_turns else ""
    return f"{stretches} in which card data was said, {seconds:.1f} s{whole}"
