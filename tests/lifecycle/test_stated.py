from __future__ import annotations

from datetime import UTC, datetime, timedelta, timezone

import pytest

from lifecycle.stated import check_consent, check_details
from models.call import CallDetails
from models.errors import CallInFutureError, InputError
from tests.lifecycle.house import GRANTED, NOW


@pytest.mark.parametrize("text", ["a\x00b", "\x1b[2J", "two\nlines", "\x9b31m", "half \ud800", "x" * 321])
@pytest.mark.parametrize("field", ["agent", "team", "external_id"])
def test_a_field_that_is_no_plain_line_is_refused(field: str, text: str) -> None:
    with pytest.raises(InputError):
        check_details(CallDetails().model_copy(update={field: text}), now=NOW)


@pytest.mark.parametrize("text", ["Zoë Łukasiewicz", "山田", "pbx/48:213#ä", "🎧 desk 4"])
def test_names_and_ids_of_every_script_are_taken(text: str) -> None:
    check_details(CallDetails(agent=text, external_id=text), now=NOW)


def test_a_call_before_there_were_recordings_is_refused_in_any_zone() -> None:
    east, west = (timezone(timedelta(hours=hours)) for hours in (14, -14))
    for zone in (east, UTC, west):
        with pytest.raises(InputError):
            check_details(CallDetails(started_at=datetime(1, 1, 1, tzinfo=zone)), now=NOW)


def test_a_call_may_be_as_far_ahead_as_clocks_differ() -> None:
    check_details(CallDetails(started_at=NOW + timedelta(minutes=4)), now=NOW)
    with pytest.raises(CallInFutureError):
        check_details(CallDetails(started_at=NOW + timedelta(minutes=6)), now=NOW)


def test_consent_cannot_be_given_in_the_future() -> None:
    check_consent(GRANTED, now=NOW)
    with pytest.raises(InputError):
        check_consent(GRANTED.model_copy(update={"at": NOW + timedelta(days=1)}), now=NOW)


def test_proof_of_consent_is_plain_text() -> None:
    with pytest.raises(InputError):
        check_consent(GRANTED.model_copy(update={"how": "\x1b]0;title\x07"}), now=NOW)
