from __future__ import annotations

import pytest

from models.errors import InputError
from text.contact_ids import contact_id_in_hubspot


@pytest.mark.parametrize(
    "typed",
    [
        "501",
        " 501 ",
        "https://app.hubspot.com/contacts/12345/record/0-1/501",
        "https://app-eu1.hubspot.com/contacts/12345/record/0-1/501?engagement=9#note",
        "https://app.hubspot.com/contacts/12345/contact/501/",
    ],
)
def test_an_id_is_read_from_a_number_or_the_address_of_the_contacts_page(typed: str) -> None:
    assert contact_id_in_hubspot(typed) == "501"


@pytest.mark.parametrize(
    "typed",
    [
        "",
        "Ann Reed",
        "ann@example.com",
        "٥٠١",
        "1" * 21,
        "https://app.hubspot.com/contacts/12345/record/0-2/501",
        "https://app.hubspot.com.example.com/contacts/12345/record/0-1/501",
        "501 502",
    ],
)
def test_what_can_be_no_id_is_refused_with_what_to_copy(typed: str) -> None:
    with pytest.raises(InputError, match="is a number; copy it") as refused:
        contact_id_in_hubspot(typed)
    assert refused.value.field == "contact_id"
