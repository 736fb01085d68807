"""Dense stretches of digits, and of what digits are misheard as, within a turn: the answers to a card cue.

In: tokens of a turn. Out: stretches as (first, last) places, and the tokens to mask for one of them.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence

from text.masking.card_tokens import Token, is_month

_TAIL = 4
_HEAD = 2
_CLOSING = frozenset({
    "thanks", "thank", "you", "please", "okay", "ok", "thats", "it", "is", "yes", "right", "got", "good",
    "great", "sorry", "sir", "maam", "and", "but", "so", "the", "did", "do", "all", "what", "my", "your",
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


def clusters(
    segment: Sequence[Token], *, counts: Callable[[Token], bool], gap: Callable[[int], int]
) -> list[tuple[int, int]]:
    """Return the stretches of tokens that count, as (first, last).

    `gap` gives the number of other words that may stand between two of them, from the digits heard so far.
    A small amount right behind a digit ("four two weeks") is taken for misheard digits too.
    """
    found: list[tuple[int, int]] = []
    heard = 0
    for at, token in enumerate(segment):
        beside = bool(found) and at == found[-1][1] + 1
        if not (counts(token) or (beside and token.amount and not token.money)):
            continue
        if found and at - found[-1][1] - 1 <= gap(heard):
            found[-1] = (found[-1][0], at)
        else:
            found.append((at, at))
        heard += weight(token)
    return [_trimmed(segment, first, last) for first, last in found]


def weight(token: Token) -> int:
    """Return how many digits a token stands for, roughly."""
    if is_month(token):
        return 2
    if not token.numberish:
        return 0
    return max(1, sum(sign.isdigit() for sign in token.digits or ""))


def with_edges(segment: Sequence[Token], first: int, last: int) -> Sequence[Token]:
    """Return the stretch with the words at its edges that may be misheard digits.

    Before it: up to two words that are not usual there. After it: what little the turn has left.
    """
    for _ in range(_HEAD):
        before = segment[first - 1] if first else None
        if before is None or before.word in _SAFE or before.connects or before.amount:
            break
        first -= 1
    rest = segment[last + 1 : last + 2 + _TAIL]
    closes = any(token.word in _CLOSING or token.amount for token in rest)
    if len(rest) <= _TAIL and (not closes or any(token.numberish for token in rest)):
        last += len(rest)
    return segment[first : last + 1]


def _trimmed(segment: Sequence[Token], first: int, last: int) -> tuple[int, int]:
    """Leave out words at the edges that are digits only by sound and stand apart ("go to | four two")."""
    while first < last and _stands_apart(segment[first], segment[first + 1]):
        first += 1
        while first < last and not _is_digit(segment[first]):
            first += 1
    while last > first and _stands_apart(segment[last], segment[last - 1]):
        last -= 1
        while last > first and not _is_digit(segment[last]):
            last -= 1
    return first, last


def _stands_apart(token: Token, neighbour: Token) -> bool:
    return not token.sure and not is_month(token) and not token.amount and not neighbour.numberish


def _is_digit(token: Token) -> bool:
    return token.numberish or token.digits is not None or is_month(token)
