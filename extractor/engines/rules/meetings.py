"""Finds the next meeting or call that both sides settled on: proposed and accepted, or booked.

In: the sentences of a call, its moment and zone. Out: `DraftFollowUp`s, one for each day and time.
"""

from __future__ import annotations

import re

from extractor.dates import DuePhrase, find_due_phrases, resolve
from extractor.engine import CallContext, DraftEvidence, DraftFollowUp
from extractor.engines.rules.passages import Sentence, clause_end, clause_starts
from models.frozen import Frozen
from models.notes import Due, FollowUpKind

_MEET = (
    r"(?:meet|meeting|talk|speak|call|chat|catch up|appointment|get together|demo|sit down|visit"
    r"|come (?:in|by|over)|session)"
)
_PROPOSED = re.compile(
    rf"\b(?:let's|let us|shall we|should we|could we|can we|why don't we|we could|we should|i'd like to"
    rf"|we can)\b.*\b{_MEET}\b"
    rf"|\b(?:what|how) about\b|\bwould\b.*\b(?:work|suit|be (?:good|okay|ok|fine|convenient))\b"
    rf"|\bare you free\b"
    rf"|\bi have (?!an?\b)(?=.*\b(?:\d|one|two|three|four|five|six|seven|eight|nine|ten|eleven|twelve)\b)"
)
_BOOKED = re.compile(
    r"\b(?:booked|scheduled|put you (?:in|down)|have you (?:in|down)|see you|talk to you|speak to you"
    r"|expecting you"
    r"|appointment is|meeting is|we'll (?:meet|talk|speak)|i'll (?:book|put|schedule) you|you're (?:in|set"
    r"|confirmed)"
    r"|you are (?:in|set|confirmed)|in (?:my|the) calendar)\b"
)
_ACCEPTED = re.compile(
    r"\b(?:yes|yeah|works|fine|perfect|good|great|sure|okay|ok|suits|sounds|lovely|excellent|wonderful"
    r"|deal|agreed)\b"
)
_DROPPED = re.compile(r"\b(?:can't|cannot|cancel|move|instead|reschedule|won't|doesn't|not)\b")
_CALL = re.compile(r"\b(?:call|phone|ring|talk|speak|chat|catch up)\b")
_NEAR_TURNS = 3


class _Mention(Frozen):
    """A clause that names a time for meeting."""

    place: int  # of the sentence in the call
    sentence: Sentence
    start: int
    end: int
    phrase: DuePhrase
    due: Due
    kind: str  # proposed, booked, accepted


def find_meetings(spoken: tuple[Sentence, ...], context: CallContext) -> tuple[DraftFollowUp, ...]:
    """Return the meetings; a time that nobody accepted, or that was dropped, is none."""
    mentions = [
        mention for place, sentence in enumerate(spoken) for mention in _mentions(place, sentence, context)
    ]
    settled: list[DraftFollowUp] = []
    done: set[tuple[str, str]] = set()
    for first in mentions:
        key = (str(first.due.date), first.due.time or "")
        if key in done or first.kind == "accepted" or first.due.time is None:
            continue
        agreement = _agreement(first, mentions, spoken)
        if agreement is not None:
            done.add(key)
            settled.append(_follow_up(first, agreement))
    return tuple(settled)


def _mentions(place: int, sentence: Sentence, context: CallContext) -> list[_Mention]:
    found = []
    for start in clause_starts(sentence):
        end = clause_end(sentence, start + 1)
        words = sentence.lower[start:end]
        kind = "proposed" if _PROPOSED.search(words) else "booked" if _BOOKED.search(words) else "accepted"
        for phrase in find_due_phrases(sentence.turn.text[start:end]):
            due = resolve(phrase.text, started_at=context.started_at, zone=context.zone)
            if due is None or _DROPPED.search(words) or (kind == "accepted" and not _ACCEPTED.search(words)):
                continue
            mention = _Mention(
                place=place, sentence=sentence, start=start, end=end, phrase=phrase, due=due, kind=kind
            )
            found.append(mention)
    return found


def _agreement(
    first: _Mention, mentions: list[_Mention], spoken: tuple[Sentence, ...]
) -> tuple[_Mention | Sentence | None, float] | None:
    """Return what settles it and how sure that is: the other side repeats the time, or just says yes."""
    other = [
        mention
        for mention in mentions
        if mention.place > first.place
        and mention.sentence.turn.speaker != first.sentence.turn.speaker
        and mention.due.date == first.due.date
        and mention.due.time in (None, first.due.time)
    ]
    if other:
        return other[0], 0.9
    if first.kind == "booked":
        return None, 0.75
    for sentence in spoken[first.place + 1 : first.place + 1 + _NEAR_TURNS]:
        if sentence.turn.speaker != first.sentence.turn.speaker:
            yes = _ACCEPTED.search(sentence.lower, sentence.start, sentence.end)
            no = _DROPPED.search(sentence.lower, sentence.start, sentence.end)
            return (sentence, 0.75) if yes and not no else None
    return None


def _follow_up(first: _Mention, agreement: tuple[_Mention | Sentence | None, float]) -> DraftFollowUp:
    settled, confidence = agreement
    turn = first.sentence.turn
    evidence = [DraftEvidence(turn_id=turn.id, quote=turn.text[first.start : first.end])]
    if isinstance(settled, _Mention):
        words = settled.sentence.turn.text[settled.start : settled.end]
        evidence.append(DraftEvidence(turn_id=settled.sentence.turn.id, quote=words))
    calls = _CALL.search(first.sentence.lower, first.start, first.end)
    kind: FollowUpKind = "call" if calls else "meeting"
    return DraftFollowUp(
        text=f"{kind.capitalize()} {first.phrase.text}",
        evidence=tuple(evidence),
        confidence=confidence,
        reasons=("both sides named the time",) if isinstance(settled, _Mention) else (),
        side="ours",
        kind=kind,
        due_said=first.phrase.text,
    )
