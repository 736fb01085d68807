"""What follows a card cue: the whole answer, whether or not its digits add up, since recognisers mishear.

In: classified turns. Out: the tokens to mask.
An answer is a dense stretch of digits and of what digits are misheard as, with the few words between, in
the cue's own turn or in the turns after it, by whomever; it ends where talk goes on without digits or turns
to another number.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from text.masking.card_clusters import clusters, weight, with_edges
from text.masking.card_cues import Cue, CueKind, cues, stop
from text.masking.card_tokens import MASKED, Token, is_month

_TURNS_ABOUT_CARDS = 8
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
    about_cards_until = -1
    for number, turn in enumerate(turns):
        here = cues(turn, about_cards=number <= about_cards_until)
        if any(cue.kind != "expiry" for cue in here):
            about_cards_until = number + _TURNS_ABOUT_CARDS
        for cue in here:
            found |= _answer(turns, number, cue)
    return found


def _answer(turns: Sequence[Sequence[Token]], number: int, cue: Cue) -> set[Token]:
    window = _Window(cue)
    found: set[Token] = set()
    start = cue.after
    for turn in turns[number:]:
        if start == 0 and window.heard >= _ENOUGH[cue.kind] and cues(turn, about_cards=False):
            break  # asks for something else now; that cue has an ear of its own
        end = stop(turn, start)
        segment = turn[start:end]
        masked = _masked(segment, window)
        found |= masked
        if end is not None or _is_over(segment, window, answered=bool(masked)):
            break
        start = 0
    return found


def _is_over(segment: Sequence[Token], window: _Window, *, answered: bool) -> bool:
    """Note a turn without an answer in the window, and tell whether nothing more is to be expected."""
    if answered or not segment or all(token.connects for token in segment):
        return False
    if window.heard and any(token.word in _AGAIN for token in segment):
        return False
    window.quiet += 1
    if window.heard >= _ENOUGH[window.cue.kind]:
        return True
    return window.quiet >= (_PATIENCE // 2 if window.heard else _PATIENCE)


def _masked(segment: Sequence[Token], window: _Window) -> set[Token]:
    kind = window.cue.kind
    if any(token.word == MASKED for token in segment):
        window.heard = max(window.heard, _ENOUGH[kind])  # the answer, masked in an earlier reading
    near = clusters(
        segment,
        counts=lambda token: _counts(token, kind),
        gap=lambda weight: _GAP if window.heard + weight < _ENOUGH[kind] else _GAP_AFTERWARDS,
    )
    shown = [cluster for cluster in near if _is_answer(segment, cluster, window)]
    if not shown:
        return set()
    window.quiet = 0
    found: set[Token] = set()
    for first, last in shown:
        window.heard += sum(weight(token) for token in segment[first : last + 1])
        found.update(with_edges(segment, first, last))
    if kind in {"number", "card", "mention"} and window.heard < _WHOLE_NUMBER:
        found.update(segment[shown[0][0] : shown[-1][1] + 1])
    return found


def _is_answer(segment: Sequence[Token], cluster: tuple[int, int], window: _Window) -> bool:
    first, last = cluster
    inside = segment[first : last + 1]
    heard = sum(weight(token) for token in inside)
    sure = sum(1 for token in inside if token.sure or is_month(token))
    digitlike = sum(1 for token in inside if _counts(token, window.cue.kind))
    dense = digitlike / len(inside) >= _MIN_DENSITY
    if window.heard >= _ENOUGH[window.cue.kind] and heard < _MIN_AFTERWARDS and _is_talk(segment):
        return False
    if sure and window.cue.kind != "mention" and all(token.numberish or token.connects for token in segment):
        return True
    if len(segment) <= _SHORT_ANSWER and dense and _is_short_answer(segment, heard, window.cue.kind, sure):
        return True
    if window.heard:
        return dense and (sure >= 1 or digitlike >= 3)
    return dense and heard >= _MIN_ANSWER[window.cue.kind] and (sure >= 1 or digitlike >= 6)


def _is_short_answer(segment: Sequence[Token], heard: int, kind: CueKind, sure: int) -> bool:
    """True where a turn of few words holds digits enough for a poor recogniser's rendering of the answer."""
    if kind in {"code", "expiry"}:
        return sum(weight(token) for token in segment) >= _MIN_ANSWER[kind] and (sure > 0 or kind == "code")
    return kind != "mention" and heard >= _MIN_SHORT and sure > 0


def _is_talk(segment: Sequence[Token]) -> bool:
    """True for a turn that is neither a bare answer nor about one given before."""
    others = sum(1 for token in segment if not token.numberish and not token.connects)
    return others > _FEW_WORDS and not any(token.word in _AGAIN for token in segment)


def _counts(token: Token, kind: CueKind) -> bool:
    return token.numberish or (kind == "expiry" and is_month(token))
