"""Finds what the agent says was done during the call: "I have scheduled your appointment for Monday".

In: the sentences of a call. Out: `DraftItem`s in order. Not here: what is still to be done (promises.py).
"""

from __future__ import annotations

import re

from extractor.engine import DraftEvidence, DraftItem
from extractor.engines.rules.courtesy import is_small_talk, matter_starts
from extractor.engines.rules.passages import Sentence, clause_end, clause_starts
from extractor.engines.rules.wording import as_sentence, turned

_DEED = (
    r"(?:scheduled|booked|moved|transferred|paid|sent|ordered|cancel+ed"
    r"|changed|updated|reset|blocked|refunded|credited"
    r"|replaced|registered|opened|closed|added|removed|activated|extended|submitted|put you down)"
)
_DONE = re.compile(
    rf"\b(?:(?:i|we)(?:'ve| have)(?: just| now| already)? {_DEED}|ha(?:s|ve) been {_DEED}"
    rf"|(?:is|are) (?:now )?(?:on the way|on its way|all set)"
    rf"|(?:it's|that's|it is|that is)(?: now| all)? (?:done|{_DEED}))\b"
    r"|\b(?:your|the) balance is\b"
)
_EARLIER = re.compile(
    r"\b(?:as long as|if|once|unless|until|yesterday|last|ago"
    r"|on (?:mon|tues|wednes|thurs|fri|satur|sun)day you|it says|i see)\b"
)
_MOST = 2
_FEWEST_WORDS = 4


def find_deeds(spoken: tuple[Sentence, ...]) -> tuple[DraftItem, ...]:
    """Return at most two things that the agent says are done."""
    found: list[DraftItem] = []
    for sentence in spoken:
        if sentence.turn.speaker != "agent" or sentence.question:
            continue
        for begun in clause_starts(sentence):
            end = clause_end(sentence, begun + 1)
            start = begun + matter_starts(sentence.lower[begun:end])
            words = sentence.lower[start:end]
            told = _DONE.search(words) and not _EARLIER.search(words) and not is_small_talk(words)
            if told and len(words.split()) >= _FEWEST_WORDS:
                found.append(_deed(sentence, start, end))
    return tuple(found[:_MOST])


def _deed(sentence: Sentence, start: int, end: int) -> DraftItem:
    quote = sentence.turn.text[start:end].strip(" ,.")
    return DraftItem(
        text=as_sentence(turned(quote, "ours")),
        evidence=(DraftEvidence(turn_id=sentence.turn.id, quote=quote),),
        confidence=0.7,
    )
