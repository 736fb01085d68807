"""Finds why the customer called and what else they asked for.

In: the sentences of a call. Out: `DraftTopic`s in the customer's own words.
"""

from __future__ import annotations

import re

from extractor.engine import DraftEvidence, DraftTopic
from extractor.engines.rules.passages import Sentence, clause_end, clause_starts
from extractor.engines.rules.wording import as_sentence

_WISH = re.compile(
    r"\b(?:(?:i|we)(?:'d| would)? (?:also |just |really )?(?:need|want|like to|like a|wish|lost|am calling"
    r"|are calling|was calling"
    r"|am planning|are planning|was wondering|got a|have a (?:problem|question|request))|(?:i'm"
    r"|we're) (?:calling|planning|looking)"
    r"|(?:can|could) (?:i|we|you) (?:also |please |just )?(?:get|have|send|move|change|book|order|come"
    r"|tell|help|also|pay)"
    r"|broken|broke|doesn't work|does not (?:work|start)|not working|no internet|problem|fault|damaged"
    r"|hasn't arrived"
    r"|never (?:came|arrived)|should have (?:been|arrived)|wrong|too (?:high|much)|twice as|cancel"
    r"|complain\w*|refund|appointment)\b"
)
_COMMITS = re.compile(r"(?:and |but |so )?(?:i|we)(?:'ll| will|'m going to| am going to)\b")
_CLOSING = re.compile(r"\b(?:all (?:i|we) need|that's (?:all|it)|that was (?:all|it|everything))\b")
_ASIDE = re.compile(
    r"\b(?:pay (?:now|by|with|for that|right)|(?:like|able) to pay (?:now|for)"
    r"|(?:hear|see) (?:me|you))\b"
)
_GREETING = re.compile(
    r"(?:(?:hello|hi|hey|yes|no|yeah|oh|okay|ok|sure|thanks|thank you|good (?:morning|afternoon|evening))\b"
    r"|(?:this is|my name is|my name's|i'm|i am|it's)\s+\w+(?:\s+\w+)?\s*"
    r"(?:(?:here|speaking)|(?:from|at|of)\s[^.]*)?\s*$)"
)
_INTRODUCED = re.compile(
    r"(?:this is|my name is|my name's|it's)\s+\w+(?:\s+\w+)?(?:\s+(?:here|speaking))?\s+(?=(?:i|we|my|our)\b)"
)
_LEAD = re.compile(r"(?:(?:and|then|but|so|well|yes|yeah|okay|ok|oh|also)\b[,\s]*)+", re.IGNORECASE)
_MOST = 3
_FEWEST_WORDS = 4
_LONGEST_REASON_WORDS = 28
_OPENING_TURNS = 2


def find_topics(spoken: tuple[Sentence, ...]) -> tuple[DraftTopic, ...]:
    """Return up to three wishes or troubles of the customer, the reason of the call first."""
    own = [sentence for sentence in spoken if sentence.turn.speaker != "agent"]
    opening = tuple(dict.fromkeys(sentence.turn.id for sentence in own))[:_OPENING_TURNS]
    first = [sentence for sentence in own if sentence.turn.id in opening]
    reason = _wish(first) or _statement(first)
    found = [] if reason is None else [reason]
    for sentence in own:
        if len(found) < _MOST and (reason is None or sentence is not reason[0]):
            found += _wishes(sentence)[:1]
    return tuple(_topic(*place) for place in found)


_Place = tuple[Sentence, int, int]


def _wishes(sentence: Sentence) -> list[_Place]:
    """Return the clauses of a sentence that ask for something or name a trouble."""
    places = []
    for start in clause_starts(sentence):
        end = clause_end(sentence, start + 1)
        words = sentence.lower[start:end]
        idle = _COMMITS.match(words) or _CLOSING.search(words) or _ASIDE.search(words)
        if not idle and _WISH.search(words) and len(words.split()) >= _FEWEST_WORDS:
            places.append((sentence, start, end))
    return places


def _wish(opening: list[Sentence]) -> _Place | None:
    """Return the first wish or trouble, with what the sentence goes on to say about it."""
    for sentence in opening:
        for _, start, end in _wishes(sentence):
            return sentence, start, _rest(sentence, start) or end
    return None


def _statement(opening: list[Sentence]) -> _Place | None:
    """Return the first thing that was said beyond greetings and names."""
    for sentence in opening:
        for start in clause_starts(sentence):
            end = clause_end(sentence, start + 1)
            words = sentence.lower[start:end]
            named = _INTRODUCED.match(words)
            place = start + named.end() if named else start
            greets = _ASIDE.search(words) or (named is None and _GREETING.match(words))
            if not greets and len(sentence.lower[place:end].split()) >= _FEWEST_WORDS:
                return sentence, place, _rest(sentence, place) or end
    return None


def _rest(sentence: Sentence, start: int) -> int | None:
    """Return the end of the sentence, unless that is too much to read."""
    words = sentence.lower[start : sentence.end]
    return start + len(words.rstrip()) if len(words.split()) <= _LONGEST_REASON_WORDS else None


def _topic(sentence: Sentence, start: int, end: int) -> DraftTopic:
    lead = _LEAD.match(sentence.turn.text, start, end)
    start = lead.end() if lead else start
    quote = sentence.turn.text[start:end]
    return DraftTopic(
        text=as_sentence(quote),
        evidence=(DraftEvidence(turn_id=sentence.turn.id, quote=quote),),
        confidence=0.6,
        outcome="info",
    )
