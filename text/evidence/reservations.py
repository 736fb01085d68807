"""What holds a quote back from saying what it seems to say: a negation, a condition, a time gone by.

In: `Evidence` and its turn. Out: which of these there are, in the quote or in the sentence around it; and the
condition in the speaker's own words. Found by English words; how sure an item is then, confidence.py says.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Final, Literal

from models.notes import Evidence
from models.transcript import Turn
from text.evidence.timing import stretch
from text.spoken.units import Unit, units
from text.spoken.vocabulary import NEGATIONS

Reservation = Literal["negation", "conditional", "past"]

_SENTENCE_END: Final = re.compile(r"[.?!]")
_CLAUSE_END: Final = re.compile(r"[.,;:?!]")
_NEGATION_REACHES: Final = 5
_LONGEST_CONDITION: Final = 14
_MARKS: Final = (
    ("if",), ("unless",), ("provided",), ("providing",), ("assuming",), ("as", "long", "as"),
    ("so", "long", "as"), ("depending", "on"), ("subject", "to"), ("on", "condition"),
)  # fmt: skip
#: "I'll see if", "let me check if": here "if" says "whether".
_ASKS: Final = frozenset({
    "see", "check", "know", "ask", "asked", "wonder", "wondering", "tell", "sure", "confirm", "look", "as",
    "even", "out", "remember", "say", "says", "understand", "clear", "checking", "doubt",
})  # fmt: skip
_BEGINS_MAIN: Final = frozenset({
    ("i", "will"), ("we", "will"), ("i", "can"), ("we", "can"), ("you", "will"), ("i", "am"), ("we", "are"),
})  # fmt: skip
_COURTESY: Final = frozenset({("problem",), ("worries",), ("trouble",)})  # "no problem"
_GONE_BY: Final = (
    ("used", "to"), ("would", "have"), ("could", "have"), ("should", "have"), ("might", "have"),
    ("was", "going"), ("were", "going"), ("was", "supposed"), ("were", "supposed"), ("yesterday",), ("ago",),
    ("last", "week"), ("last", "month"), ("last", "year"), ("last", "time"), ("last", "night"),
)  # fmt: skip


def reservations(evidence: Evidence, turn: Turn) -> tuple[Reservation, ...]:
    """Return what of negation, condition and bygone time holds this quote back."""
    said = units(turn.text)
    first, after = _place(evidence, turn, said)
    quote = [unit.key for unit in said[first:after]]
    found: list[Reservation] = []
    if NEGATIONS & set(_without_courtesy(quote)) or _reached_by_negation(turn.text, said, first):
        found.append("negation")
    if condition_of(evidence, turn) is not None:
        found.append("conditional")
    if any(_stands(words, quote, at) for words in _GONE_BY for at in range(len(quote))):
        found.append("past")
    return tuple(found)


def _without_courtesy(quote: Sequence[str]) -> Sequence[str]:
    """Return the words without a "no problem", and without what opens a yes or a wish: "why don't you"."""
    if tuple(quote[:3]) in {("not", "at", "all"), ("why", "do", "not")}:
        quote = quote[3:]
    return [
        key
        for at, key in enumerate(quote)
        if not (key == "no" and tuple(quote[at + 1 : at + 2]) in _COURTESY)
    ]


def condition_of(evidence: Evidence, turn: Turn) -> str | None:
    """Return the condition in or beside this quote in its sentence, as it was said: "if the budget comes"."""
    said = units(turn.text)
    first, after = _place(evidence, turn, said)
    begin, end = _sentence(turn.text, said, first, after)
    keys = [unit.key for unit in said]
    for at in range(begin, end):
        mark = next((words for words in _MARKS if _stands(words, keys, at)), None)
        if mark is None or (at > 0 and keys[at - 1] in _ASKS):
            continue
        last = _condition_end(turn.text, said, at + len(mark), end)
        if last > at + len(mark) and at - after <= 1 and first - last <= 1:
            return turn.text[said[at].start : said[last - 1].end]
    return None


def _place(evidence: Evidence, turn: Turn, said: Sequence[Unit]) -> tuple[int, int]:
    """The first unit of the quote and the one after its last; the right place when it is said twice."""
    start = at = turn.text.find(evidence.quote)
    while at >= 0:
        if stretch(turn, at, at + len(evidence.quote))[0] == evidence.start_s:
            start = at
            break
        at = turn.text.find(evidence.quote, at + 1)
    inside = [
        number
        for number, unit in enumerate(said)
        if start <= unit.start and unit.end <= start + len(evidence.quote)
    ]
    return (inside[0], inside[-1] + 1) if start >= 0 and inside else (0, len(said))


def _stands(words: Sequence[str], keys: Sequence[str], at: int) -> bool:
    return tuple(keys[at : at + len(words)]) == tuple(words)


def _reached_by_negation(text: str, said: Sequence[Unit], first: int) -> bool:
    """True for "I can't promise | it will be there": a negation shortly before, in the same clause."""
    for at in range(first - 1, max(-1, first - 1 - _NEGATION_REACHES), -1):
        if _CLAUSE_END.search(text[said[at].end : said[at + 1].start]):
            return False
        if said[at].key in NEGATIONS:
            return True
    return False


def _sentence(text: str, said: Sequence[Unit], first: int, after: int) -> tuple[int, int]:
    begin, end = first, after
    while begin > 0 and first - begin < _LONGEST_CONDITION:
        if _SENTENCE_END.search(text[said[begin - 1].end : said[begin].start]):
            break
        begin -= 1
    while 0 < end < len(said) and end - after < _LONGEST_CONDITION:
        if _SENTENCE_END.search(text[said[end - 1].end : said[end].start]):
            break
        end += 1
    return begin, end


def _condition_end(text: str, said: Sequence[Unit], at: int, end: int) -> int:
    """The place after the condition: at the next comma, or where "I will" goes on."""
    while at < end:
        if at > 0 and _CLAUSE_END.search(text[said[at - 1].end : said[at].start]):
            break
        pair = (said[at].key, said[at + 1].key if at + 1 < len(said) else "")
        if pair in _BEGINS_MAIN or pair[0] == "then" or (pair[0] in {"well", "ill"} and said[at].apostrophe):
            break
        at += 1
    return at
