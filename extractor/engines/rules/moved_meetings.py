"""Follows a meeting after both sides settled on it: moved or called off, it stays one meeting.

In: a settled meeting, the sentences of the call. Out: the meeting as it stands at the end, with its history.
A new day keeps the time of day that was settled, a new time keeps the day.
Not here: how a meeting is settled (meetings.py).
"""

from __future__ import annotations

import re

from extractor.agreeing import says_yes
from extractor.dates import DuePhrase, find_due_phrases, resolve
from extractor.engine import CallContext, DraftChange, DraftEvidence, DraftFollowUp
from extractor.engines.rules.passages import Sentence
from extractor.engines.rules.wording import as_sentence, from_to, when
from models.frozen import Frozen
from text.evidence.substance import has_substance
from text.spoken import units

_THE_MEETING = (
    r"(?:it|that|this|(?:the|our|my|your) (?:\w+ )?(?:meeting|call|appointment|visit|demo|session|slot|time))"
)
_MOVES = re.compile(
    rf"\b(?:instead|rather|resched\w*|(?:move|push|shift|switch|change|put|bring) {_THE_MEETING}|postpon\w*"
    rf"|(?:moved|pushed|put|shifted|switched) (?:you|it|that|this|the \w+)"
    rf"|make (?:it|that)|(?:another|a different) (?:day|time))\b"
)
_OBJECTS = re.compile(
    r"\b(?:can't|cannot|can not|won't|doesn't|isn't|not|no longer|bad|busy|away|abroad|travel\w*"
    r"|out of|taken|clash\w*|conflict\w*|wait|actually|sorry|have to be"
    r"|something came up|forgot|too (?:early|late|soon))\b"
)
_PROPOSES = re.compile(
    r"\b(?:could|can|would|shall|should|let's|how about|what about|maybe|perhaps|please|make it"
    r"|is\b.*\bpossible|i'd (?:rather|prefer)|better)\b"
)
_ASKS_FOR_A_DAY = re.compile(
    r"(?:(?:what|how) about|would|(?:can|could) (?:we|you|he|she|they|it) \w+|is|shall we say)\b"
)
_DONE = re.compile(
    r"\b(?:i|we)(?:'ve| have|'ll| will)(?: just| now)? (?:moved?|resched\w*|changed?|push(?:ed)?|put)\b"
)
_CALLS_OFF = re.compile(
    r"\b(?:cancel|call off|scrap|drop) (?:it|that|the|our|this)\b|\bcall (?:it|that) off\b"
    r"|\bno need to meet\b|\bforget (?:about )?(?:the|our) (?:meeting|call|appointment)\b"
)
_REFUSES = re.compile(
    r"\b(?:can't|cannot|no|not|unfortunately|afraid|won't|doesn't|booked|full)\b(?! problem| at all)"
)
_AGREES = re.compile(
    r"\b(?:works|suits|fine|good|great|perfect|okay|ok|possible|sure|yes|agreed|done|deal|will do)\b"
)
_FROM_TO = re.compile(r"\bfrom\b.{0,40}?\bto\b")
_NEAR = 3


class Settled(Frozen):
    """A meeting as both agreed to it, and the place of the sentence that settled it."""

    follow_up: DraftFollowUp
    place: int


class Moved(Frozen):
    """What became of a meeting, None where it was called off; the sentences up to `place` are used for it."""

    follow_up: DraftFollowUp | None
    used: tuple[int, ...] = ()


def moved(meeting: Settled, spoken: tuple[Sentence, ...], context: CallContext) -> Moved:
    """Return the meeting after all that was said of it later."""
    follow_up, settled_at = meeting.follow_up, meeting.place
    used: list[int] = []
    place = settled_at + 1
    while place < len(spoken):
        answer = _answer(spoken, place)
        change = _new_time(follow_up, spoken, settled_at, place, context)
        if change is not None and (answer is not None or _DONE.search(spoken[place].words)):
            follow_up = _with(follow_up, change, spoken[place], None if answer is None else spoken[answer])
            settled_at = place if answer is None else answer
            used += range(place, settled_at + 1)
            place = settled_at
        elif (
            answer is not None
            and _CALLS_OFF.search(spoken[place].words)
            and not find_due_phrases(spoken[place].text)
        ):
            return Moved(follow_up=None, used=tuple(used))
        place += 1
    return Moved(follow_up=follow_up, used=tuple(used))


def time_words(said: str, *, day: bool) -> str | None:
    """Return the words of a phrase that name its time of day alone, or its day alone."""
    words = said.split()
    parts = [words[at:] for at in range(len(words))] + [words[:-at] for at in range(1, len(words))]
    for part in parts:
        text = " ".join(part)
        found = find_due_phrases(text)
        if (
            len(found) == 1
            and found[0].text == text
            and found[0].has_day is day
            and found[0].has_time is not day
        ):
            return text
    return None


def agreed_quotes(proposed: Sentence, answer: Sentence | None) -> tuple[DraftEvidence, ...]:
    """Return the words that propose a time, and those of the answer where they say anything."""
    told = [proposed]
    if answer is not None and has_substance(units(answer.text), whole=False):
        told.append(answer)
    return tuple(DraftEvidence(turn_id=one.turn.id, quote=one.text.strip()) for one in told)


def _new_time(
    follow_up: DraftFollowUp, spoken: tuple[Sentence, ...], settled_at: int, place: int, context: CallContext
) -> DuePhrase | None:
    """Return the day or time that this sentence proposes or sets instead of the settled one."""
    sentence = spoken[place]
    words = sentence.words
    moves = _MOVES.search(words) or _DONE.search(words)
    earlier = spoken[max(settled_at + 1, place - _NEAR + 1) : place + 1]
    own = [one for one in earlier if one.turn.speaker == sentence.turn.speaker]
    objects = any(_OBJECTS.search(one.words) for one in own) or (
        _ASKS_FOR_A_DAY.match(words) and any(_names_the_day(one, follow_up, context) for one in own)
    )
    proposes = sentence.question or _PROPOSES.search(words) or _DONE.search(words)
    if not (moves or objects) or not (proposes or _MOVES.search(words)):
        return None
    between = _FROM_TO.search(sentence.text.lower())
    found = find_due_phrases(sentence.text[between.end() if between else 0 :])
    if not found or not _differs(follow_up, found[-1], context):
        return None
    return found[-1]


def _names_the_day(sentence: Sentence, follow_up: DraftFollowUp, context: CallContext) -> bool:
    """True where the settled day is spoken of: "I see that Monday is taken"."""
    due = resolve(follow_up.due_said or "", started_at=context.started_at, zone=context.zone)
    return due is not None and f"{due.date:%A}".lower() in sentence.words


def _differs(follow_up: DraftFollowUp, phrase: DuePhrase, context: CallContext) -> bool:
    due = resolve(phrase.text, started_at=context.started_at, zone=context.zone)
    settled = " ".join(part for part in (follow_up.due_said, follow_up.time_said) if part)
    before = resolve(settled, started_at=context.started_at, zone=context.zone)
    if before is None or (due is None and phrase.has_day):
        return False
    if due is None:
        return phrase.has_time
    return (phrase.has_day and due.date != before.date) or (phrase.has_time and due.time != before.time)


def _answer(spoken: tuple[Sentence, ...], place: int) -> int | None:
    """Return the place of the other side's next sentence where it agrees."""
    asking = spoken[place]
    after = [at for at in range(place + 1, len(spoken)) if spoken[at].turn.speaker != asking.turn.speaker]
    if not after or spoken[after[0]].question:
        return None
    words = spoken[after[0]].words
    agrees = says_yes(words) or _AGREES.search(words)
    return after[0] if agrees and not _REFUSES.search(words) else None


def _with(
    before: DraftFollowUp,
    phrase: DuePhrase,
    proposed: Sentence,
    answer: Sentence | None,
) -> DraftFollowUp:
    """Return the meeting on its new day or at its new time, with the words that moved it."""
    confirmed = (
        [one for one in find_due_phrases(answer.text) if one.has_day or one.has_time] if answer else []
    )
    fuller = next((one for one in confirmed if one.has_day and one.has_time), None)
    at = next((one for one in confirmed if one.has_time), None)
    old_day = time_words(before.due_said or "", day=True) or before.due_said
    old_time = before.time_said or time_words(before.due_said or "", day=False)
    if fuller is not None:
        day, time = fuller.text, None
    elif phrase.has_day and phrase.has_time:
        day, time = phrase.text, None
    elif phrase.has_day:
        day, time = phrase.text, at.text if at else old_time
    else:
        day, time = old_day or phrase.text, phrase.text
    quotes = agreed_quotes(proposed, answer)
    was = " ".join(part for part in (before.due_said, before.time_said) if part)
    now = " ".join(when(part) for part in (day, time) if part)
    change = DraftChange(
        text=from_to(was, now),
        evidence=quotes,
        due_replaced=before.due_said,
    )
    return before.model_copy(update={
        "text": as_sentence(f"{before.kind} {now}"),
        "due_said": day,
        "time_said": time,
        "evidence": tuple(dict.fromkeys((*before.evidence, *quotes))),
        "reasons": (*before.reasons, "it was moved in the call"),
        "standing": "changed",
        "history": (*before.history, change),
    })  # fmt: skip
