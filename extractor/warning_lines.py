"""What a reader of the notes must know before the first item, one sentence each.

In: transcript, the engine's result, what was checked. Out: lines without any speech.
"""

from __future__ import annotations

from extractor.draft_check import Checked
from extractor.engine import DraftResult
from models.conversations import language_name, said_of
from models.notes import Conversation, NotesGap
from models.transcript import Transcript
from models.trust import OFF

_NAMED = 5


def warning_lines(
    transcript: Transcript,
    result: DraftResult,
    checked: Checked,
    conversation: Conversation,
    *,
    unread: str | None = None,
) -> tuple[str, ...]:
    """Return the warnings in order of weight, each once; `unread` is a language the engine does not read."""
    lines = _about_talk(transcript, checked, conversation, unread)
    if checked.to_machines:
        lines.append(_about_machines(checked.to_machines))
    if transcript.preview:
        lines.append("The transcript was made by the offline preview engine; many words are wrong.")
    if transcript.coverage.gaps:
        lines.append(
            "Parts of the recording could not be transcribed; what was said there is not in the notes."
        )
    if result.coverage.turns_read < result.coverage.turns:
        lines.append(f"The engine read {result.coverage.turns_read} of {result.coverage.turns} turns.")
        lines += [_about_gap(gap) for gap in result.coverage.gaps]
    if conversation == "two_sided" and not (checked.one_sided or checked.promises or result.model == OFF):
        lines.append("Nothing was promised.")
    if checked.discarded:
        lines.append(_about_discarded(len(checked.discarded)))
    return tuple(dict.fromkeys([*lines, *result.warnings]))


def _about_machines(turn_ids: tuple[str, ...]) -> str:
    where = ", ".join(turn_ids[:_NAMED]) + (" and more" if len(turn_ids) > _NAMED else "")
    return (
        f"Words on this call speak to a machine, as an instruction would ({where}); they changed nothing, "
        "and what rests on them is flagged."
    )


def _about_gap(gap: NotesGap) -> str:
    first, last = gap.turn_ids[0], gap.turn_ids[-1]
    where = f"Turn {first} was" if first == last else f"{len(gap.turn_ids)} turns from {first} to {last} were"
    return f"{where} not read: {gap.why}"


def _about_discarded(number: int) -> str:
    if number == 1:
        return "One claim was discarded, because the transcript does not show it."
    return f"{number} claims were discarded, because the transcript does not show them."


def _about_talk(
    transcript: Transcript, checked: Checked, conversation: Conversation, unread: str | None
) -> list[str]:
    if not any(turn.text.strip() for turn in transcript.turns):
        return ["No words were heard on this call, so there is nothing to note."]
    if conversation == "wrong_language":
        heard = language_name(unread or "und")
        return [f"{heard} was heard, which the engine does not read: nothing on it was taken for an item."]
    if conversation != "two_sided" and checked.follow_ups + checked.summary:
        return [f"{said_of(conversation)}: only the wish to be called back was noted."]
    if conversation != "two_sided":
        return [f"{said_of(conversation)}: nothing on it was taken for an item."]
    if checked.one_sided:
        return ["Only one party speaks on this call, so nothing on it is taken for a promise."]
    return []
