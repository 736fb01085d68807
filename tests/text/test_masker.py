from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from text.masking import Masker


@pytest.mark.parametrize(
    ("text", "masked"),
    [
        ("mail m.reed@x.example now", "mail [EMAIL_1] now"),
        ("it is m dot reed at north wind dot com.", "it is [EMAIL_1]."),
        ("call 512-555-0123 or 020 7946 0958", "call [PHONE_1] or [PHONE_2]"),
        ("call five one two five five five oh one two three", "call [PHONE_1]"),
        ("GB82 WEST 1234 5698 7654 32 it is", "[IBAN_1] it is"),
        ("my number is 123-45-6789", "my number is [SSN_1]"),
        ("4242 4242 4242 4242", "[CARD_1]"),
    ],
)
def test_personal_numbers_and_addresses_become_tokens(text: str, masked: str) -> None:
    assert Masker().mask(text) == masked


@pytest.mark.parametrize(
    "text",
    [
        "order 447 1 2 on 2026-11-20 at 10:30 for $1,200.50",
        "the order number is four seven one nine three six",
        "by Friday the third, twenty people",
        "SW1A 1AA",
    ],
)
def test_order_numbers_dates_amounts_and_postcodes_stay_readable(text: str) -> None:
    assert Masker().mask(text) == text


def test_the_same_words_have_the_same_token_in_every_turn() -> None:
    masker = Masker()
    first = masker.mask("call 512-555-0123")
    assert masker.mask("yes, 512-555-0123") == "yes, [PHONE_1]"
    assert first == "call [PHONE_1]"


def test_a_token_that_was_said_itself_comes_back_as_it_was() -> None:
    masker = Masker()
    masked = masker.mask("I said [PHONE_1], and call 512-555-0123")
    assert masked == "I said [TOKEN_1], and call [PHONE_1]"
    assert masker.unmask(masked) == "I said [PHONE_1], and call 512-555-0123"


def test_an_unknown_token_is_left_alone() -> None:
    assert Masker().unmask("[PHONE_9] and [EMAIL_1]") == "[PHONE_9] and [EMAIL_1]"


_PIECES = st.sampled_from(
    [
        "mail a.b@c.example",
        "512-555-0123",
        "[EMAIL_1]",
        "five one two five five five oh one two three",
        "hello,",
        "$5",
    ]
) | st.text(max_size=12)


@given(st.lists(_PIECES, max_size=8).map(" ".join))
def test_unmasking_gives_back_every_text(text: str) -> None:
    masker = Masker()
    assert masker.unmask(masker.mask(text)) == text


@given(st.from_regex(r"[2-9]\d{2}-555-01\d{2}", fullmatch=True))
def test_no_written_phone_is_left(phone: str) -> None:
    assert phone not in Masker().mask(f"you can call {phone} after six")
