"""Step 2: a transcript becomes notes, every item of which has been shown to stand in it.

In: `Transcript`, an engine, the call's time and zone. Out: `CallNotes`.
This is the only way to notes: whatever the engine says goes through the evidence check; what cannot be shown
is discarded and counted. Not here: what makes claims (engines/), the check itself (text/evidence).
"""

from __future__ import annotations

import structlog

from extractor.draft_check import Checked, check_draft
from extractor.engine import CallContext, Draft, DraftResult, NotesEngine
from extractor.numbering import numbered
from extractor.warning_lines import warning_lines
from models.errors import CancelledError
from models.notes import CallNotes, NotesCoverage
from models.ports import Cancelled, Progress
from models.transcript import Transcript
from text.evidence import assert_proven

_log = structlog.get_logger(__name__)


def _silent(_done: float, _total: float) -> None:
    """Report to nobody."""


def _never() -> bool:
    return False


def extract(
    transcript: Transcript,
    *,
    engine: NotesEngine,
    context: CallContext,
    call_id: str | None = None,
    settings_hash: str = "",
    progress: Progress = _silent,
    cancelled: Cancelled = _never,
) -> CallNotes:
    """Return the notes of this call; an empty list of promises is a good answer.

    Without any words the engine is not asked. Raises FailedError subclasses of the engine, and CancelledError
    when a person cancelled the call meanwhile.
    """
    result = _drafted(transcript, engine, context, progress, cancelled)
    if cancelled():
        raise CancelledError("The call was cancelled while its notes were made; retry it to go on.")
    checked = check_draft(result.draft, transcript, context)
    notes = _notes(transcript, engine, context, result, checked, call_id or transcript.call_id, settings_hash)
    assert_proven(notes, transcript)
    _log.info(
        "notes_extracted",
        call_id=notes.call_id,
        engine=notes.engine,
        items=len(notes.items()),
        promises=len(notes.promises),
        discarded=len(notes.discarded),
        turns_read=notes.coverage.turns_read,
    )
    return notes


def _drafted(
    transcript: Transcript,
    engine: NotesEngine,
    context: CallContext,
    progress: Progress,
    cancelled: Cancelled,
) -> DraftResult:
    if any(turn.text.strip() for turn in transcript.turns):
        return engine.draft(transcript, context, progress=progress, cancelled=cancelled)
    nothing = NotesCoverage(turns=len(transcript.turns), turns_read=len(transcript.turns))
    return DraftResult(draft=Draft(), model="none", prompt_version="none", coverage=nothing)


def _notes(
    transcript: Transcript,
    engine: NotesEngine,
    context: CallContext,
    result: DraftResult,
    checked: Checked,
    call_id: str | None,
    settings_hash: str,
) -> CallNotes:
    items = numbered(checked)
    return CallNotes(
        call_id=call_id,
        engine=engine.name,
        model=result.model,
        prompt_version=result.prompt_version,
        language=transcript.language,
        summary=items.summary,
        topics=items.topics,
        promises=items.promises,
        follow_ups=items.follow_ups,
        open_questions=items.open_questions,
        fields=items.fields,
        category=result.draft.category or context.template.category,
        risk=result.draft.risk,
        template=context.template.name,
        template_version=context.template.version_label,
        coverage=result.coverage,
        discarded=checked.discarded,
        warnings=warning_lines(transcript, result, checked),
        usage=result.usage,
        preview=transcript.preview,
        settings_hash=settings_hash,
    )
