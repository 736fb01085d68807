"""Keeps what the steps made: transcripts, proven notes, and the fact that they stand pending in the CRM.

In: frozen values that name their call. Out: version numbers; the same value again is the same version.
Not here: making them (the steps), SQL (storage/drafts.py).
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

import structlog

from lifecycle.add_item import with_added
from lifecycle.stage import in_words, move, refuse_ended, stage_of
from models.attention import attention_to
from models.errors import CancelledError, InputError, StageError
from models.frozen import Frozen
from models.notes import CallNotes, Item
from models.notes_diff import diff
from models.review import Decision
from models.stages import Stage
from models.transcript import Transcript
from storage import calls, drafts
from storage.attention import keep_attention
from storage.database import Session
from storage.drafts import Version, content_hash
from storage.events import began_at
from storage.promise_changes import carry_over
from storage.shelves import Shelves
from storage.tables import CallRow
from text.evidence import assert_proven
from text.masking import mask_cards

_log = structlog.get_logger(__name__)

_STAGED_OR_LATER: Final = frozenset({Stage.STAGED, Stage.IN_REVIEW, Stage.SETTLED})


def store_transcript(shelves: Shelves, transcript: Transcript) -> int:
    """Keep a transcript, card data masked, and return its version; a queued call becomes transcribed.

    Raises CancelledError or StageError when the call may not be worked on (any more).
    """
    call_id = _owner(transcript.call_id)
    turns, _ = mask_cards(transcript.turns)  # takes its time on a long call, so nobody is held up by it
    masked = transcript.model_copy(update={"turns": turns})
    with shelves.database.transaction() as session:
        row = calls.locked(session, call_id)
        refuse_ended(row)
        stored = drafts.transcript(session, row.id)
        version = None if stored is None else stored[0]
        if not (_is_stored(stored, transcript) or _is_stored(stored, masked)):
            _refuse_unless(row, {Stage.QUEUED, Stage.TRANSCRIBED, Stage.DRAFTED})
            audio = row.audio_sha256 if row.audio_kept else None
            version = drafts.add_transcript(
                session, masked, call_id=row.id, after=version, audio_sha256=audio, at=shelves.clock()
            )
        drafts.remove_pieces(session, row.id)
        row.duration_s = transcript.duration_s
        if stage_of(row) is Stage.QUEUED:
            move(session, row, Stage.TRANSCRIBED, at=shelves.clock())
    number = version.number if version else 0
    _log.info("transcript_stored", call_id=call_id, version=number, turns=len(transcript.turns))
    return number


def store_notes(shelves: Shelves, notes: CallNotes, *, heard: int | None = None) -> int:
    """Keep notes and return their version; a transcribed call becomes drafted.

    `heard` is the version of the transcript that they were made from. Raises UnprovenNotesError when one
    quote does not stand in the newest transcript, and nothing is kept; CancelledError or StageError when the
    call may not be worked on (any more), or a person corrected its speakers meanwhile.
    """
    call_id = _owner(notes.call_id)
    with shelves.database.transaction() as session:
        row = calls.locked(session, call_id)
        refuse_ended(row)
        parent = drafts.transcript(session, row.id)
        if parent is None:
            raise StageError("The call has no transcript yet; notes without one prove nothing.")
        if heard not in (None, parent[0].number):
            raise CancelledError("The speakers were corrected meanwhile; notes are made of what is said now.")
        stored = drafts.notes(session, row.id)
        version = None if stored is None else stored[0]
        notes = notes if stored is None else notes.with_old_values(_old_values(stored[1]))
        kept = _of_people(session, row.id)
        notes, ids = with_added(notes, (item for item, _ in kept), parent[1])
        if version is None or not _is_stored(stored, notes):
            _refuse_unless(row, {Stage.TRANSCRIBED, Stage.DRAFTED})
            assert_proven(notes, parent[1])
            version = drafts.add_notes(
                session, notes, call_id=row.id, parent=parent[0], at=shelves.clock(), heard=parent[1],
                began_at=began_at(session, row.id) or row.received_at,
            )  # fmt: skip
            keep_attention(session, row, attention_to(notes, parent[1]))
            _carry_over(session, row.id, stored, version, notes)
            _keep_decided(session, row.id, version, kept, ids)
        if stage_of(row) is Stage.TRANSCRIBED:
            move(session, row, Stage.DRAFTED, at=shelves.clock())
    _log.info("notes_stored", call_id=call_id, version=version.number, items=len(notes.items()))
    return version.number


def store_old_values(shelves: Shelves, call_id: str, values: Mapping[str, str | None]) -> int:
    """Note in the notes what the contact's properties hold now, for the reviewer and the compare-and-set.

    A new version where that changes anything; a property that is not named keeps what it has. Once a person
    has decided on the notes, what they showed stays as it is. Raises StageError without notes.
    """
    with shelves.database.transaction() as session:
        row = calls.locked(session, call_id)
        refuse_ended(row)
        stored = drafts.notes(session, row.id)
        parent = drafts.transcript(session, row.id)
        if stored is None or parent is None:
            raise StageError("The call has no notes yet; there is nothing to compare with the contact.")
        version, notes = stored
        seen = notes.with_old_values(values)
        open_to_change = stage_of(row) in {Stage.DRAFTED, Stage.STAGED}
        decided = drafts.decisions(session, row.id, version.number)
        if open_to_change and not decided and not _is_stored(stored, seen):
            version = drafts.add_notes(
                session, seen, call_id=row.id, parent=parent[0], at=shelves.clock(), heard=parent[1]
            )
        return version.number


def mark_staged(shelves: Shelves, call_id: str) -> None:
    """Note that the call's records stand pending in the CRM; saying it again changes nothing.

    Raises CancelledError or StageError when the call may not be staged.
    """
    with shelves.database.transaction() as session:
        row = calls.locked(session, call_id)
        refuse_ended(row)
        if stage_of(row) not in _STAGED_OR_LATER:
            move(session, row, Stage.STAGED, at=shelves.clock())


def _old_values(notes: CallNotes) -> dict[str, str | None]:
    """What the notes show that the CRM holds, by property."""
    return {field.crm_property: field.old_value for field in notes.fields if field.crm_property}


def _carry_over(
    session: Session,
    call_id: str,
    before: tuple[Version, CallNotes] | None,
    version: Version,
    notes: CallNotes,
) -> None:
    """Let a decision on an item of the notes before hold for the very same item of these.

    Both rest on the same transcript. A decision on anything else stays with the version it was taken on.
    """
    decided = () if before is None else drafts.decisions(session, call_id, before[0].number)
    if before is None or not decided:
        return
    same = {
        one.before.id: one.after.id for one in diff(before[1], notes).of("same") if one.before and one.after
    }
    for decision in decided:
        if decision.item_id in same:
            carried = decision.model_copy(update={"item_id": same[decision.item_id]})
            drafts.add_decision(session, carried, call_id=call_id, notes_version=version.number)
    carry_over(session, call_id, before=before[0].number, after=version.number, same=same)


def _of_people(session: Session, call_id: str) -> tuple[tuple[Item, Decision | None], ...]:
    """Return what people added to the newest notes, of whatever transcript, and how it is decided."""
    every = drafts.every_notes(session, call_id)
    if not every or not any(one.added_by for one in every[-1].notes.items()):
        return ()
    decided = {one.item_id: one for one in drafts.decisions(session, call_id, every[-1].number)}
    return tuple((one, decided.get(one.id)) for one in every[-1].notes.items() if one.added_by)


def _keep_decided(
    session: Session,
    call_id: str,
    version: Version,
    kept: tuple[tuple[Item, Decision | None], ...],
    ids: Mapping[str, str],
) -> None:
    """Let what people decided on their own items hold, where nothing carried it over yet."""
    there = {one.item_id for one in drafts.decisions(session, call_id, version.number)}
    for item, decision in kept:
        if decision is not None and ids.get(item.id, item.id) not in there and item.id in ids:
            again = decision.model_copy(update={"item_id": ids[item.id]})
            drafts.add_decision(session, again, call_id=call_id, notes_version=version.number)


def _owner(call_id: str | None) -> str:
    if call_id is None:
        raise InputError("The value names no call; only what belongs to a call can be kept.")
    return call_id


def _is_stored(stored: tuple[Version, Frozen] | None, value: Frozen) -> bool:
    """Compare by content, whoever's it is: a hash from before a field was added would differ."""
    return stored is not None and content_hash(stored[1]) == content_hash(value)


def _refuse_unless(row: CallRow, stages: set[Stage]) -> None:
    if stage_of(row) not in stages:
        raise StageError(f"The call is {in_words(stage_of(row))}; nothing new can be made from it now.")
