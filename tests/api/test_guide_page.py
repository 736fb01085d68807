"""The page for agents says what is set here, and nothing that is not."""

from __future__ import annotations

from dataclasses import replace

from starlette.testclient import TestClient

from api.app import create_app
from models.access import Actor
from models.retention import RetentionRules
from tests.api.house import House
from tests.api.test_upload_page import DANA, enter


def test_the_guide_says_the_periods_and_the_crm_that_are_set(house: House) -> None:
    said = enter(house, DANA).get("/guide").text
    assert "No period is set for recordings" in said
    assert "the CRM that comes with Call notes" in said
    house.client = TestClient(
        create_app(replace(house.doors, retention=RetentionRules(audio_days=30), crm="hubspot")),
        base_url="https://testserver",
    )
    said = enter(house, DANA).get("/guide").text
    assert "The recording goes after 30 days" in said
    assert "stands in our CRM" in said


def test_who_sees_no_calls_needs_no_guide_to_them(house: House) -> None:
    ada = enter(house, Actor(name="ada@example.com", role="admin"))
    assert ada.get("/guide").status_code == 403
    assert "/guide" not in ada.get("/account").text
