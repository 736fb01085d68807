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
_MOST = 3
_FEWEST_WORDS = 4


def find_topics(spoken: tuple[Sentence, ...]) -> tuple[DraftTopic, ...]:
    """Return up to three wishes or troubles of the customer, the reason of the call first."""
    found: list[DraftTopic] = []
    for sentence in spoken:
        if sentence.turn.speaker == "agent":
            continue
        for start in clause_starts(sentence):
            end = clause_end(sentence, start + 1)
            words = sentence.lower[start:end]
            if _COMMITS.match(words) or _CLOSING.search(words):
                continue
            if len(found) < _MOST and _WISH.search(words) and len(words.split()) >= _FEWEST_WORDS:
                found.append(_topic(sentence, start, end))
                break
    return tuple(found)


def _topic(sentence: Sentence, start: int, end: int) -> DraftTopic:
    quote = sentence.turn.text[start:end]
    return DraftTopic(
        text=as_sentence(quote),
        evidence=(DraftEvidence(turn_id=sentence.turn.id, quote=quote),),
        confidence=0.6,
        outcome="info",
    )
