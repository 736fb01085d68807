"""Makes draft promises of what the two sides committed to, saying the same thing once.

In: the sentences of a call, who is on which side. Out: `DraftPromise`s in the order in which they were made.
"""

from __future__ import annotations

import re
from collections.abc import Mapping

from extractor.engine import DraftEvidence, DraftPromise
from extractor.engines.rules.changes import Made, followed
from extractor.engines.rules.commitments import Commitment, find_commitments
from extractor.engines.rules.cues import Kind
from extractor.engines.rules.passages import SIDE_OF, Sentence
from extractor.engines.rules.promise_words import own_words
from extractor.engines.rules.requests import find_agreed
from extractor.engines.rules.wording import as_sentence, infinitive, turned, when
from models.notes import Side
from models.transcript import Turn

_OWN_WORDS = frozenset({Kind.WILL, Kind.LET_ME, Kind.CAN, Kind.DOING, Kind.MISHEARD})
_COUNTED = re.compile(r"\b(?:in|within|over)\b.*\b(?:minute|hour|day|week|fortnight|month|year)s?\b")
_POINTS_BACK = re.compile(
    r"(?:[a-z-]+ ){1,2}?(?:it|that|this|them|one|so)\b(?! (?:is|was|will)\b)", re.IGNORECASE
)
_SAYS_NOTHING = re.compile(r"do(?: (?:that|it|so|this)\b|$)", re.IGNORECASE)
_NO_DAY = "no day was named"
_SAME_SHARE = 0.6


def find_promises(spoken: tuple[Sentence, ...], turns: tuple[Turn, ...]) -> tuple[DraftPromise, ...]:
    """Return the promises; what is said again adds its evidence to the first, a change its history."""
    found: list[Made] = []
    agreed = {one.turn_id: one.promise for one in find_agreed(spoken, turns)}
    for place, sentence in enumerate(spoken):
        for commitment in find_commitments(sentence):
            promise = _promise(commitment)
            turn_id = _agreed_in(promise, spoken, place, agreed)
            asked = agreed.get(turn_id)
            if asked is not None and asked.side == promise.side:
                del agreed[turn_id]
                promise = _answering(promise, asked) if _points_back(promise) else promise
            elif _SAYS_NOTHING.match(promise.text):
                promise = _told_what(promise, spoken[:place])
            _keep(found, Made(promise=promise, place=place))
    places = {sentence.turn.id: place for place, sentence in reversed(tuple(enumerate(spoken)))}
    for turn_id, promise in agreed.items():
        _keep(found, Made(promise=promise, place=places[turn_id]))
    return followed(tuple(found), spoken)


def _agreed_in(
    promise: DraftPromise, spoken: tuple[Sentence, ...], place: int, agreed: Mapping[str, DraftPromise]
) -> str:
    """Return the turn whose yes this promise goes with: its own, or the one before it ("I'll do that")."""
    here = spoken[place].turn.id
    before = next((one.turn.id for one in reversed(spoken[:place]) if one.turn.id != here), here)
    return before if here not in agreed and before in agreed and _SAYS_NOTHING.match(promise.text) else here


def _points_back(promise: DraftPromise) -> bool:
    return bool(_POINTS_BACK.match(promise.text) or _SAYS_NOTHING.match(promise.text))


def _keep(found: list[Made], made: Made) -> None:
    again = next((place for place, other in enumerate(found) if _same(other.promise, made.promise)), None)
    if again is None:
        found.append(made)
    else:
        found[again] = Made(promise=_joined(found[again].promise, made.promise), place=found[again].place)


def _told_what(promise: DraftPromise, before: tuple[Sentence, ...]) -> DraftPromise:
    """Return "do that tomorrow" with what the other side had said right before."""
    turn_id = promise.evidence[0].turn_id
    said = next((one for one in reversed(before) if one.turn.id != turn_id), None)
    if said is None or SIDE_OF.get(said.turn.speaker) == promise.side:
        return promise
    words = said.text.strip()
    evidence = (*promise.evidence, DraftEvidence(turn_id=said.turn.id, quote=words))
    return promise.model_copy(
        update={"text": f'{promise.text} ("{as_sentence(words)}")', "evidence": evidence}
    )


def _answering(promise: DraftPromise, asked: DraftPromise) -> DraftPromise:
    """Return "I'll do that tonight" in the words of the request that it answers."""
    due = promise.due_said or asked.due_said
    text = asked.text
    if promise.due_said and promise.due_said not in text:
        text = re.sub(re.escape(asked.due_said), "", text).strip() if asked.due_said else text
        text = f"{text} {when(promise.due_said)}"
    return promise.model_copy(
        update={
            "text": text,
            "due_said": due,
            "evidence": tuple(dict.fromkeys((asked.evidence[0], *promise.evidence))),
            "reasons": tuple(reason for reason in promise.reasons if not (due and reason == _NO_DAY)),
        }
    )


def _promise(commitment: Commitment) -> DraftPromise:
    turn = commitment.sentence.turn
    side: Side = "ours" if turn.speaker == "agent" else "theirs"
    cue, main = commitment.cue, commitment.main
    start = cue.verb_start if cue.kind in _OWN_WORDS else cue.start
    words = turn.text[start : main.end]
    words = infinitive(words) if cue.kind is Kind.DOING else words
    text = as_sentence(re.sub(r"(?<!\bby)(?<!until)(?<!before),? (?:then|though)$", "", turned(words, side)))
    if commitment.due_said and commitment.due_said not in turn.text[main.start : main.end]:
        text = f"{text} {when(commitment.due_said)}"
    return DraftPromise(
        text=text,
        evidence=(
            DraftEvidence(turn_id=turn.id, quote=turn.text[commitment.whole.start : commitment.whole.end]),
        ),
        confidence=commitment.confidence,
        reasons=_reasons(commitment),
        flags=_flags(commitment),
        side=side,
        due_said=commitment.due_said,
        condition=commitment.condition,
    )


def _flags(commitment: Commitment) -> tuple[str, ...]:
    """Return what a reviewer must look at."""
    flags = []
    if commitment.cue.kind is Kind.MISHEARD:
        flags.append("unclear_commitment")
    if commitment.condition and _COUNTED.search((commitment.due_said or "").lower()):
        flags.append("day_may_count_from_condition")
    return tuple(flags)


def _reasons(commitment: Commitment) -> tuple[str, ...]:
    reasons = []
    if commitment.cue.kind is Kind.MISHEARD:
        reasons.append("the words that commit were probably misheard")
    elif commitment.cue.weak:
        reasons.append("the speaker was not certain")
    if commitment.due_said is None:
        reasons.append(_NO_DAY)
    return tuple(reasons)


def _same(one: DraftPromise, other: DraftPromise) -> bool:
    """True when both say much the same on the same side, and their days do not differ."""
    if one.side != other.side or (
        one.due_said and other.due_said and one.due_said.lower() != other.due_said.lower()
    ):
        return False
    told = _alike(set(one.text.lower().split()), set(other.text.lower().split()))
    return told and _alike(own_words(one), own_words(other))


def _alike(words: set[str], others: set[str]) -> bool:
    return len(words & others) >= _SAME_SHARE * min(len(words), len(others))


def _joined(first: DraftPromise, again: DraftPromise) -> DraftPromise:
    better = first if first.due_said or not again.due_said else again
    return better.model_copy(
        update={
            "evidence": (*first.evidence, *again.evidence),
            "confidence": max(first.confidence, again.confidence),
            "condition": first.condition or again.condition,
        }
    )
