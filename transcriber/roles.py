"""Works out from what is said which of two speakers is the agent, and how sure that is."""

from __future__ import annotations

import math
import re
from functools import lru_cache
from typing import Final

from models.call import Direction
from models.transcript import Word

#: Phrases that agents say and customers do not, with their weight; customers' phrases weigh against.
_CUES: Final = tuple(
    (re.compile(pattern), weight)
    for pattern, weight in (
        (r"\b(how (can|may) (i|we) help|what can i (do|help))", 3.0),
        (r"\b(thank you|thanks) for (calling|your call|holding|waiting)\b", 3.0),
        (r"\banything else (that )?(i|we) can\b", 3.0),
        (r"\bhelp you (with )?(today|this (morning|afternoon|evening))\b", 2.5),
        (r"\b(is there )?anything else\b", 1.0),
        (r"\bthis is \w+ (from|with|at|calling from)\b", 2.0),
        (r"\b(hello|hi|good (morning|afternoon|evening)) this is \w+", 0.5),
        (r"\bmy name is \w+ how\b|\b\w+ speaking\b", 2.0),
        (r"\bcustomer (service|care|support)\b", 2.0),
        (r"\b(can|could|may) i (have|get|take) (your|the) \w+", 1.5),
        (r"\b(what|which) is your\b|\bwhat's your\b|\byour (order|account|reference|policy) number\b", 1.5),
        (
            r"\b(what('s| is)|(tell|give|read) me|need|have) (the|your) (\w+ ){0,2}(number|digits?|code)\b",
            1.5,
        ),
        (r"\b(i'd|i would|i'll) be (happy|glad) to help\b", 1.5),
        (r"\blet me (check|look|see|pull|find|open)\b", 1.5),
        (r"\b(i'll|i will|we'll|we will) (send|e-?mail|call you|arrange|make sure|issue|refund|put)\b", 1.0),
        (r"\b(i'm|i am|we're|we are) sending you\b|\byou('ll| will) (get|have|receive)\b", 1.0),
        (r"\bour (technician|driver|team|warehouse|engineer|office|specialist|trainer)s?\b", 0.75),
        (r"\bhave a (great|nice|good|wonderful|lovely) (day|one|evening|afternoon|weekend)\b", 0.5),
        (r"\b(i'm|i am) calling (about|because|to|regarding)\b|\bi was (wondering|hoping)\b", -2.0),
        (r"\b(i|we) (also )?(lost|need|want|have a (question|problem)|would like|ordered|bought)\b", -1.0),
        (r"\bi'd like to\b", -1.0),
        (r"\bmy (order|account|card|bill|invoice|delivery|package|subscription|car)\b", -1.0),
        (r"\bmy (order|account|reference|phone|card) number is\b|\bmy (e-?mail|address) is\b", -2.0),
        (r"\b(can|could) you (send|help|check|change|refund|also)\b", -1.0),
        (r"\b(can|could) (i|we) (also )?(pay|order|bring|change|get (the|a|my|our))\b", -1.0),
        (r"\b(reach|write to|send) (me|us)\b|\bwhen (do|will|can) (i|we) get\b", -1.0),
    )
)
#: How somebody opens a call who answers it, or makes it, in the name of a house.
_IN_THE_NAME_OF: Final = (
    r"^((hello|hi|good|morning|afternoon|evening|day|and|welcome|to|thank|thanks|you|for|calling) )*{house}\b"
    r"|\b((this|name) is|i'm|i am|it's) (\w+ ){{0,4}}((calling )?from|at|with|of) {house}\b"
    r"|\bthis is {house}\b|\b(welcome to|(have|'ve) reached|for calling|here at) {house}\b"
)
_OPENING_WORDS: Final = 25
_NAMES_THE_HOUSE: Final = 3.0
_SHORTEST_NAME: Final = 3
_SPEAKS_FIRST: Final = 1.0
_CLEAR: Final = 1.0
_STEEPNESS: Final = 0.8


def agent_of(
    words: tuple[tuple[Word, ...], tuple[Word, ...]],
    direction: Direction | None,
    house: tuple[str, ...] = (),
) -> tuple[int, float]:
    """Return which of the two is the agent (0 or 1), and how sure that is (0.5..0.97).

    Inbound calls are opened by the agent who picks up, outbound ones by the customer; without a direction
    the one who speaks first has a small advantage only. `house` are names of the agent's company and its
    products: who opens in their name is the agent.
    """
    names = _pattern(house)
    lead = _score(words[0], names) - _score(words[1], names) + _opening(words, direction)
    certainty = 1.0 / (1.0 + math.exp(-_STEEPNESS * abs(lead)))
    return (0 if lead >= 0 else 1), round(min(0.97, certainty), 3)


def is_clear(certainty: float) -> bool:
    """True when the answer of `agent_of` is good enough to name speakers of a recording with one channel."""
    return certainty >= 1.0 / (1.0 + math.exp(-_STEEPNESS * 2 * _CLEAR))


def _score(words: tuple[Word, ...], house: re.Pattern[str] | None) -> float:
    said = [re.sub(r"[^\w' -]", "", word.text.lower()) for word in words]
    score = sum(weight * min(2, len(cue.findall(" ".join(said)))) for cue, weight in _CUES)
    named = house is not None and house.search(" ".join(said[:_OPENING_WORDS]))
    return score + (_NAMES_THE_HOUSE if named else 0.0)


@lru_cache(maxsize=16)
def _pattern(house: tuple[str, ...]) -> re.Pattern[str] | None:
    """Return what finds an opening in one of these names, however it is divided into words."""
    plain = {re.sub(r"[\W_]", "", name.lower()) for name in house}
    names = sorted(name for name in plain if len(name) >= _SHORTEST_NAME)
    either = "|".join(r"[ -]?".join(name) for name in names)
    return re.compile(_IN_THE_NAME_OF.format(house=f"({either})")) if names else None


def _opening(words: tuple[tuple[Word, ...], tuple[Word, ...]], direction: Direction | None) -> float:
    if not words[0] or not words[1]:
        return 0.0
    first = _SPEAKS_FIRST if words[0][0].start_s <= words[1][0].start_s else -_SPEAKS_FIRST
    return -first if direction == "outbound" else first
