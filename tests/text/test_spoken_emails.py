from __future__ import annotations

import pytest

from text.spoken import spoken_emails


@pytest.mark.parametrize(
    ("text", "address"),
    [
        ("it is m dot reed at north wind dot com thanks", "m.reed@northwind.com"),
        ("my email is j o e underscore two at mail dot example dot co dot uk", "joe_2@mail.example.co.uk"),
        ("It's daniel dot reed at example dot com.", "daniel.reed@example.com"),
        ("send it to sam at northwind dot com", "sam@northwind.com"),
        ("write to anna dash maria nine two at gmail dot com and then call", "anna-maria92@gmail.com"),
        ("Mail M.Reed@Northwind.com, please", "m.reed@northwind.com"),
    ],
)
def test_a_spelled_or_written_address_is_found(text: str, address: str) -> None:
    (found,) = spoken_emails(text)
    assert found.address == address
    assert text[found.start : found.end].strip(" ,.") == text[found.start : found.end]


@pytest.mark.parametrize(
    "text", ["meet me at noon", "I am at home. See dot com", "at dot com", "look at the red dot on it", ""]
)
def test_talk_without_an_address_gives_none(text: str) -> None:
    assert spoken_emails(text) == ()
