"""The list of calls that wait: the most urgent first, what wants attention on each, and the next one."""

from __future__ import annotations

import re
from datetime import date, timedelta

import pytest
from sqlalchemy import delete, update

from lifecycle import attempts, drafts, link
from lifecycle.fill_attention import fill_attention
from models.attention import FLAGS, attention_to
from models.notes import CallNotes, Due, Evidence, Item, NotesCoverage, Owner, Promise
from models.transcript import Coverage, Gap, Transcript, Turn
from storage.tables import AttentionRow, CallRow
from tests.api.calls import QUOTE, new_call
from tests.api.house import NOW, House
from tests.api.test_upload_page import DANA, enter

TODAY = NOW.date()


def _transcript(call_id: str | None = None, *, gap: bool = False) -> Transcript:
    turn = Turn(id="t1", speaker="agent", speaker_confidence=1, start_s=0, end_s=2, text=QUOTE)
    gaps = (Gap(start_s=3, end_s=5, why="unrecognised"),) if gap else ()
    return Transcript(
        call_id=call_id,
        language="en",
        duration_s=6,
        channels=2,
        engine="e",
        model="m",
        turns=(turn,),
        coverage=Coverage(speech_s=4, transcribed_s=2, gaps=gaps),
    )


def _notes(
    call_id: str | None = None, *, risk: str = "low", confidence: float = 0.9, due: date | None = None
) -> CallNotes:
    proof = (Evidence(turn_id="t1", quote=QUOTE, speaker="agent", start_s=0, end_s=2),)
    promise = Promise(
        id="p1",
        text="Send the quote",
        evidence=proof,
        confidence=confidence,
        side="ours",
        owner=Owner(side="ours"),
        to=Owner(side="theirs"),
        due=Due(said="Friday", date=due, basis="said so") if due else None,
    )
    return CallNotes(
        call_id=call_id,
        engine="rules",
        model="rules",
        prompt_version="1",
        language="en",
        summary=(Item(id="s1", text="A quote.", evidence=proof, confidence=0.1),),
        promises=(promise,),
        risk=risk,
        coverage=NotesCoverage(turns=1, turns_read=1),
    )


def _waiting(house: House, seed: int, *, gap: bool = False, contact: bool = True, **notes: object) -> str:
    call_id, shelves = new_call(house, seed=seed, agent=DANA.name), house.doors.shelves
    attempts.begin(shelves, call_id, "process", 1)
    drafts.store_transcript(shelves, _transcript(call_id, gap=gap))
    drafts.store_notes(shelves, _notes(call_id, **notes))  # type: ignore[arg-type]  # as `_notes` has them
    drafts.mark_staged(shelves, call_id)
    attempts.succeed(shelves, call_id, "process", 1)
    if contact:
        link.link_contact(shelves, call_id, None, name="Nadia", by=DANA.name, enqueue=house.doors.enqueue)
    house.pass_time(timedelta(minutes=1))
    return call_id


def _listed(text: str) -> list[str]:
    return re.findall(r'<a class="call-who" href="/calls/(call_\w+)"', text)


def test_what_wants_attention_is_counted_and_says_nothing_of_what_was_said() -> None:
    found = attention_to(_notes(confidence=0.4, due=date(2026, 11, 24), risk="high"), _transcript(gap=True))
    assert (found.unsure, found.gaps, found.due, found.urgent) == (1, 1, date(2026, 11, 24), 2)
    assert attention_to(_notes(), None).urgent == 0
    assert attention_to(_notes(risk="medium"), None).urgent == 1


@pytest.fixture
def calls(house: House) -> dict[str, str]:
    """Calls that wait, each with one reason to be looked at; the names are those of their flags."""
    return {
        "urgent": _waiting(house, 1, risk="high"),
        "unsure": _waiting(house, 2, confidence=0.3),
        "gaps": _waiting(house, 3, gap=True),
        "due": _waiting(house, 4, due=TODAY + timedelta(days=1)),
        "no_contact": _waiting(house, 5, contact=False),
        "quiet": _waiting(house, 6, due=TODAY + timedelta(days=9)),
    }


def test_the_most_urgent_comes_first_then_the_newest_with_what_wants_attention(
    house: House, calls: dict[str, str]
) -> None:
    browser = enter(house, DANA)
    shown = browser.get("/calls?show=waiting").text
    in_order = ("urgent", "quiet", "no_contact", "due", "gaps", "unsure")
    assert _listed(shown) == [calls[name] for name in in_order]
    for words in ("high risk", "no contact", "due tomorrow", "gaps", "unsure items"):
        assert shown.count(f">{words}</span>") == 1
    for flag in FLAGS:
        there = [calls[flag]] if flag in calls else []
        assert _listed(browser.get(f"/calls?show=waiting&flag={flag}").text) == there, flag
    assert _listed(browser.get("/calls").text)[0] == calls["quiet"], "all calls come by their time alone"


def test_next_goes_down_the_list_and_begins_again_at_its_end(house: House, calls: dict[str, str]) -> None:
    browser = enter(house, DANA)
    here, visited = calls["urgent"], []
    for _ in calls:
        answer = browser.get(f"/calls/{here}/next", follow_redirects=False)
        here = answer.headers["location"].removeprefix("/calls/")
        visited.append(here)
    assert visited == [calls[name] for name in ("quiet", "no_contact", "due", "gaps", "unsure", "urgent")]


def test_next_leads_on_from_a_call_that_no_page_of_the_list_shows(
    house: House, calls: dict[str, str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("api.web.calls_page.PER_PAGE", 1)
    answer = enter(house, DANA).get(f"/calls/{calls['gaps']}/next", follow_redirects=False)
    assert answer.headers["location"] == f"/calls/{calls['unsure']}"


def test_calls_with_notes_from_before_say_what_wants_attention_once_it_is_filled_in(
    house: House, calls: dict[str, str]
) -> None:
    shelves, browser = house.doors.shelves, enter(house, DANA)
    before = browser.get("/calls?show=waiting").text
    with shelves.database.transaction() as session:
        session.execute(delete(AttentionRow))
        session.execute(update(CallRow).values(urgent=0))
    assert _listed(browser.get("/calls?show=waiting").text)[0] == calls["quiet"]
    assert fill_attention(shelves) == len(calls)
    assert fill_attention(shelves) == 0
    after = browser.get("/calls?show=waiting").text
    assert _listed(after) == _listed(before)
    assert after.count("unsure items</span>") == before.count("unsure items</span>") == 1


def test_the_list_goes_on_behind_its_last_urgent_call(
    house: House, calls: dict[str, str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("api.web.calls_page.PER_PAGE", 1)
    browser, address, seen = enter(house, DANA), "/calls?show=waiting", []
    while address:
        text = browser.get(address).text
        seen += _listed(text)
        found = re.search(r'rel="next" href="([^"]+)"', text)
        address = found[1].replace("&amp;", "&") if found else ""
    assert seen == [calls[name] for name in ("urgent", "quiet", "no_contact", "due", "gaps", "unsure")]


def test_the_last_call_that_waits_leads_back_to_the_list(house: House) -> None:
    only = _waiting(house, 1)
    answer = enter(house, DANA).get(f"/calls/{only}/next", follow_redirects=False)
    assert answer.headers["location"] == "/calls?show=waiting"
