"""What follows a card cue: the whole answer, whether or not its digits add up, since recognisers mishear.

In: classified turns. Out: the tokens to mask.
An answer is a dense stretch of digits and of what digits are misheard as, with the few words between, in
the cue's own turn or in the turns after it, by whomever; it ends where talk goes on without digits or turns
to another number.
"""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property

from text.masking.card_clusters import clusters, weight, with_edges
from text.masking.card_cues import Cue, CueKind, cues, stops
from text.masking.card_tokens import MASKED, Token, is_month

_TURNS_ABOUT_CARDS = 8
_CUES_HEARD = 3
_WHOLE_NUMBER = 13
_PATIENCE = 6  # turns without digits before an answer has begun: "one moment, I have to get my wallet"
_MIN_ANSWER: dict[CueKind, int] = {"number": 3, "card": 4, "mention": 8, "code": 2, "expiry": 2, "back": 3}
_ENOUGH: dict[CueKind, int] = {"number": 13, "card": 13, "mention": 13, "code": 3, "expiry": 2, "back": 3}
_GAP, _GAP_AFTERWARDS = 5, 2  # words between digits, before and after there are enough of them
_MIN_DENSITY = 0.4
_SHORT_ANSWER, _MIN_SHORT = 6, 2  # words of a turn, and digits in it, that may be all that was understood
_MIN_AFTERWARDS = 3  # digits in talk, once the answer was heard
_AGAIN = frozenset({
    "again", "repeat", "pardon", "sorry", "last", "digits", "didnt", "missed", "confirm", "was",
})  # fmt: skip
_FEW_WORDS = 4  # a turn with more other words than these is no bare answer


@dataclass
class _Window:
    """An open ear for one cue's answer."""

    cue: Cue
    heard: int = 0
    quiet: int = 0


def answers(turns: Sequence[Sequence[Token]]) -> set[Token]:
    """Return every token of every answer to a card cue."""
    found: set[Token] = set()
    talk = _Talk(turns)
    about_cards_until = -1
    for number, turn in enumerate(turns):
        here = cues(turn, about_cards=number <= about_cards_until)
        if any(cue.kind != "expiry" for cue in here):
            about_cards_until = number + _TURNS_ABOUT_CARDS
        for cue, before in _ears(here):
            found |= _answer(talk, number, cue, before=before)
    return found


@dataclass(frozen=True)
class _Talk:
    """The turns, with what is asked of each of them once for every cue before it."""

    turns: Sequence[Sequence[Token]]

    @cached_property
    def stops(self) -> list[tuple[int, ...]]:
        return [stops(turn) for turn in self.turns]

    @cached_property
    def asks(self) -> list[bool]:
        return [bool(cues(turn, about_cards=False)) for turn in self.turns]

    def end(self, number: int, start: int) -> int | None:
        """The first token from `start` on with which another number begins, or None."""
        places = self.stops[number]
        at = bisect_left(places, start)
        return places[at] if at < len(places) else None


def _ears(here: Sequence[Cue]) -> Iterator[tuple[Cue, int | None]]:
    """Each cue with the place where it is given up, in its own turn, for later ones of its kind.

    Two cues back to back mean one answer; of many in one turn each listens as far as the third one after it.
    """
    by_kind: dict[CueKind, list[int]] = {}
    for cue in here:
        by_kind.setdefault(cue.kind, []).append(cue.after)
    places = {kind: sorted(set(afters)) for kind, afters in by_kind.items()}
    for kind, afters in places.items():
        for at, after in enumerate(afters):
            yield Cue(kind, after), (afters[at + _CUES_HEARD] if at + _CUES_HEARD < len(afters) else None)


def _answer(talk: _Talk, number: int, cue: Cue, *, before: int | None) -> set[Token]:
    window = _Window(cue)
    found: set[Token] = set()
    start = cue.after
    for place in range(number, len(talk.turns)):
        if start == 0 and window.heard >= _ENOUGH[cue.kind] and talk.asks[place]:
            break  # asks for something else now; that cue has an ear of its own
        end = talk.end(place, start)
        if place == number and before is not None:
            end = before if end is None else min(end, before)
        segment = _Segment(talk.turns[place][start:end])
        masked = _masked(segment, window)
        found |= masked
        if end is not None or _is_over(segment, window, answered=bool(masked)):
            break
        start = 0
    return found


class _Segment:
    """What of a turn an ear hears, with what is asked of the whole of it."""

    def __init__(self, tokens: Sequence[Token]) -> None:
        self.tokens = tokens

    @cached_property
    def connects(self) -> bool:
        """True when nothing but what stands between digits is in it."""
        return all(token.connects for token in self.tokens)

    @cached_property
    def bare(self) -> bool:
        """True when nothing but digits is in it."""
        return all(token.numberish or token.connects for token in self.tokens)

    @cached_property
    def again(self) -> bool:
        """True when it asks for the answer once more."""
        return any(token.word in _AGAIN for token in self.tokens)

    @cached_property
    def weight(self) -> int:
        return sum(weight(token) for token in self.tokens)

    @cached_property
    def talk(self) -> bool:
        """True when it is neither a bare answer nor about one given before."""
        others = sum(1 for token in self.tokens if not token.numberish and not token.connects)
        return others > _FEW_WORDS and not self.again


def _is_over(segment: _Segment, window: _Window, *, answered: bool) -> bool:
    """Note a turn without an answer in the window, and tell whether nothing more is to be expected."""
    if answered or segment.connects:
        return False
    if window.heard and segment.again:
        return False
    window.quiet += 1
    if window.heard >= _ENOUGH[window.cue.kind]:
        return True
    return window.quiet >= (_PATIENCE // 2 if window.heard else _PATIENCE)


def _masked(segment: _Segment, window: _Window) -> set[Token]:
    kind, tokens = window.cue.kind, segment.tokens
    if any(token.word == MASKED for token in tokens):
        window.heard = max(window.heard, _ENOUGH[kind])  # the answer, masked in an earlier reading
    near = clusters(
        tokens,
        counts=lambda token: _counts(token, kind),
        gap=lambda weight: _GAP if window.heard + weight < _ENOUGH[kind] else _GAP_AFTERWARDS,
    )
    shown = [cluster for cluster in near if _is_answer(segment, cluster, window)]
    if not shown:
        return set()
    window.quiet = 0
    found: set[Token] = set()
    for first, last in shown:
        window.heard += sum(weight(token) for token in tokens[first : last + 1])
        found.update(with_edges(tokens, first, last))
    if kind in {"number", "card", "mention"} and window.heard < _WHOLE_NUMBER:
        found.update(tokens[shown[0][0] : shown[-1][1] + 1])
    return found


def _is_answer(segment: _Segment, cluster: tuple[int, int], window: _Window) -> bool:
    kind = window.cue.kind
    inside = segment.tokens[cluster[0] : cluster[1] + 1]
    heard = sum(weight(token) for token in inside)
    sure = sum(1 for token in inside if token.sure or is_month(token))
    digitlike = sum(1 for token in inside if _counts(token, kind))
    dense = digitlike / len(inside) >= _MIN_DENSITY
    if window.heard >= _ENOUGH[kind] and heard < _MIN_AFTERWARDS and segment.talk:
        return False
    if sure and kind != "mention" and segment.bare:
        return True
    if len(segment.tokens) <= _SHORT_ANSWER and dense and _is_short_answer(segment, heard, kind, sure):
        return True
    if window.heard:
        return dense and (sure >= 1 or digitlike >= 3)
    return dense and heard >= _MIN_ANSWER[kind] and (sure >= 1 or digitlike >= 6)


def _is_short_answer(segment: _Segment, heard: int, kind: CueKind, sure: int) -> bool:
    """True where a turn of few words holds digits enough for a poor recogniser's rendering of the answer."""
    if kind in {"code", "expiry"}:
        return segment.weight >= _MIN_ANSWER[kind] and (sure > 0 or kind == "code")
    return kind != "mention" and heard >= _MIN_SHORT and sure > 0


def _counts(token: Token, kind: CueKind) -> bool:
    return token.numberish or (kind == "expiry" and is_month(token))
