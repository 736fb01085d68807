"""The list of calls: who sees which, what they need, found by text, page by page."""

from __future__ import annotations

import html
import re
from datetime import timedelta

from lifecycle import attempts, link
from models.access import Actor
from tests.api.calls import new_call, staged_call
from tests.api.house import TOKEN, House
from tests.api.test_upload_page import ADMIN, DANA, enter

_WHY = "The model is missing."


def _counts(text: str) -> dict[str, int]:
    found = re.findall(r'id="tab-(\w+)".*?<span class="count[^"]*">(\d+)</span>', text, re.DOTALL)
    return {name: int(count) for name, count in found}


def _listed(text: str) -> set[str]:
    return set(re.findall(r'href="/calls/(call_\w+)"', text))


def test_an_empty_list_says_what_to_do_next(house: House) -> None:
    assert "Upload the first call" in enter(house, DANA).get("/calls").text


def test_calls_are_counted_and_shown_by_what_they_need(house: House) -> None:
    waits = staged_call(house, seed=1)
    works = new_call(house, seed=2)
    fails = new_call(house, seed=3)
    attempts.begin(house.doors.shelves, fails, "process", 1)
    attempts.fail(
        house.doors.shelves, fails, "process", 1, step="transcribe", code="x", message=_WHY, retryable=True
    )
    client = enter(house, ADMIN)
    shown = client.get("/calls").text
    assert _counts(shown) == {"all": 3, "waiting": 1, "working": 1, "failed": 1, "done": 0}
    assert 'data-working="1"' in shown
    assert _listed(client.get("/calls?show=waiting").text) == {waits}
    assert _listed(client.get("/calls?show=working").text) == {works}
    failed = client.get("/calls?show=failed").text
    assert _listed(failed) == {fails}
    assert _WHY in failed
    assert "Nothing is done yet" in client.get("/calls?show=done").text


def test_a_call_of_somebody_else_is_neither_listed_nor_counted(house: House) -> None:
    own = new_call(house, seed=1, agent="dana@example.com")
    foreign = new_call(house, seed=2, agent="eve@example.com", team="support", customer="eve-customer@x.com")
    text = enter(house, DANA).get("/calls").text
    assert _listed(text) == {own}
    assert _counts(text)["all"] == 1
    assert foreign not in enter(house, DANA).get("/calls?q=eve-customer").text
    manager = Actor(name="max@example.com", role="manager", teams=("support",))
    assert _listed(enter(house, manager).get("/calls").text) == {foreign}


def test_calls_are_found_by_customer_agent_and_ids(house: House) -> None:
    one = new_call(
        house, seed=1, customer="+1 512 555 0123", agent="dana@example.com", external_id="pbx-48213"
    )
    new_call(house, seed=2, customer="other@example.org", agent="eve@example.com")
    client = enter(house, ADMIN)
    for text in ("512 555", "(512) 555-0123", "DANA", "pbx-482", one, one.removeprefix("call_")[:8]):
        assert _listed(client.get("/calls", params={"q": text}).text) == {one}, text
    assert _listed(client.get("/calls", params={"q": "%"}).text) == set()
    assert _listed(enter(house, DANA).get("/calls", params={"mine": "1"}).text) == {one}


def test_a_call_is_listed_and_found_by_the_name_of_its_contact(house: House) -> None:
    shelves = house.doors.shelves
    call_id = staged_call(house, seed=1, customer="+1 512 555 0123")
    new_call(house, seed=2)
    party = shelves.embedded_crm().create_contact(
        key="k", name="Daniel <Reed>", phone="+15125550123", email=None
    )
    link.link_matched(shelves, call_id, party.contact_id)
    client = enter(house, ADMIN)
    shown = client.get("/calls").text
    assert "Daniel &lt;Reed&gt;</a>" in shown
    assert "+1 512-555-0123" in shown
    assert _listed(client.get("/calls", params={"q": "daniel"}).text) == {call_id}


def test_a_row_begins_with_the_time_by_which_the_list_is_sorted(house: House) -> None:
    earlier = new_call(house, seed=1, started_at="2026-11-19T08:30:00Z")
    house.pass_time(timedelta(minutes=5))
    plain = new_call(house, seed=2)
    client = enter(house, ADMIN)
    rows = {
        call: re.findall(r"<time[^>]*>(.*?)</time>", row)
        for row in client.get("/calls").text.split('<li class="call-row">')[1:]
        for call in (earlier, plain)
        if call in row
    }
    assert list(rows) == [plain, earlier]
    assert rows[plain] == ["Came in 20 Nov 2026, 15:05"]
    assert rows[earlier] == ["Came in 20 Nov 2026, 15:00", "call of 19 Nov 2026, 09:30"]


def test_what_was_searched_for_is_shown_as_text(house: House) -> None:
    shown = enter(house, ADMIN).get("/calls", params={"q": "<script>alert(1)</script>"})
    assert "<script>alert" not in shown.text
    assert "No call matches" in shown.text


def test_many_calls_stand_on_pages(house: House) -> None:
    house.client.headers["Authorization"] = f"Bearer {TOKEN}"
    for seed in range(27):
        new_call(house, seed=seed)
    client = enter(house, ADMIN)
    first = client.get("/calls").text
    older = re.search(r'rel="next" href="([^"]+)"', first)
    assert older
    second = client.get(html.unescape(older[1])).text
    assert len(_listed(first)) == 25
    assert len(_listed(second)) == 2
    assert not _listed(first) & _listed(second)
    assert _listed(client.get(html.unescape(older[1]).replace("after=", "after=x")).text) == set()
    assert 'rel="next"' not in second
