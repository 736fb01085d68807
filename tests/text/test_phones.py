from __future__ import annotations

import pytest

from models.errors import InputError
from text.phones import normalise_phone, read_customer, spaced_phone


@pytest.mark.parametrize(
    ("raw", "expected"),
    [
        ("(512) 555-0123", "+15125550123"),
        ("512.555.0123", "+15125550123"),
        ("020 7946 0958", "+442079460958"),
        ("+44 20 7946 0958", "+442079460958"),
        ("0044 20 7946 0958", "+442079460958"),
        ("tel:+1-512-555-0123", "+15125550123"),
        ("sip:+15125550123@pbx.example;user=phone", "+15125550123"),
        ("  +1 512 555 0123 ", "+15125550123"),
    ],
)
def test_a_phone_in_any_format_becomes_e164(raw: str, expected: str) -> None:
    assert normalise_phone(raw, ("US", "GB")) == expected


@pytest.mark.parametrize("raw", ["", "12", "order 44712", "+1 000 000 0000", "anonymous", "+999 123"])
def test_what_is_no_valid_number_is_none(raw: str) -> None:
    assert normalise_phone(raw, ("US", "GB")) is None


def test_the_first_region_in_which_a_number_is_valid_decides() -> None:
    assert normalise_phone("020 7946 0958", ("US",)) is None
    assert normalise_phone("030 901820", ("GB", "DE")) == "+4930901820"


def test_a_customer_is_a_phone_or_an_email_in_lower_case() -> None:
    assert read_customer("M.Reed@Northwind.example", ("US",)).email == "m.reed@northwind.example"
    assert read_customer("mailto:a@b.example", ("US",)).email == "a@b.example"
    assert read_customer("(512) 555-0123", ("US",)).phone == "+15125550123"


@pytest.mark.parametrize("raw", ["", "Maria", "a@b", "@b.example", "a b@c.example", "55"])
def test_a_customer_that_is_neither_is_refused_without_repeating_it(raw: str) -> None:
    with pytest.raises(InputError) as refused:
        read_customer(raw, ("US",))
    assert "country code" in refused.value.message
    assert not raw or raw not in refused.value.message.split()


@pytest.mark.parametrize(
    ("phone", "shown"),
    [
        ("+12025550147", "+1 202-555-0147"),
        ("+442079460958", "+44 20 7946 0958"),
        ("office@example.com", "office@example.com"),
        ("extension 12", "extension 12"),
    ],
)
def test_a_number_is_shown_as_people_read_it(phone: str, shown: str) -> None:
    assert spaced_phone(phone) == shown
