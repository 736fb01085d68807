"""What gives itself away by how it is written or spelled: e-mail addresses, IBANs, national ids, phones.

In: the text of one turn, regions for phone numbers. Out: finds, the surest kinds first.
Sources: check digits by python-stdnum; numbering plans by phonenumbers; HMRC's form of a NINO.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from typing import Final

import phonenumbers
from stdnum import iban
from stdnum.ch import ssn as ahv
from stdnum.de import idnr
from stdnum.es import dni, nie
from stdnum.fr import nir
from stdnum.it import codicefiscale

from text.masking.find import Find
from text.phones import normalise_phone
from text.spoken.emails import spoken_emails

_PHONE: Final = re.compile(r"(?<![\w.,$£€])\+?\(?\d(?:[ \-.()/]{0,2}\d){6,14}(?!\w)")
_DATE: Final = re.compile(
    r"(?:19|20)\d\d[-/. ]\d{1,2}[-/. ]\d{1,2}|\d{1,2}[-/.]\d{1,2}[-/.](?:19|20)\d\d"
    r"|(?:19|20)\d\d[ -](?:19|20)\d\d"
)
_FEWEST, _SURELY_A_PHONE = 7, 9
_SEVERAL_SIGNS = 2

_Check = Callable[[str], bool]
_BY_FORM: Final[tuple[tuple[str, re.Pattern[str], _Check], ...]] = (
    ("IBAN", re.compile(r"\b[A-Z]{2}\d{2}(?: ?[A-Z0-9]){11,30}\b", re.IGNORECASE), iban.is_valid),
    ("SSN", re.compile(r"\b\d{3}[- ]\d{2}[- ]\d{4}\b"), lambda _: True),
    (
        "NINO",
        re.compile(r"\b[A-CEGHJ-PR-TW-Z][A-CEGHJ-NPR-TW-Z] ?\d{2} ?\d{2} ?\d{2} ?[A-D]\b", re.IGNORECASE),
        lambda _: True,
    ),
    ("STEUERID", re.compile(r"\b\d{2} ?\d{3} ?\d{3} ?\d{3}\b"), idnr.is_valid),
    ("DNI", re.compile(r"\b\d{8}[- ]?[A-Z]\b", re.IGNORECASE), dni.is_valid),
    ("DNI", re.compile(r"\b[XYZ][- ]?\d{7}[- ]?[A-Z]\b", re.IGNORECASE), nie.is_valid),
    (
        "INSEE",
        re.compile(r"\b[12](?: ?\d{2}){2} ?(?:\d{2}|2[AB]) ?\d{3} ?\d{3} ?\d{2}\b", re.IGNORECASE),
        nir.is_valid,
    ),
    ("AHV", re.compile(r"\b756[. ]?\d{4}[. ]?\d{4}[. ]?\d{2}\b"), ahv.is_valid),
    ("CF", re.compile(r"\b[A-Z]{6}\d{2}[A-Z]\d{2}[A-Z]\d{3}[A-Z]\b", re.IGNORECASE), codicefiscale.is_valid),
)

_BEFORE_AN_ADDRESS: Final = re.compile(
    r"(?:mail(?: address)?(?: is|'s| would be| ist| es)?|it's|it is|that's|address is|adresse (?:ist|est)"
    r"|correo(?: electrónico)? es),?\s+((?:[\w'-]+\s+){0,4})$",
    re.IGNORECASE,
)
_LOOK_BACK: Final = 80  # characters


def written_finds(text: str, turn: int) -> Iterator[Find]:
    """Yield what is personal by its form alone; phone numbers not."""
    for email in spoken_emails(text):
        start = email.start if "@" in text[email.start : email.end] else _spelled_from(text, email.start)
        yield Find("EMAIL", turn, start, email.end, email.address)
    for kind, form, is_valid in _BY_FORM:
        for match in form.finditer(text):
            written = _valid_part(match.group(), is_valid)
            if written:
                value = re.sub(r"\W", "", written).upper()
                yield Find(kind, turn, match.start(), match.start() + len(written), value)


def written_phones(text: str, turn: int, regions: tuple[str, ...]) -> Iterator[tuple[Find, bool]]:
    """Yield phone numbers in digits, with whether each is surely one, whatever talk announced."""
    if _PHONE.search(text) is None:
        return
    for region in regions:
        for found in phonenumbers.PhoneNumberMatcher(text, region, leniency=phonenumbers.Leniency.POSSIBLE):
            raw = found.raw_string
            digits = _digits(raw)
            if len(digits) >= _FEWEST and not _DATE.fullmatch(raw) and _is_phonelike(raw, digits):
                value = normalise_phone(raw, (region,)) or digits
                yield Find("PHONE", turn, found.start, found.end, value), _is_surely(raw)
    for match in _PHONE.finditer(text):
        digits = _digits(match.group())
        if len(digits) >= _SURELY_A_PHONE and not _DATE.match(match.group()):
            yield Find("PHONE", turn, match.start(), match.end(), digits), _is_surely(match.group())


def _spelled_from(text: str, start: int) -> int:
    """Before a spelled address: where it begins when talk says so ("my e-mail is | jane doe at ...")."""
    begin = max(0, start - _LOOK_BACK)
    announced = _BEFORE_AN_ADDRESS.search(text[begin:start])
    return start if announced is None else begin + announced.start(1)


def _valid_part(text: str, is_valid: _Check) -> str:
    """The longest beginning of whole words that has the right check digits, or nothing."""
    while text and not is_valid(text):
        text = text.rpartition(" ")[0].rstrip()
    return text


def _digits(raw: str) -> str:
    return re.sub(r"\D", "", raw)


def _is_phonelike(raw: str, digits: str) -> bool:
    """A plain number of few digits may be anything; one with signs between, or a long one, is a phone's."""
    return "," not in raw and (len(digits) >= _SURELY_A_PHONE or not raw.isdigit())


def _is_surely(raw: str) -> bool:
    return raw.startswith("+") or sum(sign in "-.()" for sign in raw) >= _SEVERAL_SIGNS
