"""Finds promises that two make together: a request that gets a yes, an offer that is taken up.

In: the sentences and turns of a call. Out: `Agreed`s: the promise, and the turn in which it was agreed to.
"Could you send me the bill?" "Sure, I'll e-mail it." is one promise, worded by the request, dated by either.
"""

from __future__ import annotations

import re

from extractor.agreeing import yes_to
from extractor.dates import find_due_phrases
from extractor.engine import DraftEvidence, DraftPromise
from extractor.engines.rules.passages import SIDE_OF, Sentence, clause_end, clause_starts
from extractor.engines.rules.verbs import Weight, is_promise_verb, weigh
from extractor.engines.rules.wording import as_sentence, infinitive, turned
from models.frozen import Frozen
from models.notes import Side
from models.transcript import Turn
from text.evidence.substance import has_substance
from text.spoken import units

_LEAD = (
    r"(?:(?:and|so|but|then|okay|ok|also|well|yes|oh|great|good|sure|maybe|actually|alright"
    r"|perfect)\b[,.\s]*)*"
)
_ADVERBS = r"(?:(?:please|also|maybe|just|possibly|then|kindly|perhaps)\s+)*"
_REQUEST = re.compile(
    rf"{_LEAD}(?:(?:could|can|would|will) you\s+{_ADVERBS}"
    rf"|any chance (?:that )?you (?:could|can)\s+{_ADVERBS}|would you mind\s+(?=\w+ing\b)"
    rf"|please\s+{_ADVERBS})(?P<verb>(?!(?:do|mind)\b)[a-z])"
)
_PLEASE_LAST = re.compile(rf"{_LEAD}(?P<verb>[a-z]+)\b(?=[^.?!]*\bplease\W*$)")
_PLEASE = re.compile(r",?\s*\bplease\b", re.IGNORECASE)
_OFFER = re.compile(
    rf"{_LEAD}(?:(?:i|we) (?:can|could)\s+{_ADVERBS}|(?:shall|should) (?:i|we)\s+{_ADVERBS}"
    rf"|(?:would you like|do you want) (?:me|us) to\s+{_ADVERBS}|.{{0,40}}\bbut (?:i|we) (?:can"
    rf"|could)\s+{_ADVERBS})"
    r"(?P<verb>[a-z])"
)
_TAKEN_UP = re.compile(
    r"(?:(?:oh|okay|ok|yes|yeah|sure|great|good|perfect)\b[,.!\s]*)*"
    r"(?:please(?: do)?\b|yes,? please|that(?:'d| would) be|yes,? do that|go ahead|i'd (?:like"
    r"|appreciate) that)"
)
_ON_THE_SPOT = re.compile(
    r"(?:spell|repeat|tell|read|confirm|hold|wait|give (?:me|us) (?:your|the|a|one)|let (?:me|us)|say|hear"
    r"|see|check"
    r"|look|explain|speak|slow|go (?:ahead|back|over)|help|call (?:me|us) (?:back )?if|bear|stay|transfer"
    r"|put|be)\b"
)
_DELIVERS = re.compile(
    r"(?:leave|take|bring|upload|keep|make|get|drop|move|change|add|update|cancel|close|pass|read out)\b"
)
_TURNED_AROUND: dict[Side, dict[str, str]] = {
    "theirs": {"me": "the customer", "us": "the customer", "my": "the customer's", "our": "the customer's",
               "i": "the customer", "you": "us", "your": "our"},
    "ours": {"me": "us", "my": "our", "i": "we", "you": "they", "your": "their"},
}  # fmt: skip
_WORD = re.compile(r"[A-Za-z]+(?:['\u2019][A-Za-z]+)?")


class Agreed(Frozen):
    """A promise made by two, and the id of the turn that agrees to it."""

    promise: DraftPromise
    turn_id: str


def find_agreed(spoken: tuple[Sentence, ...], turns: tuple[Turn, ...]) -> tuple[Agreed, ...]:
    """Return what was asked for and promised by a yes, and what was offered and taken up, in order."""
    found = []
    for sentence in spoken:
        for start in clause_starts(sentence):
            agreed = _requested(sentence, start, turns) or _offered(sentence, start, turns)
            if agreed is not None:
                found.append(agreed)
    return tuple(found)


def _requested(sentence: Sentence, start: int, turns: tuple[Turn, ...]) -> Agreed | None:
    found = _request(sentence, start)
    if found is None or sentence.turn.speaker not in SIDE_OF:
        return None
    said, end = found
    words = said.lower()
    answer = yes_to(sentence.turn.id, turns)
    if answer is None or _ON_THE_SPOT.match(words):
        return None
    due = _due(said) or _due(answer.text)
    if weigh(words) is not Weight.PROMISE and not (due or _DELIVERS.match(words)):
        return None
    asker = SIDE_OF[sentence.turn.speaker]
    text = as_sentence(_turned_around(_PLEASE.sub("", said), asker))
    return Agreed(
        promise=DraftPromise(
            text=text,
            evidence=(_quote(sentence.turn, start, end), *_whole(answer)),
            confidence=0.65 if due else 0.6,
            reasons=("asked for by one side, and the other side said yes",),
            side="ours" if asker == "theirs" else "theirs",
            due_said=due,
        ),
        turn_id=answer.id,
    )


def _request(sentence: Sentence, start: int) -> tuple[str, int] | None:
    """Return what is asked for, verb first, and where it ends; "send it Friday please" asks, too."""
    match = _REQUEST.match(sentence.lower, start, sentence.end)
    if match is not None:
        end = clause_end(sentence, match.start("verb"))
        said = sentence.turn.text[match.start("verb") : end]
        return (infinitive(said) if " mind " in match.group() else said), end
    match = _PLEASE_LAST.match(sentence.lower, start, sentence.end)
    if match is None or not (is_promise_verb(match["verb"]) or _DELIVERS.match(match["verb"])):
        return None
    end = match.start() + len(sentence.lower[match.start() : sentence.end].rstrip(" .!?"))
    return sentence.turn.text[match.start("verb") : end], end


def _offered(sentence: Sentence, start: int, turns: tuple[Turn, ...]) -> Agreed | None:
    match = _OFFER.match(sentence.lower, start, sentence.end)
    if match is None or sentence.turn.speaker not in SIDE_OF:
        return None
    end = clause_end(sentence, match.start("verb"))
    words = sentence.lower[match.start("verb") : end]
    answer = _reply(sentence.turn, turns)
    if answer is None or weigh(words) is not Weight.PROMISE or not _takes_up(answer.text):
        return None
    side = SIDE_OF[sentence.turn.speaker]
    due = _due(sentence.turn.text[match.start("verb") : end])
    return Agreed(
        promise=DraftPromise(
            text=as_sentence(turned(sentence.turn.text[match.start("verb") : end], side)),
            evidence=(_quote(sentence.turn, start, end), *_whole(answer)),
            confidence=0.65,
            reasons=("offered by one side, and taken up by the other",),
            side=side,
            due_said=due,
        ),
        turn_id=answer.id,
    )


def _takes_up(text: str) -> bool:
    return _TAKEN_UP.match(text.lower().strip()) is not None


def _reply(turn: Turn, turns: tuple[Turn, ...]) -> Turn | None:
    place = turns.index(turn)
    return next((one for one in turns[place + 1 : place + 3] if one.speaker != turn.speaker), None)


def _quote(turn: Turn, start: int, end: int) -> DraftEvidence:
    return DraftEvidence(turn_id=turn.id, quote=turn.text[start:end])


def _whole(turn: Turn) -> tuple[DraftEvidence, ...]:
    """Return the answer as a quote, unless it says too little to prove anything ("sure")."""
    said = has_substance(units(turn.text), whole=True)
    return (DraftEvidence(turn_id=turn.id, quote=turn.text),) if said else ()


def _due(text: str) -> str | None:
    return next((phrase.text for phrase in find_due_phrases(text) if phrase.has_day or phrase.has_time), None)


def _turned_around(words: str, asker: Side) -> str:
    """Return a request as what the other side does: "send me the bill" is "send the customer the bill"."""
    return _WORD.sub(lambda match: _TURNED_AROUND[asker].get(match.group().lower(), match.group()), words)
