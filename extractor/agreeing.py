"""Tells whether a request was met with a yes, as in "Could you send me the bill?" "Sure, will do.".

In: the turns of a call. Out: the turn that says yes, or None. A yes alone proves too little to be quoted, so
the request is the evidence of such a promise, and this is what ties it to the one who promised.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Final

from models.transcript import Turn

_REQUEST: Final = re.compile(
    r"\b(?:(?:could|can|would|will) (?:you|he|she|they|somebody|someone)|please|you (?:could|can) \w+"
    r"|would you mind|any chance (?:that )?you|i'd like you to"
    r"|i want you to|i need you to)\b"
)
_YES: Final = re.compile(
    r"(?:(?:oh|uh|um|well|and|yeah|yes|okay|ok|alright|all right|great|hi|hello)\b[,.!\s]+)*"
    r"(?:yes|yeah|yep|sure|of course|certainly|absolutely|okay|ok|alright|all right|no problem|will do"
    r"|i will|we will"
    r"|i'll do (?:that|it|so)|i (?:sure |certainly )?can\b|i'd be (?:happy|glad)|happy to|gladly|definitely"
    r"|not at all|with pleasure|you got it|consider it done|sounds good|fine|that's fine|by all means)\b"
)
_BUT: Final = re.compile(
    r"\b(?:can't|cannot|won't|don't|not|rather|unfortunately|afraid|but|no)\b(?! problem)|\?"
    r"|\b(?:what|which|when|where|who|how)\b"
)
_MOST_YES_WORDS: Final = 25
_NEXT_TURNS: Final = 3


def is_request(words: str) -> bool:
    """True for words, in lower case, that ask the other side to do something."""
    return _REQUEST.search(words) is not None


def says_yes(text: str) -> bool:
    """True for a turn that agrees to what was just asked, without a but."""
    words = text.lower().replace("\u2019", "'").strip()
    yes = _YES.match(words) if len(words.split()) <= _MOST_YES_WORDS else None
    return yes is not None and not _BUT.search(words[yes.end() :] if "not at all" in yes.group() else words)


def yes_to(request_turn_id: str, turns: Sequence[Turn]) -> Turn | None:
    """Return the turn in which the other side says yes to a request right away; None where nobody does.

    What the asking speaker goes on to say is passed over; the other side's first words count.
    """
    place = next((number for number, turn in enumerate(turns) if turn.id == request_turn_id), None)
    if place is None:
        return None
    asking = turns[place]
    for turn in turns[place + 1 : place + 1 + _NEXT_TURNS]:
        if turn.speaker != asking.speaker and any(sign.isalpha() for sign in turn.text):
            return turn if says_yes(turn.text) else None
    return None
