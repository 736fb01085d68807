"""Sums of money in what was said: the number with its currency beside it.

In: a text. Out: `Sum`s. "Six hundred dollars", "$1,250.50", "half a million euros"; a number alone is none.
"""

from __future__ import annotations

import re
from decimal import Decimal, InvalidOperation
from typing import Final, NamedTuple

from text.spoken import Unit, units

_CURRENCIES: Final = {
    "dollar": "USD", "dollars": "USD", "bucks": "USD", "usd": "USD", "euro": "EUR", "euros": "EUR",
    "eur": "EUR", "pound": "GBP", "pounds": "GBP", "quid": "GBP", "gbp": "GBP", "franken": "CHF",
    "francs": "CHF", "chf": "CHF",
}  # fmt: skip
_TIMES: Final = {
    "k": 1_000, "grand": 1_000, "thousand": 1_000, "million": 1_000_000, "tausend": 1_000, "mil": 1_000,
    "mille": 1_000,
}  # fmt: skip
#: What makes a number another one, or none that anybody knows: "a quarter past 6", "a few thousand".
_PARTLY: Final = frozenset(
    {"half", "halbe", "halben", "demi", "quarter", "quarters", "minus", "few", "several"}
)
_SIZES: Final = (1_000_000_000, 1_000_000, 1_000)
_WRITTEN_AFTER: Final = {
    "k": 1_000,
    "m": 1_000_000,
    "bn": 1_000_000_000,
}  # "$15k", where the sign was read after
_SCALE: Final = r"(?P<scale>1000|1000000|1000000000|k|grand|tausend|mille|mil)"
#: Amounts that are said in parts: "half a million", "three quarters of a million", "two and a half thousand".
_IN_PARTS: Final = re.compile(
    rf"(?:(?P<part>half|halbe|halben|demi|(?:an? )?quarter|3 quarters|(?:an? )?couple)"
    rf"(?: of)?(?: an?)? {_SCALE}"
    rf"|(?P<whole>\d+) and (?:a )?half(?: {_SCALE.replace('scale', 'scale_after')})?"
    r"|(?P<point>\d+\.\d+) (?P<million>1000|1000000|1000000000))(?!\S)"
)
_SHARES: Final = {
    "half": "0.5", "halbe": "0.5", "halben": "0.5", "demi": "0.5", "quarter": "0.25", "3 quarters": "0.75",
    "couple": "2",
}  # fmt: skip
_MOST_WORDS: Final = 6


class Sum(NamedTuple):
    """An amount; the currency as ISO 4217 has it, None where none was said."""

    amount: Decimal
    currency: str | None

    def __str__(self) -> str:
        """Give it as "1250.50 USD"."""
        whole = self.amount == self.amount.to_integral_value()
        amount = f"{self.amount:f}".split(".")[0] if whole else f"{self.amount:.2f}"
        return f"{amount} {self.currency}" if self.currency else amount


class Said(NamedTuple):
    """A number as it stands in a text; `in_parts` where it is not one number there ("half a million")."""

    sum: Sum
    start: int
    end: int
    in_parts: bool


def sums(text: str) -> tuple[Sum, ...]:
    """Return every sum that has a currency, in order."""
    return tuple(one.sum for one in said_numbers(text) if one.sum.currency is not None)


def numbers(text: str) -> tuple[Sum, ...]:
    """Return every number, with the currency that stands beside it, if any; a glued one is part of a run."""
    return tuple(one.sum for one in said_numbers(text))


def said_numbers(text: str) -> tuple[Said, ...]:
    """Return the numbers of a text with the places where they and their currency stand."""
    said = units(text)
    found: list[Said] = []
    at = 0
    while at < len(said):
        words = " ".join(unit.key for unit in said[at : at + _MOST_WORDS])
        parts = _IN_PARTS.match(words)
        if parts is not None:
            length = parts.group().count(" ") + 1
            found.append(_with_currency(_amount(parts), said, at, at + length, in_parts=True))
        else:
            length = 1
            found += _plain(said, at)
        at += length
    return tuple(found)


def _amount(parts: re.Match[str]) -> Decimal:
    if parts["part"]:
        share = _SHARES[parts["part"].removeprefix("an ").removeprefix("a ")]
        return Decimal(share) * _scale(parts["scale"])
    if parts["whole"]:
        whole, half = Decimal(parts["whole"]), Decimal("0.5")
        size = next((size for size in _SIZES if whole and not whole % size), 1)  # "a million and a half"
        return whole + half * size if size > 1 else (whole + half) * _scale(parts["scale_after"])
    return Decimal(parts["point"]) * _scale(parts["million"])


def _scale(word: str | None) -> int:
    return 1 if word is None else _TIMES.get(word) or int(word)


def _plain(said: tuple[Unit, ...], at: int) -> list[Said]:
    if not said[at].is_number or _is_part(said, at):
        return []
    try:
        amount = Decimal(said[at].key)
    except InvalidOperation:
        return []
    times = _TIMES.get(said[at + 1].key) if at + 1 < len(said) else None
    end = at + (1 if times is None else 2)
    return [_with_currency(amount * (times or 1), said, at, end, in_parts=False)]


def _is_part(said: tuple[Unit, ...], at: int) -> bool:
    runs_on = said[at].glued or (at + 1 < len(said) and said[at + 1].glued)
    return runs_on or any(unit.key in _PARTLY for unit in said[max(0, at - 3) : at])


def _with_currency(amount: Decimal, said: tuple[Unit, ...], at: int, end: int, *, in_parts: bool) -> Said:
    """Return the number with the currency that follows it, and what stands at a written one: "$15k"."""
    currency = _CURRENCIES.get(said[end].key) if end < len(said) else None
    last = said[end] if currency else said[end - 1]
    behind = said[end + 1] if currency and end + 1 < len(said) else None
    if behind is not None and behind.start == last.end and behind.key in _WRITTEN_AFTER:
        amount, last, in_parts = amount * _WRITTEN_AFTER[behind.key], behind, True
    return Said(Sum(amount, currency), said[at].start, last.end, in_parts)
