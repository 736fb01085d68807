"""Two people on one call: what one decided is not overwritten by a page of the other that did not show it."""

from __future__ import annotations

import html
import re
from datetime import timedelta
from typing import Any, Final

from fastapi.testclient import TestClient

from lifecycle import drafts, reading
from lifecycle.make_again import make_again
from models.access import Actor
from tests.api.calls import CALLS, staged_call
from tests.api.house import House
from tests.api.test_upload_page import ADMIN, DANA, SAME_ORIGIN, enter

_SHOWN: Final = re.compile(r'name="item" value="p1"><input type="hidden" name="shown" value="([^"]*)"')
_HIDDEN: Final = re.compile(r'<input type="hidden" name="(\w+)" value="([^"]*)"')


def _shown(house: House, actor: Actor, call_id: str) -> str:
    """Return what this person's page says that it shows of item p1."""
    found = set(_SHOWN.findall(enter(house, actor).get(f"/calls/{call_id}").text))
    return html.unescape(found.pop())


def _other_notes(house: House, call_id: str) -> None:
    """Make the notes again: the summary says the same under another id, the promise is another one."""
    shelves = house.doors.shelves
    make_again(shelves, call_id, by="ada@example.com", enqueue=house.doors.enqueue)
    notes = reading.dossier(shelves, call_id).notes
    assert notes
    summary = tuple(one.model_copy(update={"id": "s2"}) for one in notes.summary)
    promises = tuple(one.model_copy(update={"text": "Never send the quote"}) for one in notes.promises)
    drafts.store_notes(shelves, notes.model_copy(update={"summary": summary, "promises": promises}))
    drafts.mark_staged(shelves, call_id)


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
    assert answer.status_code == 409
    assert _verdict(house, call_id) == ("accept", "ada@example.com")
    assert "by ada@example.com, 20 Nov 2026, 15:00" in answer.text


def test_what_was_typed_stands_beside_what_another_decided_and_can_be_kept_by_one_click(house: House) -> None:
    call_id = staged_call(house, agent="dana@example.com")
    old = _shown(house, DANA, call_id)
    _decide(house, ADMIN, call_id, verdict="edit", text="Send one quote")
    answer = _decide(house, DANA, call_id, verdict="edit", text="Send <both> quotes", shown=old)
    clash = answer.text[answer.text.index("data-meanwhile") :]
    assert "Send &lt;both&gt; quotes</textarea>" in clash
    assert "<blockquote>Send one quote</blockquote>" in clash
    mark = html.unescape(_SHOWN.findall(clash)[0])
    _decide(house, DANA, call_id, verdict="edit", text="Send <both> quotes", shown=mark)
    assert _verdict(house, call_id) == ("edit", "dana@example.com")


def test_owner_and_day_that_were_typed_are_kept_with_the_text(house: House) -> None:
    call_id = staged_call(house, agent="dana@example.com")
    typed = {"text": "Send both", "owner_side": "theirs", "owner_name": "Kim <K>", "due_on": "2026-12-01"}
    _decide(house, ADMIN, call_id, verdict="reject", shown="")
    clash = _decide(house, DANA, call_id, verdict="edit", shown="", notes="1", **typed).text
    clash = clash[clash.index("data-meanwhile") : clash.index("Keep mine")]
    sent = {name: html.unescape(value) for name, value in _HIDDEN.findall(clash)}
    _decide(house, DANA, call_id, verdict="edit", text="Send both", **sent)
    (decision,) = reading.decisions(house.doors.shelves, call_id)
    assert (decision.owner and decision.owner.name, decision.due and str(decision.due.date)) == (
        "Kim <K>",
        "2026-12-01",
    )


def test_an_edit_is_read_against_the_notes_that_were_shown(house: House) -> None:
    call_id = staged_call(house, agent="dana@example.com")
    _other_notes(house, call_id)
    gone = _decide(house, DANA, call_id, item="s1", verdict="edit", text="Both were promised", notes="1")
    assert gone.status_code == 303, "s1 is s2 now, and says the same"
    assert [one.item_id for one in reading.decisions(house.doors.shelves, call_id)] == ["s2"]


def test_a_decision_for_notes_that_were_made_again_is_for_the_same_item_or_for_none(house: House) -> None:
    call_id = staged_call(house, agent="dana@example.com")
    _other_notes(house, call_id)
    answer = _decide(house, DANA, call_id, verdict="edit", text="Send both quotes", shown="", notes="1")
    assert answer.status_code == 409
    assert "Send both quotes" in answer.text
    assert "<blockquote>Send the quote</blockquote>" in answer.text, "what was seen"
    assert "<blockquote>Never send the quote</blockquote>" in answer.text, "what is there"
    assert reading.decisions(house.doors.shelves, call_id) == ()
    same = _decide(house, DANA, call_id, item="s1", verdict="accept", shown="", notes="1")
    assert same.status_code == 303
    assert [one.item_id for one in reading.decisions(house.doors.shelves, call_id)] == ["s2"]
    rest = _decide(house, DANA, call_id, rest="reject", notes="1")
    assert (rest.status_code, "made again meanwhile" in rest.text) == (409, True)


def test_a_decision_that_comes_again_is_kept_once_whatever_came_between(house: House) -> None:
    call_id = staged_call(house, agent="dana@example.com")
    first = {"verdict": "edit", "text": "Send both quotes", "shown": "", "key": "k" * 32}
    assert _decide(house, DANA, call_id, **first).status_code == 303
    _decide(house, ADMIN, call_id, verdict="reject", shown=_shown(house, ADMIN, call_id))
    assert _decide(house, DANA, call_id, **first, late="1").status_code == 303
    assert _verdict(house, call_id) == ("reject", "ada@example.com")
    other = _decide(house, DANA, call_id, **(first | {"text": "Send none"}))
    assert (other.status_code, "Something else" in other.text) == (422, True)
    assert _decide(house, DANA, call_id, **(first | {"key": "short"})).status_code == 422


def test_what_comes_late_by_itself_replaces_no_newer_decision_of_ones_own(house: House) -> None:
    call_id = staged_call(house, agent="dana@example.com")
    old = _shown(house, DANA, call_id)
    _decide(house, DANA, call_id, verdict="reject", shown=old)
    late = _decide(house, DANA, call_id, verdict="accept", shown=old, key="k" * 32, late="1")
    assert late.status_code == 409
    assert _verdict(house, call_id) == ("reject", "dana@example.com")


def test_an_edit_that_comes_after_all_was_decided_is_shown_beside_what_stands(house: House) -> None:
    call_id = staged_call(house, agent="dana@example.com")
    _decide(house, ADMIN, call_id, rest="reject")
    answer = _decide(house, DANA, call_id, verdict="edit", text="Send both quotes", shown="")
    assert answer.status_code == 409
    assert "<blockquote>Send both quotes</blockquote>" in answer.text
    assert "Keep mine" not in answer.text


def test_the_api_keeps_a_decision_once_under_its_key(house: House) -> None:
    call_id = staged_call(house)
    headers = {"Authorization": "Bearer test-token-0123456789", "Idempotency-Key": "decision-1"}
    for _ in range(2):
        body = {"by": "dana@example.com", "reject": ["p1"], "notes_version": 1}
        assert house.client.post(f"{CALLS}/{call_id}/review", json=body, headers=headers).status_code == 200
    assert len(reading.decisions(house.doors.shelves, call_id)) == 1


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


def test_the_api_still_replaces_a_decision(house: House) -> None:
    call_id = staged_call(house, agent="dana@example.com")
    _decide(house, ADMIN, call_id, verdict="accept")
    headers = {"Authorization": "Bearer test-token-0123456789"}
    body = {"by": "dana@example.com", "reject": ["p1"]}
    assert house.client.post(f"{CALLS}/{call_id}/review", json=body, headers=headers).status_code == 200
    assert _verdict(house, call_id) == ("reject", "dana@example.com")


def test_what_was_not_kept_is_shown_again_after_a_reload_and_decides_nothing(house: House) -> None:
    call_id = staged_call(house, agent="dana@example.com")
    sent = {"verdict": "edit", "text": "Send both quotes", "shown": "", "notes": "1", "look": "1"}
    _decide(house, ADMIN, call_id, verdict="reject", shown="")
    answer = _decide(house, DANA, call_id, **sent)
    assert answer.status_code == 409
    card = answer.text[answer.text.index("data-meanwhile") :]
    assert "Send both quotes</textarea>" in card
    assert "by ada@example.com" in card
    assert _verdict(house, call_id) == ("reject", "ada@example.com")
    mark = html.unescape(_SHOWN.findall(card)[0])
    _decide(house, DANA, call_id, verdict="edit", text="Send both quotes", shown=mark)
    assert _decide(house, DANA, call_id, **sent).status_code == 303, "the person has said it since"
