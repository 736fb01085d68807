"""Where a phone number was given out."""

from __future__ import annotations

import re

import phonenumbers
import pytest

from models.consent_rules import Place
from text.area_codes import STATES_OF_AREA
from text.places import place_of_phone

_STATE = re.compile(r", ([A-Z]{2})$")


@pytest.mark.parametrize(
    ("phone", "country", "state"),
    [
        ("+15125550123", "US", "TX"),
        ("+12025550123", "US", "DC"),
        ("+16045550123", "CA", "BC"),
        ("+19025550123", "CA", None),  # two provinces share it
        ("+17875550123", "PR", None),
        ("+18005550123", None, None),  # toll-free
        ("+4930901820", "DE", None),
        ("+447624312345", "IM", None),
        ("+80012345678", None, None),
        ("nonsense", None, None),
        (None, None, None),
    ],
)
def test_a_number_tells_its_country_and_in_north_america_its_state(
    phone: str | None, country: str | None, state: str | None
) -> None:
    assert place_of_phone(phone) == Place(country=country, state=state)


@pytest.mark.soak
def test_the_table_of_area_codes_agrees_with_the_geocoder() -> None:
    from phonenumbers import geocoder  # four seconds and 190 MiB, which is why there is a table

    compared = 0
    for area, (country, state) in STATES_OF_AREA.items():
        for exchange in range(200, 1000, 13):
            number = phonenumbers.parse(f"+1{area}{exchange}1234")
            told = _STATE.search(geocoder.description_for_number(number, "en"))
            if told and phonenumbers.region_code_for_number(number) == country:
                assert told[1] == state, number
                compared += 1
    assert compared > 5_000
