"""Pairs what an agent asks with what the customer answers, over backchannels and answers cut into many turns.

In: the turns of a call. Out: `Exchange`s in order. Not here: what is asked for (slots.py).
"""

from __future__ import annotations

import re

from extractor.engines.rules.passages import clause_starts, is_bare, sentences
from models.frozen import Frozen
from models.transcript import Turn

_ASKS = re.compile(
    r"^(?:(?:and|okay|ok|alright|all right|so|sure|yes|thanks|thank you|great|fantastic|then|now|good"
    r"|fine)\b[,\s]*)*"
    r"(?:what|what's|which|who|where|when|how|from which|to which|in which|at which|for which|can i"
    r"|could i|may i"
    r"|can you|could you|would you|do you|does|did|is|are|was|will|and (?:the|your|what|which|when|how"
    r"|from|to|in))\b"
)
_ASKS_ANYWHERE = re.compile(
    r"\b(?:(?:what|which|where|when|how much|how many|who)\b(?! (?:i|we)(?:'ll|'ve| will| can| have)\b)"
    r"|(?:can|may|could) i"
    r" (?:have|get|take)|(?:could|can) you (?:give|tell|read|confirm|spell))\b"
)
_BACKCHANNEL = frozenset((
    "okay", "ok", "mhm", "mm", "hmm", "hm", "uh", "um", "uhhuh", "yes", "yeah", "yep", "right", "alright",
    "all", "sure", "oh", "ah", "thank", "thanks", "you", "huh", "got", "it", "great", "good", "perfect",
    "see", "i",
))  # fmt: skip
_MOST_BACKCHANNEL_WORDS = 3
_SHORT_QUESTION_WORDS = 7
_MOST_ANSWER_WORDS = 45
_WORD = re.compile(r"[a-z']+")


class Exchange(Frozen):
    """A question in lower case, and the customer's turns that answer it."""

    asked: str
    turns: tuple[Turn, ...]


def find_exchanges(turns: tuple[Turn, ...]) -> tuple[Exchange, ...]:
    """Return each question of the agent that the customer answers."""
    found = []
    for place, turn in enumerate(turns):
        if turn.speaker != "agent" or is_backchannel(turn.text):
            continue
        asked = _question(turn)
        answer = _answer(turns[place + 1 :]) if asked else ()
        if asked and answer:
            found.append(Exchange(asked=asked, turns=answer))
    return tuple(found)


def is_backchannel(text: str) -> bool:
    """True for "mhm", "okay" and the like: nobody takes over with it."""
    words = _WORD.findall(re.sub(r"\[[^\]]*\]|<[^>]*>", " ", text.lower()))
    return len(words) <= _MOST_BACKCHANNEL_WORDS and _BACKCHANNEL.issuperset(words)


def _question(turn: Turn) -> str | None:
    """Return the last question of a turn; a few words without a verb ask too ("and the new address")."""
    last = None
    for sentence in sentences(turn):
        for start in clause_starts(sentence):
            words = sentence.lower[start : sentence.end].strip()
            if sentence.question or _ASKS.match(words):
                last = words if last is None or not last.endswith(words) else last
                break
    if last is None and is_bare(turn.text, fewest=1):
        anywhere = list(_ASKS_ANYWHERE.finditer(turn.text.lower()))
        last = turn.text.lower()[anywhere[-1].start() :] if anywhere else None
    if (
        last is None
        and len(turn.text.split()) <= _SHORT_QUESTION_WORDS
        and turn.text.lower().startswith("and ")
    ):
        return turn.text.lower()
    return last


def _answer(following: tuple[Turn, ...]) -> tuple[Turn, ...]:
    taken: list[Turn] = []
    words = 0
    for turn in following:
        if turn.speaker != "customer":
            if is_backchannel(turn.text):
                continue
            break
        words += len(turn.text.split())
        taken.append(turn)
        if words > _MOST_ANSWER_WORDS:
            break
    return tuple(taken)
