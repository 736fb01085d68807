"""Masks card data in finished turns, before anybody stores them: in the text and in the words alike.

In: turns in order of time. Out: the same turns with "[card]" for each masked stretch, and how many there are.
A masked word spans the time of all that it replaces. Masking twice changes nothing more.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from models.transcript import Turn, Word
from text.masking.card_answers import answers
from text.masking.card_codes import codes
from text.masking.card_numbers import self_evident
from text.masking.card_repeats import repeats
from text.masking.card_tokens import CARD, Token, read_tokens
from text.masking.card_unasked import unasked

_PAUSE_S = 0.3


def mask_cards(turns: tuple[Turn, ...]) -> tuple[tuple[Turn, ...], int]:
    """Return the turns without card numbers, security codes and expiry dates, and the number of stretches.

    Masked are: numbers of 13 to 19 digits with a valid check digit, written or in number words, also across
    turns; and after a cue ("card number", "security code", "expiry date") the whole answer, valid or not.
    """
    by_words = _stretches(map(_tokens, turns), turns)
    by_text = _stretches((turn.text.split() for turn in turns), turns)
    shown = _without_card_data_in_written_form(turns, by_words, by_text)
    masked = tuple(_masked(turn, by_words[number], by_text[number]) for number, turn in enumerate(shown))
    return masked, sum(max(len(words), len(text)) for words, text in zip(by_words, by_text, strict=True))


def card_data(heard: Sequence[Sequence[Token]]) -> set[Token]:
    """Return every token of card data in these turns, read as one call."""
    masked = self_evident(heard) | answers(heard) | unasked(heard)
    masked |= codes(heard, masked)
    return masked | repeats(heard, masked)


def _without_card_data_in_written_form(
    turns: tuple[Turn, ...], by_words: list[list[tuple[int, int]]], by_text: list[list[tuple[int, int]]]
) -> tuple[Turn, ...]:
    """A supplied transcript may bring a written form; where anything is masked there is none any more."""
    if all(turn.written is None for turn in turns):
        return turns
    by_written = _stretches(((turn.written or turn.text).split() for turn in turns), turns)
    return tuple(
        turn.model_copy(update={"written": None}) if any(stretches) else turn
        for turn, *stretches in zip(turns, by_words, by_text, by_written, strict=True)
    )


def _tokens(turn: Turn) -> tuple[str, ...]:
    """The words, with a comma where the speaker paused, or what the text has in their place."""
    if not turn.words:
        return tuple(turn.text.split())
    after = [*(word.start_s for word in turn.words[1:]), float("inf")]
    return tuple(
        f"{word.text.strip()}," if next_s - word.end_s >= _PAUSE_S else word.text
        for word, next_s in zip(turn.words, after, strict=True)
    )


def _stretches(tokens: Iterable[Sequence[str]], turns: tuple[Turn, ...]) -> list[list[tuple[int, int]]]:
    """For each turn the (first, last) places of its masked stretches."""
    heard = read_tokens(tokens, tuple(turn.speaker for turn in turns))
    masked = card_data(heard)
    return [card_stretches(turn, masked) for turn in heard]


def card_stretches(turn: Sequence[Token], masked: set[Token]) -> list[tuple[int, int]]:
    """Return masked tokens of a turn as (first, last); those with nothing but connectors between are one."""
    found: list[tuple[int, int]] = []
    for token in turn:
        if token not in masked:
            continue
        between = turn[found[-1][1] + 1 : token.place] if found else ()
        if found and all(other.connects for other in between):
            found[-1] = (found[-1][0], token.place)
        else:
            found.append((token.place, token.place))
    return found


def _masked(turn: Turn, in_words: list[tuple[int, int]], in_text: list[tuple[int, int]]) -> Turn:
    if not in_words and not in_text:
        return turn
    words = _masked_words(turn.words, in_words)
    said = " ".join(word.text.strip() for word in turn.words)
    if turn.words and said.split() == turn.text.split():
        text = " ".join(" ".join(word.text for word in words).split())
    else:
        text = _masked_text(turn.text, in_text)
    return turn.model_copy(update={"words": words, "text": text})


def _masked_words(words: tuple[Word, ...], stretches: list[tuple[int, int]]) -> tuple[Word, ...]:
    if not words:
        return words
    result: list[Word] = []
    at = 0
    for first, last in stretches:
        result.extend(words[at:first])
        gone = words[first : last + 1]
        result.append(
            Word(
                text=CARD,
                start_s=gone[0].start_s,
                end_s=max(word.end_s for word in gone),
                probability=min(word.probability for word in gone),
            )
        )
        at = last + 1
    return (*result, *words[at:])


def _masked_text(text: str, stretches: list[tuple[int, int]]) -> str:
    tokens = text.split()
    for first, last in reversed(stretches):
        tokens[first : last + 1] = [CARD]
    return " ".join(tokens)
