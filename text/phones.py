"""Phone numbers as a CRM keys them, and the customer whom one (or an e-mail address) names.

In: any text and the regions to try, in order ("US", "GB"). Out: E.164, `Customer`; E.164 as people read it.
Source: ITU-T E.164; the numbering plans are those of the phonenumbers library.
"""

from __future__ import annotations

import re
from typing import Literal

import phonenumbers

from models.call import Customer
from models.errors import InputError

#: How people write an extension behind a number; RFC 3966 writes `;ext=`.
_EXTENSION = re.compile(
    r"\s*(?:;ext=|,+|[,;]?\s*(?:ext(?:ension)?\b\.?|x|#|durchwahl|dw)\s*:?)\s*(?=\d)", re.IGNORECASE
)
_EMAIL = re.compile(r"[^@\s,;<>\"']+@[^@\s,;<>\"'.]+(?:\.[^@\s,;<>\"'.]+)+")


def normalise_phone(raw: str, regions: tuple[str, ...]) -> str | None:
    """Return the number in E.164 form ("+15125550123"), or None when it is no valid number in any region.

    A number with its country code ("+44 ...", "0044 ...") needs no region; a national one is read in the
    first region in which it is valid.
    """
    text = _without_scheme(raw.strip())
    if text.startswith("00"):
        text = "+" + text[2:]
    for region in (None,) if text.startswith("+") else regions:
        found = _read(text, region)
        if found is not None:
            return found
    return None


def same_line(held: str, wanted: str, regions: tuple[str, ...]) -> Literal["same", "extension"] | None:
    """Say whether a number as a CRM holds it, in whatever form, is this one in E.164 form.

    "extension": the same line, but the held number goes on to an extension, and so others may share it.
    """
    base, *rest = _EXTENSION.split(held.strip(), maxsplit=1)
    if normalise_phone(base, regions) != wanted:
        return None
    return "extension" if rest else "same"


def spaced_phone(phone: str) -> str:
    """Return a number in E.164 form as people read it ("+1 202-555-0147"); any other text stays as it is."""
    try:
        number = phonenumbers.parse(phone, None)
    except phonenumbers.NumberParseException:
        return phone
    return phonenumbers.format_number(number, phonenumbers.PhoneNumberFormat.INTERNATIONAL)


def digits_of(phone: str) -> tuple[str, ...]:
    """Return a number in E.164 form as digits, with its country code and without."""
    try:
        number = phonenumbers.parse(phone, None)
    except phonenumbers.NumberParseException:
        return (phone,)
    return phone.lstrip("+"), str(number.national_number)


def read_customer(raw: str, regions: tuple[str, ...]) -> Customer:
    """Return the customer that this text names; a phone in E.164, an e-mail in lower case.

    Raises InputError when it is neither.
    """
    text = raw.strip()
    bare = text[7:] if text.lower().startswith("mailto:") else text
    if _EMAIL.fullmatch(bare):
        return Customer(email=bare.lower())
    phone = normalise_phone(text, regions)
    if phone is None:
        raise InputError(
            "The customer is neither an e-mail address nor a phone number that is valid in the configured "
            "regions; give a phone with its country code, like +1 512 555 0123."
        )
    return Customer(phone=phone)


def _without_scheme(text: str) -> str:
    if not text.lower().startswith(("tel:", "sip:")):
        return text
    return text[4:].partition(";")[0].partition("@")[0]


def _read(text: str, region: str | None) -> str | None:
    try:
        number = phonenumbers.parse(text, region)
    except phonenumbers.NumberParseException:
        return None
    if number.extension or not phonenumbers.is_valid_number(number):
        return None
    return phonenumbers.format_number(number, phonenumbers.PhoneNumberFormat.E164)
