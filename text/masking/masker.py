"""Replaces personal numbers and addresses by numbered tokens for a model, and puts them back after.

In: texts of one call. Out: the same texts with [EMAIL_1], [PHONE_1], [CARD_1], [IBAN_1], [SSN_1].
The tokens are stable within one `Masker`: the same words give the same token in every turn. Spelled addresses
and numbers read aloud are found too. Not here: card masking before storage (cards.py), which is final.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass

import phonenumbers
from stdnum import iban, luhn

from text.spoken.emails import spoken_emails
from text.spoken.units import Unit, units

_TOKEN = re.compile(r"\[[A-Z]+_\d+\]")
_DIGITS = re.compile(r"(?<![\w.])\d(?:[ \-.]?\d){12,18}(?![\w])")
_LONG = re.compile(r"(?<![\w.,$£€])\+?\(?\d(?:[ \-.()]{0,2}\d){8,14}(?!\w)")
_IBAN = re.compile(r"\b[A-Z]{2}\d{2}(?: ?[A-Z0-9]){11,30}\b")
_SSN = re.compile(r"\b\d{3}[- ]\d{2}[- ]\d{4}\b")
_DATE = re.compile(r"(?:19|20)\d\d[-/. ]\d{1,2}[-/. ]\d{1,2}$|\d{1,2}[-/.]\d{1,2}[-/.](?:19|20)\d\d$")
_MIN_SPOKEN_PHONE, _MAX_SPOKEN_PHONE = 7, 15


@dataclass(frozen=True, slots=True)
class _Find:
    """Something to mask: which kind, and where."""

    kind: str
    start: int
    end: int


class Masker:
    """Masks and unmasks the texts of one call."""

    def __init__(self, regions: tuple[str, ...] = ("US", "GB")) -> None:
        self._regions = regions
        self._token_of: dict[str, str] = {}
        self._text_of: dict[str, str] = {}
        self._counts: dict[str, int] = {}

    def mask(self, text: str) -> str:
        """Return the text with a token for each e-mail, phone, card, IBAN and social security number."""
        result, at = "", 0
        for find in _without_overlaps(self._finds(text)):
            result += text[at : find.start] + self._token(find.kind, text[find.start : find.end])
            at = find.end
        return result + text[at:]

    def unmask(self, text: str) -> str:
        """Return the text with every token of this masker replaced by what it stands for."""
        return _TOKEN.sub(lambda match: self._text_of.get(match.group(), match.group()), text)

    def _token(self, kind: str, text: str) -> str:
        if text not in self._token_of:
            self._counts[kind] = self._counts.get(kind, 0) + 1
            token = f"[{kind}_{self._counts[kind]}]"
            self._token_of[text] = token
            self._text_of[token] = text
        return self._token_of[text]

    def _finds(self, text: str) -> Iterable[_Find]:
        """Yield what is to be masked, the surest kinds first."""
        yield from (_Find("TOKEN", match.start(), match.end()) for match in _TOKEN.finditer(text))
        yield from (_Find("EMAIL", email.start, email.end) for email in spoken_emails(text))
        yield from (
            _Find("IBAN", m.start(), m.end()) for m in _IBAN.finditer(text) if iban.is_valid(m.group())
        )
        yield from (
            _Find("CARD", m.start(), m.end())
            for m in _DIGITS.finditer(text)
            if luhn.is_valid(re.sub(r"\D", "", m.group()))
        )
        yield from (_Find("SSN", match.start(), match.end()) for match in _SSN.finditer(text))
        for region in self._regions:
            for found in phonenumbers.PhoneNumberMatcher(
                text, region, leniency=phonenumbers.Leniency.POSSIBLE
            ):
                digits = sum(sign.isdigit() for sign in found.raw_string)
                if digits >= _MIN_SPOKEN_PHONE and not _DATE.match(found.raw_string):
                    yield _Find("PHONE", found.start, found.end)
        yield from (_Find("PHONE", match.start(), match.end()) for match in _LONG.finditer(text))
        yield from _read_aloud(text)


def _read_aloud(text: str) -> Iterable[_Find]:
    """Yield numbers of a phone's or a card's length that were read digit by digit or in groups."""
    run: list[Unit] = []
    for unit in (*units(text), None):
        if unit is not None and unit.is_number and not unit.ordinal and (unit.glued or not run):
            run.append(unit)
            continue
        digits = sum(len(piece.key) for piece in run)
        if digits >= _MIN_SPOKEN_PHONE and len(run) > 1 and not _DATE.match(text[run[0].start : run[-1].end]):
            yield _Find("PHONE" if digits <= _MAX_SPOKEN_PHONE else "CARD", run[0].start, run[-1].end)
        run = [unit] if unit is not None and unit.is_number and not unit.ordinal else []


def _without_overlaps(finds: Iterable[_Find]) -> list[_Find]:
    """Keep the first found of those that overlap, and put them in order of place."""
    kept: list[_Find] = []
    for find in finds:
        if all(find.end <= other.start or find.start >= other.end for other in kept):
            kept.append(find)
    return sorted(kept, key=lambda find: find.start)
