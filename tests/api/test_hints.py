"""What a door says to who came wrongly names what is needed."""

from __future__ import annotations

import pytest

from lifecycle import tokens
from tests.api.calls import CALLS
from tests.api.house import PROVEN, House, wav
from tests.api.test_people_pages import SAM, enter


@pytest.mark.parametrize(
    ("method", "path", "needed"),
    [
        ("GET", CALLS, "calls:read"),
        ("POST", CALLS, "calls:write"),
        ("POST", f"{CALLS}/x/retry", "calls:decide"),
    ],
)
def test_a_token_without_the_scope_is_told_which_one(
    house: House, method: str, path: str, needed: str
) -> None:
    secret = tokens.make_token(house.doors.shelves, "meter", ("metrics:read",), by="test")
    answer = house.client.request(method, path, headers={"authorization": f"Bearer {secret}"})
    assert answer.status_code == 403
    assert f"the scope {needed}." in answer.json()["detail"]


def test_a_page_says_which_role_it_needs(house: House) -> None:
    sam = enter(house, SAM, "agent")
    assert "the role manager or auditor or admin" in sam.get("/audit").json()["detail"]


def test_consent_behind_the_audio_is_told_to_be_in_the_wrong_place(house: House) -> None:
    files = {"audio": ("a.wav", wav(), "audio/wav")} | {name: (None, value) for name, value in PROVEN.items()}
    answer = house.client.post(CALLS, files=files)
    assert answer.status_code == 422
    (told,) = answer.json()["errors"]
    assert told["field"] == "consent"
    assert "fields after the audio are not read" in told["message"]
