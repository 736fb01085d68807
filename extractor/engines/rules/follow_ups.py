"""Gathers the next steps: meetings that both settled on, and the calls and e-mails that we promised.

In: the sentences, the drafted promises, the call's moment.
Out: `DraftFollowUp`s, each promise's with its place.
"""

from __future__ import annotations

import re

from extractor.dates import resolve
from extractor.engine import CallContext, DraftFollowUp, DraftPromise
from extractor.engines.rules.meetings import find_meetings
from extractor.engines.rules.passages import Sentence
from models.notes import FollowUpKind

_KINDS: tuple[tuple[FollowUpKind, re.Pattern[str]], ...] = (
    ("call", re.compile(r"\b(?:call|phone|ring)\b(?! (?:centre|center|number))")),
    ("email", re.compile(r"^(?:e-?mail|get back|follow up)\b|^send\b.*\bby e-?mail\b")),
)


def find_follow_ups(
    spoken: tuple[Sentence, ...], promises: tuple[DraftPromise, ...], context: CallContext
) -> tuple[DraftFollowUp, ...]:
    """Return the meetings first, then what our own promises ask for; a call that is both stands once."""
    owed = [
        _from_promise(promise, place, kind)
        for place, promise in enumerate(promises)
        if promise.side == "ours" and promise.standing != "withdrawn" and (kind := _kind(promise)) is not None
    ]
    meetings = find_meetings(spoken, context)
    calls = {_moment(call, context): place for place, call in enumerate(owed) if call.kind == "call"}
    apart = []
    for meeting in meetings:
        place = calls.get(_moment(meeting, context))
        if place is None:
            apart.append(meeting)
        else:
            owed[place] = _agreed(owed[place], meeting)
    return (*apart, *owed)


def _moment(follow_up: DraftFollowUp, context: CallContext) -> tuple[str, str] | None:
    """Return the day and time it falls on, None without a time: at the same time it is the same call."""
    due = resolve(follow_up.due_said or "", started_at=context.started_at, zone=context.zone)
    return (str(due.date), due.time) if due is not None and due.time is not None else None


def _agreed(call: DraftFollowUp, meeting: DraftFollowUp) -> DraftFollowUp:
    """Return our promised call with the words by which both sides settled on its time."""
    evidence = tuple(dict.fromkeys((*call.evidence, *meeting.evidence)))
    return call.model_copy(update={"evidence": evidence, "reasons": meeting.reasons})


def _kind(promise: DraftPromise) -> FollowUpKind | None:
    return next((kind for kind, pattern in _KINDS if pattern.search(promise.text.lower())), None)


def _from_promise(promise: DraftPromise, place: int, kind: FollowUpKind) -> DraftFollowUp:
    return DraftFollowUp(
        text=promise.text,
        evidence=promise.evidence,
        confidence=promise.confidence,
        reasons=promise.reasons,
        flags=promise.flags,
        side=promise.side,
        kind=kind,
        due_said=promise.due_said,
        from_promise=place,
    )
