"""Gathers the next steps: meetings that both settled on, and the calls and e-mails that we promised.

In: the meetings, the drafted promises, the call's moment.
Out: `DraftFollowUp`s, each promise's with its place.
"""

from __future__ import annotations

import re

from extractor.engine import CallContext, DraftFollowUp, DraftPromise
from extractor.engines.rules.meetings import moment_of
from extractor.engines.rules.wording import as_sentence, when, without_time
from models.notes import FollowUpKind

_KINDS: tuple[tuple[FollowUpKind, re.Pattern[str]], ...] = (
    ("call", re.compile(r"\b(?:call|phone|ring)\b(?! (?:centre|center|number))")),
    ("email", re.compile(r"^(?:e-?mail|get back|follow up)\b|^send\b.*\bby e-?mail\b")),
)
_COMES = re.compile(r"(?:come|meet|talk|speak|make it|do it|move it|see)\b", re.IGNORECASE)


def find_follow_ups(
    meetings: tuple[DraftFollowUp, ...], promises: tuple[DraftPromise, ...], context: CallContext
) -> tuple[DraftFollowUp, ...]:
    """Return the meetings first, then what our own promises ask for; a call that is both stands once."""
    owed = [
        _from_promise(promise, place, kind)
        for place, promise in enumerate(promises)
        if promise.side == "ours" and promise.standing != "withdrawn" and (kind := _kind(promise)) is not None
    ]
    calls = {moment_of(call, context): place for place, call in enumerate(owed) if call.kind == "call"}
    apart = []
    for meeting in meetings:
        place = calls.get(moment_of(meeting, context))
        if place is None:
            apart.append(meeting)
        else:
            owed[place] = _agreed(owed[place], meeting)
    return (*apart, *owed)


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
        time_said=promise.time_said,
        from_promise=place,
    )


def moved_with(
    promises: tuple[DraftPromise, ...], meetings: tuple[DraftFollowUp, ...], context: CallContext
) -> tuple[DraftPromise, ...]:
    """Return the promises; one to meet or to call at the time of a meeting that was moved goes with it."""
    was = {
        moment_of(
            meeting.model_copy(update={"due_said": change.due_replaced, "time_said": None}), context
        ): meeting
        for meeting in meetings
        for change in meeting.history[:1]
    }
    return tuple(
        _moved(promise, was[moment])
        if promise.standing == "standing" and (moment := moment_of(promise, context)) in was and moment
        else promise
        for promise in promises
        if not _asks_for_the_move(promise, meetings)
    )


def _asks_for_the_move(promise: DraftPromise, meetings: tuple[DraftFollowUp, ...]) -> bool:
    """True for "could you come on Friday instead?" and its yes, by which a meeting was moved."""
    moves = {one.turn_id for meeting in meetings for change in meeting.history for one in change.evidence}
    return promise.evidence[0].turn_id in moves and _COMES.match(promise.text) is not None


def _moved(promise: DraftPromise, meeting: DraftFollowUp) -> DraftPromise:
    now = " ".join(when(part) for part in (meeting.due_said, meeting.time_said) if part)
    return promise.model_copy(update={
        "text": as_sentence(f"{without_time(promise.text, promise.due_said or '')} {now}"),
        "due_said": meeting.due_said,
        "time_said": meeting.time_said,
        "evidence": tuple(dict.fromkeys((*promise.evidence, *meeting.evidence))),
        "standing": "changed",
        "history": meeting.history,
    })  # fmt: skip
