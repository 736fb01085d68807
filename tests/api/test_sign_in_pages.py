from __future__ import annotations

from lifecycle import links
from tests.api.house import House

FORM = {"email": "dana@example.com", "password": "a sentence that nobody guesses"}


def test_the_first_link_makes_an_admin_who_is_in_at_once(house: House) -> None:
    secret = links.first_link(house.doors.shelves)
    assert house.client.get(f"/welcome/{secret}").status_code == 200
    made = house.client.post(f"/welcome/{secret}", data=FORM, follow_redirects=False)
    assert made.headers["location"] == "/"
    assert house.client.get("/calls").status_code == 200
    house.client.post("/logout")
    assert house.client.get("/calls", follow_redirects=False).headers["location"] == "/login?next=/calls"
    assert house.client.post(f"/welcome/{secret}", data=FORM).status_code == 422
    answer = house.client.post("/login", data=FORM | {"next": "//evil.example"}, follow_redirects=False)
    assert answer.headers["location"] == "/"  # and from there to the first page that this person may see
    assert house.client.get("/").url.path == "/calls"
    assert "HttpOnly" in answer.headers["set-cookie"]
    assert "SameSite=lax" in answer.headers["set-cookie"]


def test_another_site_cannot_have_a_browser_sign_in(house: House) -> None:
    for headers in ({"sec-fetch-site": "cross-site"}, {"origin": "https://evil.example"}):
        assert house.client.post("/login", data=FORM, headers=headers).status_code == 403


def test_a_wrong_password_is_told_on_the_page(house: House) -> None:
    answer = house.client.post("/login", data=FORM)
    assert answer.status_code == 401
    assert "default-src 'none'" in answer.headers["content-security-policy"]
