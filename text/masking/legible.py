"""A text with every digit, letter and sign in its plain form, so that no way of writing hides a number.

In: any text. Out: the plain text, and for each of its characters the place it was read from.
Full-width and Arabic-Indic digits become 0 to 9, odd spaces and dashes the plain ones; joiners, direction
marks and what else nobody sees go. Source: Unicode NFKC (UAX 15) and the general category Cf.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Sequence

_DASHES = frozenset("‐‑‒–—―−﹣⁃")
_UNSEEN = frozenset({"Cf", "Mn", "Me"})


def legible(text: str) -> tuple[str, Sequence[int]]:
    """Return the plain text and the places of its characters; the last place is the length of `text`."""
    if text.isascii():
        return text, range(len(text) + 1)
    signs: list[str] = []
    places: list[int] = []
    for place, sign in enumerate(text):
        plain = _plain(sign, after_digit=bool(signs) and signs[-1].isdigit())
        if plain:
            signs.append(plain)
            places.append(place)
    return "".join(signs), (*places, len(text))


def _plain(sign: str, *, after_digit: bool) -> str:
    """The one plain character that this one stands for, or nothing where nobody would see it."""
    if sign.isascii():
        return sign
    value = unicodedata.decimal(sign, None)
    if value is not None:
        return str(value)
    if sign in _DASHES:
        return "-"
    category = unicodedata.category(sign)
    if category == "Cf" or (category in _UNSEEN and after_digit):
        return ""
    composed = unicodedata.normalize("NFKC", sign)
    return composed if len(composed) == 1 else sign
