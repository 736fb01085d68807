"""What follows a card cue: the whole answer, whether or not its digits add up, since recognisers mishear.

In: classified turns. Out: the tokens to mask.
An answer is a dense stretch of digits and of what digits are misheard as, with the few words between, in
the cue's own turn or in the turns after it, by whomever; it ends where talk goes on without digits or turns
to another number.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from text.masking.card_cues import Cue, CueKind, cues, stop
from text.masking.card_tokens import Token, is_month

_TURNS_ABOUT_CARDS = 8
_WHOLE_NUMBER = 13
_PATIENCE = 6  # turns without digits before an answer has begun: "one moment, I have to get my wallet"
_MIN_ANSWER: dict[CueKind, int] = {"number": 3, "card": 4, "mention": 8, "code": 2, "expiry": 2, "back": 3}
_ENOUGH: dict[CueKind, int] = {"number": 13, "card": 13, "mention": 13, "code": 3, "expiry": 2, "back": 3}
_GAP_BEFORE_WHOLE, _GAP_AFTER_WHOLE = 5, 2
_MIN_DENSITY = 0.4
_TAIL = 3
_AGAIN = frozenset({
    "again", "repeat", "pardon", "sorry", "last", "digits", "didnt", "missed", "confirm", "back", "was",
})  # fmt: skip
_SAFE = frozenset({
    "a", "an", "and", "as", "at", "be", "but", "can", "card", "code", "correct", "course", "credit", "date",
    "debit", "details", "do", "expires", "expiry", "expiration", "first", "front", "get", "give", "go",
    "got", "great", "has", "have", "here", "i", "id", "ill", "im", "in", "is", "it", "its", "just", "let",
    "like", "long", "me", "my", "name", "new", "no", "not", "now", "number", "numbers", "of", "off", "okay",
    "ok", "on", "or", "our", "please", "perfect", "read", "ready", "right", "say", "second",
    "security", "so", "sorry", "sure", "take", "thank", "thanks", "that", "thats", "the", "this", "was",
    "we", "well", "what", "when", "with", "yeah", "yep", "yes", "you", "your", "youre",
})  # fmt: skip


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
    clusters = [cluster for cluster in _clusters(segment, window) if _is_answer(segment, cluster, window)]
    if not clusters:
        return set()
    window.quiet = 0
    found: set[Token] = set()
    for first, last in clusters:
        window.heard += sum(_weight(token) for token in segment[first : last + 1])
        found.update(segment[_from(segment, first) : last + 1])
    if window.cue.kind in {"number", "card", "mention"} and window.heard < _WHOLE_NUMBER:
        found.update(segment[clusters[0][0] : clusters[-1][1] + 1])
    found.update(_tail(segment, clusters[-1][1]))
    return found


def _clusters(segment: Sequence[Token], window: _Window) -> list[tuple[int, int]]:
    """Stretches of digit-like tokens that are not far from each other, as (first, last)."""
    found: list[tuple[int, int]] = []
    weight = window.heard
    for at, token in enumerate(segment):
        if not _counts(token, window.cue.kind):
            continue
        gap = _GAP_AFTER_WHOLE if weight >= _ENOUGH[window.cue.kind] else _GAP_BEFORE_WHOLE
        if found and at - found[-1][1] - 1 <= gap:
            found[-1] = (found[-1][0], at)
        else:
            found.append((at, at))
        weight += _weight(token)
    return [_trimmed(segment, first, last) for first, last in found]


def _trimmed(segment: Sequence[Token], first: int, last: int) -> tuple[int, int]:
    """Leave out words at the edges that are digits only by sound and stand apart ("go to | four two")."""
    while (
        first < last
        and not segment[first].sure
        and not segment[first + 1].numberish
        and not is_month(segment[first])
    ):
        first += 1
        while first < last and not segment[first].numberish and not is_month(segment[first]):
            first += 1
    while (
        last > first
        and not segment[last].sure
        and not segment[last - 1].numberish
        and not is_month(segment[last])
    ):
        last -= 1
        while last > first and not segment[last].numberish and not is_month(segment[last]):
            last -= 1
    return first, last


def _is_answer(segment: Sequence[Token], cluster: tuple[int, int], window: _Window) -> bool:
    first, last = cluster
    inside = segment[first : last + 1]
    weight = sum(_weight(token) for token in inside)
    sure = sum(1 for token in inside if token.sure or is_month(token))
    digitlike = sum(1 for token in inside if _counts(token, window.cue.kind))
    dense = digitlike / len(inside) >= _MIN_DENSITY
    if window.heard:
        return dense and (sure >= 1 or digitlike >= 3)
    return dense and weight >= _MIN_ANSWER[window.cue.kind] and (sure >= 1 or digitlike >= 6)


def _counts(token: Token, kind: CueKind) -> bool:
    return token.numberish or (kind == "expiry" and is_month(token))


def _weight(token: Token) -> int:
    """How many digits a token stands for, roughly."""
    if is_month(token):
        return 2
    if not token.numberish:
        return 0
    written = sum(sign.isdigit() for sign in token.digits or "")
    return max(1, written)


def _from(segment: Sequence[Token], first: int) -> int:
    """Take in up to two unknown words right before the digits: they may be digits that were misheard."""
    for _ in range(2):
        before = segment[first - 1] if first else None
        if before is None or before.word in _SAFE or before.connects or before.amount:
            break
        first -= 1
    return first


def _tail(segment: Sequence[Token], last: int) -> set[Token]:
    """Take in what little follows the digits up to the end of the turn, but for words that say nothing."""
    rest = segment[last + 1 :]
    if len(rest) > _TAIL or any(token.word in _SAFE or token.connects or token.amount for token in rest[:1]):
        return set()
    return {token for token in rest if token.word not in _SAFE and not token.connects}
