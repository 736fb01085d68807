"""Step 2: a transcript becomes notes, every item of which has been shown to stand in it.

In: `Transcript`, an engine, the call's time and zone. Out: `CallNotes`.
This is the only way to notes: whatever the engine says goes through the evidence check; what cannot be shown
is discarded and counted. Not here: what makes claims (engines/), the check itself (text/evidence).
"""

from __future__ import annotations

import structlog

from extractor.conversation import conversation_of, unread_language
from extractor.draft_check import Checked, check_draft
from extractor.engine import CallContext, Draft, DraftResult, NotesEngine
from extractor.fields import not_found
from extractor.left_message import left_message
from extractor.machine_speech import machine_speech
from extractor.numbering import numbered
from extractor.triage import triage
from extractor.warning_lines import warning_lines
from models.errors import CancelledError
from models.notes import CallNotes, Conversation, NotesCoverage
from models.ports import Cancelled, Progress
from models.transcript import Transcript
from models.trust import OFF
from text.evidence import assert_proven
from text.masking import CARD, mask_cards

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

    Where nobody talks with anybody (a mailbox, a menu, one side only), or in a language that the engine does
    not read, it is not asked: such notes say what was recorded and hold no items but a caller's wish to be
    called back. Raises FailedError subclasses of the engine, and CancelledError when a person cancelled the
    call meanwhile.
    """
    transcript = _without_card_data(transcript)
    conversation = conversation_of(transcript, languages=engine.languages)
    if conversation == "two_sided":
        result = engine.draft(transcript, context, progress=progress, cancelled=cancelled)
    else:
        result = _unread(transcript, context, conversation, is_off=engine.name == OFF)
    if cancelled():
        raise CancelledError("The call was cancelled while its notes were made; retry it to go on.")
    checked = check_draft(result.draft, transcript, context)
    notes = _notes(
        transcript,
        engine,
        context,
        result,
        checked,
        conversation,
        call_id or transcript.call_id,
        settings_hash,
    )
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


def _without_card_data(transcript: Transcript) -> Transcript:
    """What comes from storage has none; a file that somebody hands in may, and no notes may quote it."""
    if transcript.call_id is not None:
        return transcript  # masked a second time, its words would not be those by which the notes are proven
    return transcript.model_copy(update={"turns": mask_cards(transcript.turns)[0]})


def _masked(transcript: Transcript, result: DraftResult) -> dict[str, int]:
    """How many values of each kind no engine got to read; of card data each stretch counts."""
    cards = sum(turn.text.count(CARD) for turn in transcript.turns)
    return {**result.masked, "card": cards} if cards else dict(result.masked)


def _unread(
    transcript: Transcript, context: CallContext, conversation: Conversation, *, is_off: bool
) -> DraftResult:
    """Return what is known without an engine: of a voicemail the wish to be called back, else nothing."""
    count = len(transcript.turns)
    asked = conversation == "voicemail" and not is_off
    draft = left_message(transcript, context) if asked else Draft()
    by = None if draft == Draft() else "rules"
    return DraftResult(
        draft=draft,
        model=by or "none",
        prompt_version=by or "none",
        engine=by,
        coverage=NotesCoverage(turns=count, turns_read=count),
    )


def _notes(
    transcript: Transcript,
    engine: NotesEngine,
    context: CallContext,
    result: DraftResult,
    checked: Checked,
    conversation: Conversation,
    call_id: str | None,
    settings_hash: str,
) -> CallNotes:
    items = numbered(checked)
    was_read = conversation == "two_sided" and engine.name != OFF
    unread = unread_language(transcript, languages=engine.languages)
    heard = _without_the_menu(transcript) if conversation == "ivr" else transcript
    graded = triage(heard, context.template, promises=items.promises, claimed=result.draft.raised)
    return CallNotes(
        call_id=call_id,
        engine=result.engine or engine.name,
        model=result.model,
        prompt_version=result.prompt_version,
        language=transcript.language,
        summary=items.summary,
        topics=items.topics,
        promises=items.promises,
        follow_ups=items.follow_ups,
        open_questions=items.open_questions,
        fields=items.fields,
        category=_category(result, context, conversation),
        urgency=graded.urgency,
        urgency_evidence=graded.urgency_evidence,
        risk=graded.risk,
        raised=graded.raised,
        not_found=not_found(context.template, items.fields) if was_read else (),
        template=context.template.name,
        template_version=context.template.version_label,
        coverage=result.coverage,
        discarded=checked.discarded,
        conversation=conversation,
        unread_language=unread,
        masked=_masked(transcript, result),
        warnings=warning_lines(transcript, result, checked, conversation, unread=unread),
        usage=result.usage,
        preview=transcript.preview,
        settings_hash=settings_hash,
    )


def _without_the_menu(transcript: Transcript) -> Transcript:
    """What people say to a menu: "to report fraud, press one" is no customer who speaks of fraud."""
    machines = {turn.speaker for turn in transcript.turns if machine_speech(turn.text.lower())}
    people = tuple(turn for turn in transcript.turns if turn.speaker not in machines)
    return transcript.model_copy(update={"turns": people})


def _category(result: DraftResult, context: CallContext, conversation: Conversation) -> str:
    """What is no conversation is a category of its own; else the engine's, else that of the first look."""
    if conversation != "two_sided":
        return conversation
    return result.draft.category or context.category
