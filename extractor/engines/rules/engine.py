"""Reads a transcript by rules and drafts the notes.

In: `Transcript`, `CallContext`. Out: `DraftResult`. Deterministic; needs no model and no network.
Not here: evidence check, due dates and ids of the final notes (extractor/extract.py).
"""

from __future__ import annotations

from extractor.engine import (
    CallContext,
    Draft,
    DraftField,
    DraftFollowUp,
    DraftPromise,
    DraftResult,
    DraftTopic,
)
from extractor.engines.rules.deeds import find_deeds
from extractor.engines.rules.fields import find_fields
from extractor.engines.rules.follow_ups import find_follow_ups, moved_with
from extractor.engines.rules.meetings import find_meetings
from extractor.engines.rules.names import find_name
from extractor.engines.rules.owed_answers import with_questions
from extractor.engines.rules.passages import Sentence, sentences
from extractor.engines.rules.promises import find_promises
from extractor.engines.rules.questions import find_open_questions
from extractor.engines.rules.refusals import find_refusals
from extractor.engines.rules.roles import with_roles
from extractor.engines.rules.summary import sum_up
from extractor.engines.rules.template_fields import find_template_fields
from extractor.engines.rules.topics import find_topics
from models.errors import CancelledError
from models.notes import NotesCoverage
from models.ports import Cancelled, Progress
from models.transcript import Transcript, Turn

RULES_VERSION = "rules-4"
_WHOLE_DATE = "appointment date"
_NO_ROLES = "It could not be told which speaker is the agent, so the rules looked for no promises."


class RulesEngine:
    """Drafts notes by rules alone; the same transcript always gives the same draft."""

    name = "rules"
    languages: frozenset[str] | None = frozenset({"en"})

    def draft(
        self,
        transcript: Transcript,
        context: CallContext,
        *,
        progress: Progress,
        cancelled: Cancelled,
    ) -> DraftResult:
        """Propose what was discussed, promised and left open. Raises CancelledError once a person cancels."""
        turns = with_roles(transcript.turns)
        spoken = _read(turns, progress, cancelled)
        count = len(turns)
        roles_known = {"agent", "customer"} <= {turn.speaker for turn in turns}
        return DraftResult(
            draft=_draft(turns, spoken, context) if roles_known else Draft(),
            model="rules",
            prompt_version=RULES_VERSION,
            coverage=NotesCoverage(turns=count, turns_read=count),
            warnings=() if roles_known else (_NO_ROLES,),
        )


def _read(turns: tuple[Turn, ...], progress: Progress, cancelled: Cancelled) -> tuple[Sentence, ...]:
    spoken: list[Sentence] = []
    for number, turn in enumerate(turns, start=1):
        if cancelled():
            raise CancelledError("The call was cancelled while its notes were made; retry it to go on.")
        spoken += sentences(turn)
        progress(number, len(turns))
    return tuple(spoken)


def _draft(turns: tuple[Turn, ...], spoken: tuple[Sentence, ...], context: CallContext) -> Draft:
    questions = find_open_questions(spoken)
    meetings = find_meetings(spoken, context)
    promises = with_questions(find_promises(spoken, turns), questions, turns)
    promises = moved_with(promises, meetings, context)
    follow_ups = find_follow_ups(meetings, promises, context)
    refusals = find_refusals(spoken)
    topics = (*find_topics(spoken), *refusals)
    fields = _fields(turns, spoken, context, topics, promises, follow_ups)
    return Draft(
        summary=sum_up(topics, promises, _meetings(follow_ups), questions, find_deeds(spoken), fields),
        topics=topics,
        promises=promises,
        follow_ups=follow_ups,
        open_questions=questions,
        fields=fields,
        agent_name=find_name(turns, "agent"),
        customer_name=find_name(turns, "customer"),
    )


def _fields(
    turns: tuple[Turn, ...],
    spoken: tuple[Sentence, ...],
    context: CallContext,
    topics: tuple[DraftTopic, ...],
    promises: tuple[DraftPromise, ...],
    follow_ups: tuple[DraftFollowUp, ...],
) -> tuple[DraftField, ...]:
    """Return the values that were said, then what else the template asks for."""
    said = find_fields(turns)
    asked = find_template_fields(
        context.template, spoken, topics=topics, promises=promises, follow_ups=follow_ups
    )
    if any(field.name == _WHOLE_DATE for field in asked):
        said = tuple(field for field in said if field.name not in ("day", "time"))
    names = {field.name for field in said}
    return (*said, *(field for field in asked if field.name not in names))


def _meetings(follow_ups: tuple[DraftFollowUp, ...]) -> tuple[DraftFollowUp, ...]:
    return tuple(
        follow_up for follow_up in follow_ups if follow_up.from_promise is None or len(follow_up.evidence) > 1
    )
