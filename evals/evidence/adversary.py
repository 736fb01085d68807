"""Draws true and altered quotes from calls, and looks up that an altered one was never said by that speaker.

In: calls, a random generator. Out: `Case`s. The look-up compares bare words and knows nothing of the check.
"""

from __future__ import annotations

import random
import re
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Final

from evals.evidence.alterations import WAYS, Tokens
from evals.evidence.other_forms import in_full, reworded, without_asides
from models.transcript import Transcript, Turn

_SHORTEST: Final = 5
_LONGEST: Final = 26
_NUMBERISH: Final = re.compile(
    r"\d|^(zero|one|two|three|four|five|six|seven|eight|nine|ten|eleven|twelve|\w+teen|twenty|thirty|forty|"
    r"fifty|sixty|seventy|eighty|ninety|hundred|thousand|million|and|a|p|m|am|pm|a\.m|p\.m|oh|o|point|double|"
    r"triple|dollars|percent|minus|first|second|third|\w+th|\w+day|january|february|march|april|may|june|july|"
    r"august|september|october|november|december)$"
)
_FIGURE: Final = re.compile(
    r"\d|(zero|oh|o|one|two|three|four|five|six|seven|eight|nine|ten|eleven|twelve|\w+teen|twenty|thirty|forty|"
    r"fifty|sixty|seventy|eighty|ninety|hundred|thousand|million|double|triple)$"
)
_EMPTY: Final = frozenset(
    {"um", "umm", "uh", "uhm", "er", "erm", "hm", "hmm", "mm", "mhm", "ah", "eh", "oh", ""}
)
_SPLICED: Final = 3


@dataclass(frozen=True)
class Case:
    """A quote that claims to stand in this turn of this call; `way` is "true" or how it was altered.

    `plain` is the quote before it was brought into another form.
    """

    call: Transcript
    turn: Turn
    quote: str
    way: str
    plain: str = ""


class Adversary:
    """Cases from these calls, the same ones for the same seed."""

    def __init__(self, calls: Sequence[Transcript], seed: int) -> None:
        """Find the turns that are long enough to be quoted from."""
        self._rng = random.Random(seed)
        self._places = [
            (call, turn)
            for call in calls
            for turn in call.turns
            if len([word for word in turn.text.split() if _plain(word)]) >= _SHORTEST + 1
        ]
        self._weights = [min(60, len(turn.text.split())) for _, turn in self._places]
        self.tried: Counter[str] = Counter()

    def true(self) -> Case:
        """Return a stretch of a turn in another form."""
        while True:
            call, turn = self._place()
            tokens = self._stretch(turn)
            if tokens is not None:
                return Case(call, turn, reworded(self._rng, " ".join(tokens)), "true")

    def altered(self, way: str) -> Case:
        """Return what that speaker never said, altered in this way, and in another form besides."""
        while True:
            call, turn = self._place()
            tokens = self._altered(call, turn, way)
            if tokens is not None and not was_said(tokens, call, turn.speaker):
                quote = (
                    reworded(self._rng, " ".join(tokens)) if self._rng.random() < 0.5 else " ".join(tokens)
                )
                if not was_said(quote.split(), call, turn.speaker):
                    return Case(call, turn, quote, way, plain=" ".join(tokens))

    def _altered(self, call: Transcript, turn: Turn, way: str) -> Tokens | None:
        self.tried[way] += 1
        if way == "speaker":
            others = [one for one in call.turns if one.speaker != turn.speaker]
            return self._stretch(self._rng.choice(others)) if others else None
        if way == "splice":
            return self._spliced(call, turn)
        tokens = self._stretch(turn)
        return None if tokens is None else WAYS[way](self._rng, tokens)

    def _spliced(self, call: Transcript, turn: Turn) -> Tokens | None:
        """Two stretches of one turn with words between them left out, or of two turns."""
        same = [one for one in call.turns if one.speaker == turn.speaker]
        other = self._rng.choice(same) if self._rng.random() < 0.4 else turn
        head, tail = turn.text.split(), other.text.split()
        if len(head) < _SHORTEST or len(tail) < _SHORTEST:
            return None
        first = self._rng.randrange(len(head) - _SPLICED)
        second = self._rng.randrange(len(tail) - _SPLICED)
        length = self._rng.randrange(_SPLICED, _SPLICED + 5)
        return [*head[first : first + length], *tail[second : second + length]]

    def _place(self) -> tuple[Transcript, Turn]:
        return self._rng.choices(self._places, self._weights)[0]

    def _stretch(self, turn: Turn) -> Tokens | None:
        """Some words of the turn in a row that cut neither a number nor a date nor a time in two."""
        tokens = turn.text.split()
        if len(tokens) < _SHORTEST:
            return None
        length = self._rng.randrange(_SHORTEST, min(len(tokens), _LONGEST) + 1)
        first = self._rng.randrange(len(tokens) - length + 1)
        last = first + length
        cuts = (first > 0 and _is_numberish(tokens[first - 1]) and _is_numberish(tokens[first])) or (
            last < len(tokens) and _is_numberish(tokens[last - 1]) and _is_numberish(tokens[last])
        )
        chosen = tokens[first:last]
        said = _bare(without_asides(" ".join(chosen))).split()
        return None if cuts or len(said) < _SHORTEST or _is_filler_edge(chosen) else chosen


def was_said(tokens: Sequence[str], call: Transcript, speaker: str) -> bool:
    """True when these very words stand in a row somewhere in what this speaker said."""
    quote = " ".join(tokens)
    ways = (_words, _bare, lambda text: _bare(without_asides(text)))
    turns = [turn.text for turn in call.turns if turn.speaker == speaker]
    return any(way(quote) in way(text) for way in ways for text in turns)


def was_said_stuttering(quote: str, call: Transcript, speaker: str) -> bool:
    """True when some stretch of a turn is this quote but for words said twice; slow, so asked last.

    "You've not, haven't seen" says "have not" twice.
    """
    turns = [turn.text for turn in call.turns if turn.speaker == speaker]
    return any(
        _stutters(_bare(form(quote)), _words(form(text)).split())
        for form in (in_full, _spoken_out)
        for text in turns
    )


def _stutters(wanted: str, words: Sequence[str]) -> bool:
    return any(
        f" {' '.join(_without_repeats(words[first:last]))} " == wanted
        for first in range(len(words))
        for last in range(first + 1, len(words) + 1)
    )


def _spoken_out(text: str) -> str:
    return in_full(without_asides(text))


@lru_cache(maxsize=8_192)
def _words(text: str) -> str:
    return f" {' '.join(word for token in text.split() for word in _plain(token))} "


@lru_cache(maxsize=8_192)
def _bare(text: str) -> str:
    return f" {' '.join(_without_repeats(_words(text).split()))} "


def _plain(token: str) -> list[str]:
    """The words of a token without case, marks and sounds; the figures of "$3.50" stay apart."""
    if token.startswith("["):
        return []
    words = re.findall(r"[a-z]+|\d+", re.sub(r"['’,]", "", token.lower()))
    return [word for word in words if word not in _EMPTY]


def _without_repeats(words: Iterable[str]) -> list[str]:
    """The words without those said twice, one to four at a time; figures are never said twice for nothing."""
    kept: list[str] = []
    for word in words:
        if kept and word in {kept[-1] + end for end in ("s", "ll", "re", "m", "ve", "d")}:
            kept.pop()  # "that, that's"
        kept.append(word)
        for length in range(1, 5):
            again = kept[-length:]
            if again == kept[-2 * length : -length] and not any(_FIGURE.match(one) for one in again):
                del kept[-length:]
                break
    return kept


def _is_numberish(token: str) -> bool:
    return bool(_NUMBERISH.search(token.lower().strip(".,;:?!\"'$")))


def _is_filler_edge(tokens: Sequence[str]) -> bool:
    """True when a stretch begins within "you know" or "I mean", or ends within one."""
    words = [token.lower().strip(",.") for token in (tokens[0], tokens[-1])]
    return words[0] in {"know", "mean"} or words[1] in {"you", "i"}
