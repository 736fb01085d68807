"""The versions of a call's notes, and what differs between two of them.

In: a call. Out: frozen values. Not here: how notes are compared (models/notes_diff.py).
"""

from __future__ import annotations

from pydantic import AwareDatetime

from lifecycle.veil import veiled
from models.access import Actor
from models.errors import InputError
from models.frozen import Frozen
from models.notes import CallNotes
from models.notes_diff import NotesDiff, diff
from models.review import Decision
from models.transcript import Transcript
from storage import calls, drafts
from storage.shelves import Shelves


class NotesVersion(Frozen):
    """One version: what made it, of which transcript, when, and what was decided on it."""

    number: int
    transcript_version: int
    made_at: AwareDatetime
    notes: CallNotes
    decisions: tuple[Decision, ...] = ()


class Versions(Frozen):
    """All versions of a call's notes, the first one first."""

    versions: tuple[NotesVersion, ...]


class Comparison(Frozen):
    """Two versions, by their numbers, and what differs."""

    before: int
    after: int
    diff: NotesDiff


class _Made(Frozen):
    """A version with the transcript that it rests on, so that its quotes get the tokens of that."""

    transcript: Transcript | None
    version: NotesVersion


def versions(shelves: Shelves, call_id: str, *, seen_by: Actor | None = None) -> Versions:
    """Return every version of the call's notes, with tokens for who may not see what is personal.

    Raises CallNotFoundError.
    """
    with shelves.database.reading() as session:
        row = calls.find(session, call_id, seen_by=seen_by)
        found = [
            _Made(
                transcript=drafts.transcript_of(session, row.id, one.transcript_version),
                version=NotesVersion(
                    number=one.number,
                    transcript_version=one.transcript_version,
                    made_at=one.made_at,
                    notes=one.notes,
                    decisions=drafts.decisions(session, row.id, one.number),
                ),
            )
            for one in drafts.every_notes(session, row.id)
        ]
    return Versions(versions=tuple(veiled(one, seen_by, shelves.masking).version for one in found))


def compare(
    shelves: Shelves,
    call_id: str,
    *,
    before: int | None = None,
    after: int | None = None,
    seen_by: Actor | None = None,
) -> Comparison:
    """Compare two versions: by default the newest with the one before it.

    Raises CallNotFoundError, and InputError where there are no two such versions.
    """
    known = {one.number: one for one in versions(shelves, call_id, seen_by=seen_by).versions}
    newest = max(known, default=0) if after is None else after
    earlier = newest - 1 if before is None else before
    if newest not in known or earlier not in known or newest == earlier:
        raise InputError(
            "The call has no two such versions of its notes to compare; `callnotes versions CALL` lists them."
        )
    return Comparison(before=earlier, after=newest, diff=diff(known[earlier].notes, known[newest].notes))
