"""Pages tell times in the zone of who looks: as the account says, else as the browser told, or the house."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from api.web.viewer_zone import COOKIE
from lifecycle import reading
from tests.api.house import House
from tests.api.people import PASSWORD, account_of


@pytest.fixture(params=["manager"])
def vera(house: House, request: pytest.FixtureRequest) -> House:
    account_of(house, "vera@example.com", request.param)
    house.client.headers.pop("Authorization")
    house.client.post("/login", data={"email": "vera@example.com", "password": PASSWORD})
    return house


def _foot(house: House) -> str:
    return house.client.get("/account").text.split('<footer class="foot dim">')[1].split("</footer>")[0]


def test_the_account_counts_before_the_browser_and_the_browser_before_the_house(vera: House) -> None:
    assert "Europe/Berlin" in _foot(vera)
    vera.client.cookies.set(COOKIE, "Mars/Base")
    assert "Europe/Berlin" in _foot(vera)
    vera.client.cookies.set(COOKIE, "Asia/Tokyo")
    assert "Asia/Tokyo" in _foot(vera)
    kept = vera.client.post("/account/zone", data={"zone": "America/New_York"})
    assert "The time zone is kept" in kept.text
    assert "America/New_York" in _foot(vera)
    wrong = vera.client.post("/account/zone", data={"zone": "Mars/Base"})
    assert wrong.status_code == 422
    assert "write one such as Europe/Berlin" in wrong.text
    vera.client.post("/account/zone", data={"zone": ""})
    assert "Asia/Tokyo" in _foot(vera)


def test_the_page_of_signing_in_asks_the_browser_for_its_zone(house: House) -> None:
    page = house.client.get("/login").text
    assert "/static/zone.js" in page
    assert house.client.get("/static/zone.js").status_code == 200


@pytest.mark.parametrize("vera", ["admin"], indirect=True)
def test_a_day_of_a_filter_begins_at_the_viewers_midnight(vera: House) -> None:
    vera.client.get("/calls")
    lines = vera.client.get("/audit").text.count('<tr role="row">')
    assert lines > 1, "something is in the log of 14:00 UTC"
    vera.client.post("/account/zone", data={"zone": "Pacific/Kiritimati"})  # the 21st there
    assert vera.client.get("/audit?since=2026-11-21").text.count('<tr role="row">') > 1
    assert vera.client.get("/audit?until=2026-11-20").text.count('<tr role="row">') < lines


def test_a_moment_typed_at_the_upload_is_that_of_the_viewers_clock(vera: House) -> None:
    vera.client.post("/account/zone", data={"zone": "America/New_York"})
    assert "Call took place (America/New_York)" in vera.client.get("/upload").text
    form = {"started_at": "2026-11-20T08:30", "consent": "unknown"}
    transcript = b"WEBVTT\n\n00:00.000 --> 00:02.000\n<v Agent>Hello there.\n"
    vera.client.post("/upload", data=form, files={"transcript": ("call.vtt", transcript, "text/vtt")})
    (call,) = reading.calls(vera.doors.shelves, limit=5)
    assert call.details.started_at == datetime(2026, 11, 20, 13, 30, tzinfo=UTC)
    assert "20 Nov 2026, 08:30" in vera.client.get("/calls").text
    vera.client.post("/account/zone", data={"zone": "Europe/Berlin"})
    assert "20 Nov 2026, 14:30 (08:30 UTC-05:00)" in vera.client.get("/calls").text
