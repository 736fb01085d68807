"""Who a request comes from, and by HTTPS or not, is believed of the proxy and of nobody else."""

from __future__ import annotations

from pathlib import Path

import pytest
from fastapi.testclient import TestClient
from sqlalchemy import text

from callnotes.serve import http_server
from lifecycle.secret import hashed
from tests.api.house import open_house
from tests.api.test_people_pages import DANA, PASSWORD, enter

FORWARDED = {"x-forwarded-for": "198.51.100.7, 203.0.113.9", "x-forwarded-proto": "https"}


@pytest.mark.parametrize(
    ("peer", "allowed", "counted", "is_https"),
    [
        ("127.0.0.1", None, "203.0.113.9", True),
        ("192.0.2.1", None, "192.0.2.1", False),
        ("192.0.2.1", "192.0.2.1", "203.0.113.9", True),
        ("127.0.0.1", "192.0.2.1", "127.0.0.1", False),
    ],
)
def test_a_stranger_cannot_say_to_be_somebody_else(
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    peer: str,
    allowed: str | None,
    counted: str,
    is_https: bool,
) -> None:
    if allowed is None:
        monkeypatch.delenv("FORWARDED_ALLOW_IPS", raising=False)
    else:
        monkeypatch.setenv("FORWARDED_ALLOW_IPS", allowed)
    with open_house(tmp_path) as house:
        enter(house, DANA, "admin")
        config = http_server(house.doors)
        config.load()
        browser = TestClient(config.loaded_app, client=(peer, 50000), follow_redirects=False)
        form = {"email": DANA, "password": PASSWORD}
        assert browser.post("/login", data=form | {"password": "x"}, headers=FORWARDED).status_code == 401
        with house.doors.shelves.database.reading() as session:
            keys = set(session.scalars(text("SELECT key FROM sign_in_tries")))
        assert hashed(f"address {counted}") in keys
        given = browser.post("/login", data=form, headers=FORWARDED).headers
        assert ("Secure" in given["set-cookie"]) is is_https
        assert ("strict-transport-security" in given) is is_https
