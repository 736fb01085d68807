"""Tells what people say out of courtesy from what they came to say.

In: words in lower case. Out: where the words that matter begin, or whether all of them are small talk.
"""

from __future__ import annotations

import re

from text.spoken import units

_GREETING = (
    r"(?:hello|hi|hey|good (?:morning|afternoon|evening|day)|morning|afternoon|evening|yes|yeah|yep|no|oh"
    r"|okay|ok|um+|uh+"
    r"|well|so|right|sure|thanks|thank you|sorry|great|fine|and|but|then|also|alright|all right|lovely"
    r"|perfect)\b"
    r"(?:\s+(?:there|again|sir|ma'am|madam)\b)?[,.!\s]*"
)
_STARTERS = (
    r"(?:i|i'm|i'd|i've|we|we're|we've|we'd|my|our|it|it's|this|the|there|there's|somebody|someone|your"
    r"|you|can|could|do"
    r"|does|is|are|how|what|when|where|who|why|would|a|an|please)"
)
_NAME = rf"(?!{_STARTERS}\b)[^\W\d_]+"
_CALLED = re.compile(rf"{_NAME}(?:[,.!]\s*|\s+(?=(?:uh|um|{_STARTERS})\b))")
_NOT_NAMES = (
    r"(?!(?:calling|looking|trying|having|not|still|moving|just|a|an|the|so|afraid|sorry|ready|wondering"
    r"|interested|about"
    r"|on|in|at|too|very|really|here|planning|getting|my|our|your|one|for|with|from|to|going)\b)"
)
_INTRODUCTION = re.compile(
    rf"(?:this is|my name is|my name's|the name is|it's|i'm"
    rf"|i am)\s+{_NOT_NAMES}{_NAME}(?:\s+{_NOT_NAMES}{_NAME})?\b"
    rf"(?:\s+(?:here|speaking|calling)\b)?(?:,?\s+(?:from|at|of"
    rf"|with)\s+(?:the\s+)?(?:{_NAME}\s?){{1,3}}?(?=[,.!]|\s+{_STARTERS}\b|$))?"
    r"[,.!\s]*(?:(?:and|um|uh)\s+)*"
)
_LEAD = re.compile(rf"(?:{_GREETING})+")
_SMALL_TALK = re.compile(
    r"\b(?:thank you|thanks|thank god|you too|you're welcome|have a (?:great|nice|good|lovely)|take care"
    r"|bye|goodbye|see you"
    r"|how are you|nice to|no(?:,)? that(?:'s| was| is|'ll)|that(?:'s| was| is|'ll be) (?:it|all"
    r"|everything|fine|great|good)"
    r"|all i need|going to be (?:it|all)|one (?:moment|second)|a (?:moment|second|minute)|hold on|(?:hear"
    r"|see) (?:me|you)"
    r"|anything else|good luck|i understand|i see|no problem|no worries|can you repeat|my pleasure"
    r"|i appreciate|for (?:all )?(?:your|the) (?:help|time|patience)"
    r"|(?:got|have) (?:about |\w+ |only )?\w+ minutes)\b"
)
_MOST_SMALL_WORDS = 9
_FEWEST_TELLING_WORDS = 3


def matter_starts(words: str) -> int:
    """Return where greeting and name end: before "somebody" in "hi this is kim somebody stole my purse"."""
    at = 0
    while True:
        lead = _LEAD.match(words, at)
        start = lead.end() if lead else at
        called = (
            _CALLED.match(words, start)
            if lead and re.search(r"\b(?:hello|hi|hey|morning|evening)\b", words[at:start])
            else None
        )
        start = called.end() if called else start
        introduced = _INTRODUCTION.match(words, start)
        start = introduced.end() if introduced else start
        if start == at:
            return at
        at = start


def is_small_talk(words: str) -> bool:
    """True for words, in lower case, that say nothing about why anybody called."""
    rest = words[matter_starts(words) :]
    if rest.startswith(("from ", "over at ")):  # the rest of an introduction
        return True
    telling = sum(not unit.is_number for unit in units(rest))
    if telling < _FEWEST_TELLING_WORDS:
        return True
    return telling <= _MOST_SMALL_WORDS and _SMALL_TALK.search(rest) is not None
