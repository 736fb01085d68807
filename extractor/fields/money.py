"""Sums of money in what was said: the number with its currency beside it.

In: a text. Out: `Sum`s. "Six hundred dollars", "$1,250.50", "600 Euro"; a number alone is no money.
"""

from __future__ import annotations

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
_PARTLY: Final = frozenset({"half", "quarter", "minus"})  # "half a million" is no million


class Sum(NamedTuple):
    """An amount; the currency as ISO 4217 has it, None where none was said."""

    amount: Decimal
    currency: str | None

    def __str__(self) -> str:
        """Give it as "1250.50 USD"."""
        whole = self.amount == self.amount.to_integral_value()
        amount = f"{self.amount:f}".split(".")[0] if whole else f"{self.amount:.2f}"
        return f"{amount} {self.currency}" if self.currency else amount


def sums(text: str) -> tuple[Sum, ...]:
    """Return every sum that has a currency, in order."""
    return tuple(one for one in numbers(text) if one.currency is not None)


def numbers(text: str) -> tuple[Sum, ...]:
    """Return every number, with the currency that stands beside it, if any; a glued one is part of a run."""
    said = units(text)
    places = (at for at, unit in enumerate(said) if unit.is_number and not _is_part(said, at))
    found = (_sum(said[at], said[at + 1 : at + 3]) for at in places)
    return tuple(one for one in found if one is not None)


def _is_part(said: tuple[Unit, ...], at: int) -> bool:
    runs_on = said[at].glued or (at + 1 < len(said) and said[at + 1].glued)
    return runs_on or any(unit.key in _PARTLY for unit in said[max(0, at - 2) : at])


def _sum(number: Unit, after: tuple[Unit, ...]) -> Sum | None:
    try:
        amount = Decimal(number.key)
    except InvalidOperation:
        return None
    words = [unit.key for unit in after]
    if words and words[0] in _TIMES:
        amount *= _TIMES[words.pop(0)]
    return Sum(amount, _CURRENCIES.get(words[0]) if words else None)
