"""Finds the next meeting or call that both sides settled on: proposed and accepted, or booked.

In: the sentences of a call, its moment and zone. Out: `DraftFollowUp`s, one for each day and time.
"""

from __future__ import annotations

import re

from extractor.dates import DuePhrase, find_due_phrases, resolve
from extractor.engine import CallContext, DraftEvidence, DraftFollowUp, DraftPromise
from extractor.engines.rules.moved_meetings import Settled, moved
from extractor.engines.rules.passages import Sentence, clause_end, clause_starts
from extractor.engines.rules.wording import as_sentence, when
from models.frozen import Frozen
from models.notes import Due, FollowUpKind

_MEET = (
    r"(?:meet|meeting|talk|speak|call|chat|catch up|appointment|get together|demo|sit down|visit"
    r"|come (?:in|by|over)|session|go (?:over|through)|tour|check)"
)
_PROPOSED = re.compile(
    rf"\b(?:shall we|should we|why don't we)\b|\b(?:shall|should) i\b.*\b{_MEET}\b"
    rf"|\b(?:let's|let us|could we|can we|we could|we should|i'd like to"
    rf"|we can)\b.*\b{_MEET}\b"
    rf"|\b(?:what|how) about\b|\bwould\b.*\b(?:work|suit|be (?:good|okay|ok|fine|convenient))\b"
    rf"|\b(?:are you|i'm|i am|we're|we are) free\b|\bwould you like to\b.*\b{_MEET}\b|\bdo you have time\b"
    rf"|\b(?:maybe|perhaps)\b|\b(?:could|can) (?:he|she|they|you|someone|somebody)\b.*\b{_MEET}\b"
    r"|\bi(?:'ve got| have) (?!(?:an?|scheduled|booked|put|made)\b)"
    r"(?=.*\b(?:\d|one|two|three|four|five|six|seven|eight|nine|ten|eleven|twelve)\b)"
)
_BOOKED = re.compile(
    r"\b(?:booked|scheduled|put you (?:in|down)|have you (?:in|down)|see you|talk to you|speak to you"
    r"|expecting you"
    r"|appointment is|meeting is|we'll (?:meet|talk|speak)|i'll (?:book|put|schedule) you|you're (?:in|set"
    r"|confirmed)"
    r"|you are (?:in|set|confirmed)|it is$|in (?:my|the) calendar)\b"
)
_SETS_IT = re.compile(
    r"[\s.,!]*(?:and )?(?:that's|it's|you're|i've got you|that is)(?: all| now)?"
    r" (?:booked|confirmed|reserved|set)\b"
)
_ACCEPTED = re.compile(
    r"\b(?:yes|yeah|works|fine|perfect|good|great|sure|okay|ok|suits|sounds|lovely|excellent|wonderful"
    r"|deal|agreed)\b"
)
_DROPPED = re.compile(r"\b(?:can't|cannot|cancel|move|instead|reschedule|won't|doesn't|not)\b")
_CALL = re.compile(r"\b(?:call|phone|ring|talk|speak|chat|catch up)\b")
_TOLD = re.compile(
    r"\b(?:will|i'll|we'll|you'll|he'll|she'll|they'll|it'll|going to|arrives?|deliver\w*|opens?|close[sd]?"
    r"|ready|ship\w*|due|until|was|were|by|since|calling about)\b"
)  # says when something happens, and proposes nothing
_STRONG_YES = re.compile(
    r"\b(?:works|suits|see you"
    r"|(?:is|sounds|would be|that's) (?:\w+ )?(?:fine|good|great|perfect|okay|ok|all right|lovely))\b"
)
_BY = re.compile(r"^(?:by|for)\s+", re.IGNORECASE)  # a meeting is on a day, not by it
_NEAR_TURNS = 3


class _Mention(Frozen):
    """A clause that names a time for meeting."""

    place: int  # of the sentence in the call
    sentence: Sentence
    start: int
    end: int
    phrase: DuePhrase
    due: Due
    kind: str  # proposed, booked, accepted, named


def find_meetings(spoken: tuple[Sentence, ...], context: CallContext) -> tuple[DraftFollowUp, ...]:
    """Return the meetings; a time that nobody accepted, or that was dropped, is none."""
    mentions = [
        mention for place, sentence in enumerate(spoken) for mention in _mentions(place, sentence, context)
    ]
    settled: list[DraftFollowUp] = []
    done: set[tuple[str, str] | None] = set()
    used: set[int] = set()
    for first in mentions:
        agreement = None if first.place in used else _agreement(first, mentions, spoken)
        if agreement is None:
            continue
        timed = _timed(first, agreement[0])
        key = (str(timed.due.date), timed.due.time or "")
        if timed.due.time is None or key in done:
            continue
        agreed = Settled(
            follow_up=_follow_up(first, timed, agreement), place=_place(first, agreement[0], spoken)
        )
        became = moved(agreed, spoken, context)
        used |= set(became.used)
        done |= {key, None if became.follow_up is None else moment_of(became.follow_up, context)}
        settled += () if became.follow_up is None else (became.follow_up,)
    return tuple(settled)


def moment_of(claim: DraftFollowUp | DraftPromise, context: CallContext) -> tuple[str, str] | None:
    """Return the day and time it falls on, None without a time: at the same time it is the same meeting."""
    said = " ".join(part for part in (claim.due_said, claim.time_said) if part)
    due = resolve(said, started_at=context.started_at, zone=context.zone)
    return (str(due.date), due.time) if due is not None and due.time is not None else None


def _place(first: _Mention, settled: _Mention | Sentence | None, spoken: tuple[Sentence, ...]) -> int:
    """Return the place of the sentence that settles a meeting."""
    if isinstance(settled, Sentence):
        return spoken.index(settled)
    return first.place if settled is None else settled.place


def _timed(first: _Mention, settled: _Mention | Sentence | None) -> _Mention:
    """Return the mention that names the time of day: the first, or the one that agrees to its day."""
    if first.due.time is None and isinstance(settled, _Mention):
        return settled
    return first


def _mentions(place: int, sentence: Sentence, context: CallContext) -> list[_Mention]:
    found = []
    for start in clause_starts(sentence):
        end = clause_end(sentence, start + 1)
        words = sentence.lower[start:end]
        kind = _kind(words)
        for phrase in find_due_phrases(sentence.turn.text[start:end]):
            due = resolve(phrase.text, started_at=context.started_at, zone=context.zone)
            if due is None or _DROPPED.search(words) or not kind:
                continue
            if kind == "named" and not (phrase.has_day and phrase.has_time):
                continue
            kind = "booked" if kind == "named" and _is_booked(sentence, end) else kind
            mention = _Mention(
                place=place, sentence=sentence, start=start, end=end, phrase=phrase, due=due, kind=kind
            )
            found.append(mention)
    return found


def _is_booked(sentence: Sentence, end: int) -> bool:
    """True where the speaker goes on: "Monday at ten. That's booked for you", as one does who settles it."""
    return _SETS_IT.match(sentence.lower, end) is not None


def _kind(words: str) -> str:
    """Return what a clause does with the time it names; nothing when it only tells of it."""
    for kind, pattern in (("proposed", _PROPOSED), ("booked", _BOOKED), ("accepted", _ACCEPTED)):
        if pattern.search(words):
            return kind
    return "" if _TOLD.search(words) else "named"


def _agreement(
    first: _Mention, mentions: list[_Mention], spoken: tuple[Sentence, ...]
) -> tuple[_Mention | Sentence | None, float] | None:
    """Return what settles it and how sure that is: the other side repeats the time, or just says yes.

    "Monday at eight is fine" settles it alone: what it replies to was not understood.
    """
    if first.kind == "accepted":
        whole = first.phrase.has_day and first.phrase.has_time
        agreed = whole and _STRONG_YES.search(first.sentence.lower, first.start, first.end)
        return (None, 0.6) if agreed else None
    other = [
        mention
        for mention in mentions
        if mention.place > first.place
        and mention.sentence.turn.speaker != first.sentence.turn.speaker
        and _agrees(first, mention)
    ]
    if other:
        return other[0], 0.9
    if first.due.time is None:
        return None
    if first.kind == "booked":
        return None, 0.75
    for sentence in spoken[first.place + 1 : first.place + 1 + _NEAR_TURNS]:
        if sentence.turn.speaker != first.sentence.turn.speaker:
            accepted = _STRONG_YES if first.kind == "named" else _ACCEPTED
            yes = accepted.search(sentence.lower, sentence.start, sentence.end)
            no = _DROPPED.search(sentence.lower, sentence.start, sentence.end)
            return (sentence, 0.75) if yes and not no else None
    return None


def _agrees(first: _Mention, later: _Mention) -> bool:
    """True when the later one names the same day and no other time, or the same time and no other day."""
    times = {first.due.time, later.due.time} - {None}
    if len(times) != 1 or (first.kind == "named" and later.due.time is None):
        return False
    near = later.place - first.place <= _NEAR_TURNS
    same_time = later.due.time == first.due.time and not later.phrase.has_day
    return later.due.date == first.due.date or (same_time and near)


def _follow_up(
    first: _Mention, timed: _Mention, agreement: tuple[_Mention | Sentence | None, float]
) -> DraftFollowUp:
    settled, confidence = agreement
    turn = first.sentence.turn
    evidence = [DraftEvidence(turn_id=turn.id, quote=turn.text[first.start : first.end])]
    if isinstance(settled, _Mention):
        words = settled.sentence.turn.text[settled.start : settled.end]
        evidence.append(DraftEvidence(turn_id=settled.sentence.turn.id, quote=words))
    calls = _CALL.search(first.sentence.lower, first.start, first.end)
    kind: FollowUpKind = "call" if calls else "meeting"
    return DraftFollowUp(
        text=as_sentence(f"{kind} {when(_BY.sub('', timed.phrase.text))}"),
        evidence=tuple(evidence),
        confidence=confidence,
        reasons=("both sides named the time",) if isinstance(settled, _Mention) else (),
        side="ours",
        kind=kind,
        due_said=timed.phrase.text,
    )
