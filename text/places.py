"""Where a phone number was given out: its country, and in North America its state.

In: a number in E.164 form. Out: `Place`; what the number does not tell is None. A person may have moved on
with a number, which nothing here can see.
Source: ITU-T E.164; the numbering plans are those of the phonenumbers library.
"""

from __future__ import annotations

from typing import Final

import phonenumbers

from models.consent_rules import Place
from text.area_codes import CANADIAN, STATES_OF_AREA

_UNKNOWN: Final = Place()
_NORTH_AMERICA: Final = 1


def place_of_phone(phone: str | None) -> Place:
    """Return the place; toll-free, personal and satellite numbers tell none."""
    if not phone:
        return _UNKNOWN
    try:
        number = phonenumbers.parse(phone, None)
    except phonenumbers.NumberParseException:
        return _UNKNOWN
    region = phonenumbers.region_code_for_number(number)
    if number.country_code == _NORTH_AMERICA and region in {"US", "CA", None}:
        return _by_area(str(number.national_number)[:3])
    return Place(country=region) if region and region.isalpha() else _UNKNOWN


def _by_area(area: str) -> Place:
    if area in CANADIAN:
        return Place(country="CA")
    country, state = STATES_OF_AREA.get(area, (None, None))
    return Place(country=country, state=state)
