"""Two people on one call: what one decided is not overwritten by a page of the other that did not show it."""

from __future__ import annotations

import html
import re
from datetime import timedelta
from typing import Any, Final

from fastapi.testclient import TestClient

from lifecycle import reading
from models.access import Actor
from tests.api.calls import CALLS, staged_call
from tests.api.house import House
from tests.api.test_upload_page import ADMIN, DANA, SAME_ORIGIN, enter

_SHOWN: Final = re.compile(r'name="item" value="p1"><input type="hidden" name="shown" value="([^"]*)"')


def _shown(house: House, actor: Actor, call_id: str) -> str:
    """Return what this person's page says that it shows of item p1."""
    (found,) = _SHOWN.findall(enter(house, actor).get(f"/calls/{call_id}").text)
    return html.unescape(found)


def _decide(house: House, actor: Actor, call_id: str, **fields: str) -> Any:  # noqa: ANN401 - an answer
    browser: TestClient = enter(house, actor)
    return browser.post(
        f"/calls/{call_id}/decide",
        data={"item": "p1"} | fields,
        headers=SAME_ORIGIN | {"Accept": "text/html"},
        follow_redirects=False,
    )


def _verdict(house: House, call_id: str) -> tuple[str, str]:
    (decision,) = reading.decisions(house.doors.shelves, call_id)
    return decision.verdict, decision.by


def test_a_page_that_did_not_show_the_decision_of_another_overwrites_nothing(house: House) -> None:
    call_id = staged_call(house, agent="dana@example.com")
    old = _shown(house, DANA, call_id)
    assert old == ""
    _decide(house, ADMIN, call_id, verdict="accept", shown=_shown(house, ADMIN, call_id))
    answer = _decide(house, DANA, call_id, verdict="reject", shown=old)
    assert answer.headers["location"] == f"/calls/{call_id}?meanwhile=p1#i-p1"
    assert _verdict(house, call_id) == ("accept", "ada@example.com")
    text = enter(house, DANA).get(answer.headers["location"]).text
    assert "ada@example.com accepted p1 at 20 Nov 2026, 15:00; look, then decide again." in text


def test_who_saw_the_decision_of_another_may_change_it(house: House) -> None:
    call_id = staged_call(house, agent="dana@example.com")
    _decide(house, ADMIN, call_id, verdict="accept")
    _decide(house, DANA, call_id, verdict="reject", shown=_shown(house, DANA, call_id))
    assert _verdict(house, call_id) == ("reject", "dana@example.com")


def test_a_decision_that_was_changed_again_is_another_one(house: House) -> None:
    call_id = staged_call(house, agent="dana@example.com")
    _decide(house, ADMIN, call_id, verdict="accept")
    old = _shown(house, DANA, call_id)
    house.pass_time(timedelta(minutes=1))
    _decide(house, ADMIN, call_id, verdict="edit", text="Send both quotes")
    _decide(house, DANA, call_id, verdict="reject", shown=old)
    assert _verdict(house, call_id) == ("edit", "ada@example.com")


def test_in_two_tabs_of_one_person_the_last_word_counts(house: House) -> None:
    call_id = staged_call(house, agent="dana@example.com")
    old = _shown(house, DANA, call_id)
    _decide(house, DANA, call_id, verdict="accept", shown=old)
    _decide(house, DANA, call_id, verdict="reject", shown=old)
    assert _verdict(house, call_id) == ("reject", "dana@example.com")


def test_saying_the_same_as_another_is_no_matter(house: House) -> None:
    call_id = staged_call(house, agent="dana@example.com")
    _decide(house, ADMIN, call_id, verdict="accept")
    assert "meanwhile" not in _decide(house, DANA, call_id, verdict="accept").headers["location"]
    assert _verdict(house, call_id) == ("accept", "ada@example.com")


def test_nobody_is_told_of_a_decision_of_their_own(house: House) -> None:
    call_id = staged_call(house, agent="dana@example.com")
    _decide(house, DANA, call_id, verdict="accept")
    assert "data-meanwhile" not in enter(house, DANA).get(f"/calls/{call_id}?meanwhile=p1").text
    assert "data-meanwhile" not in enter(house, DANA).get(f"/calls/{call_id}?meanwhile=p9").text


def test_the_api_still_replaces_a_decision(house: House) -> None:
    call_id = staged_call(house, agent="dana@example.com")
    _decide(house, ADMIN, call_id, verdict="accept")
    headers = {"Authorization": "Bearer test-token-0123456789"}
    body = {"by": "dana@example.com", "reject": ["p1"]}
    assert house.client.post(f"{CALLS}/{call_id}/review", json=body, headers=headers).status_code == 200
    assert _verdict(house, call_id) == ("reject", "dana@example.com")
