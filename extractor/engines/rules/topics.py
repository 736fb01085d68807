"""Finds why the customer called and what else they asked for.

In: the sentences of a call. Out: `DraftTopic`s in the customer's own words.
"""

from __future__ import annotations

import re

from extractor.engine import DraftEvidence, DraftTopic
from extractor.engines.rules.courtesy import is_small_talk, matter_starts
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
_MOST = 3
_FEWEST_WORDS = 4
_LONGEST_REASON_WORDS = 28
_OPENING_TURNS = 3
_ASKS_US = re.compile(
    r"(?:do|does|did|can|could|will|would|is|are|when|what|how|where|which|who|why)\b(?! (?:you there"
    r"|anybody|are you doing))"
)


_Place = tuple[Sentence, int, int]


def find_topics(spoken: tuple[Sentence, ...]) -> tuple[DraftTopic, ...]:
    """Return up to three wishes or troubles of the customer, the reason of the call first."""
    own = [
        sentence
        for sentence in spoken
        if sentence.turn.speaker != "agent" and not is_small_talk(sentence.words)
    ]
    reason = _reason(own)
    found = [] if reason is None else [reason]
    for sentence in own:
        if len(found) < _MOST and (reason is None or sentence is not reason[0]):
            found += _wishes(sentence)[:1]
    return tuple(_topic(*place) for place in found)


def first_matter(sentence: Sentence) -> str | None:
    """Return the first words of a sentence that are more than courtesy, to its end where that is short."""
    for start, end in _matters(sentence):
        return sentence.turn.text[start : _rest(sentence, start) or end]
    return None


def _reason(own: list[Sentence]) -> _Place | None:
    """Return why the customer calls: what the first turns that say something wish, ask or state."""
    opening = tuple(dict.fromkeys(sentence.turn.id for sentence in own))[:_OPENING_TURNS]
    for turn_id in opening:
        said = [sentence for sentence in own if sentence.turn.id == turn_id]
        reason = _wish(said) or _question(said) or _statement(said)
        if reason is not None:
            return reason
    return None


def _wishes(sentence: Sentence) -> list[_Place]:
    """Return the clauses of a sentence that ask for something or name a trouble."""
    places = []
    for start, end in _matters(sentence):
        words = sentence.lower[start:end]
        if not (_COMMITS.match(words) or _CLOSING.search(words)) and _WISH.search(words):
            places.append((sentence, start, end))
    return places


def _wish(opening: list[Sentence]) -> _Place | None:
    """Return the first wish or trouble, with what the sentence goes on to say about it."""
    for sentence in opening:
        for _, start, end in _wishes(sentence):
            return sentence, start, _rest(sentence, start) or end
    return None


def _question(opening: list[Sentence]) -> _Place | None:
    """Return the first thing that the customer asks."""
    for sentence in opening:
        for start, end in _matters(sentence):
            if _ASKS_US.match(sentence.lower, start, end):
                return sentence, start, end
    return None


def _statement(opening: list[Sentence]) -> _Place | None:
    """Return the first thing that was said beyond greetings and names."""
    for sentence in opening:
        for start, end in _matters(sentence):
            return sentence, start, _rest(sentence, start) or end
    return None


def _matters(sentence: Sentence) -> list[tuple[int, int]]:
    """Return the clauses of a sentence that say something, without greeting and introduction."""
    found = []
    for clause in clause_starts(sentence):
        end = clause_end(sentence, clause + 1)
        start = clause + matter_starts(sentence.lower[clause:end])
        words = sentence.lower[start:end]
        if not (_ASIDE.search(words) or is_small_talk(words)) and len(words.split()) >= _FEWEST_WORDS:
            found.append((start, end))
    return found


def _rest(sentence: Sentence, start: int) -> int | None:
    """Return the end of the sentence, unless that is too much to read."""
    words = sentence.lower[start : sentence.end]
    return start + len(words.rstrip()) if len(words.split()) <= _LONGEST_REASON_WORDS else None


def _topic(sentence: Sentence, start: int, end: int) -> DraftTopic:
    start += matter_starts(sentence.lower[start:end])
    quote = sentence.turn.text[start:end]
    asks = sentence.question and end >= sentence.start + len(sentence.text.rstrip(" ?!.\"'"))
    return DraftTopic(
        text=as_sentence(quote) + ("?" if asks else ""),
        evidence=(DraftEvidence(turn_id=sentence.turn.id, quote=quote),),
        confidence=0.6,
        outcome="info",
    )
