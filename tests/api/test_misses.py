"""Errors and near misses: what comes on the list by the rule, who looks into it, how it ends."""

from __future__ import annotations

import re
from datetime import timedelta
from pathlib import Path

import pytest
from sqlalchemy import event

from lifecycle import erase, link, review, samples, take_back
from lifecycle.delete_text import delete_text
from lifecycle.item_words import item_words
from lifecycle.labelled import labelled_misses
from lifecycle.misses import MOST_OPEN, WINDOW, MissAct, act_on_miss, enter_misses, misses
from models.access import Actor
from models.errors import DecidedMeanwhileError, InputError, ItemNotFoundError
from models.misses import Miss
from models.review import Decision
from models.samples import SampleRule
from storage.misses import MissSearch
from tests.api.calls import QUOTE, staged_call
from tests.api.house import NOW, House, open_house
from tests.api.test_people_pages import enter

FAY = Actor(name="fay@example.com", role="auditor")
CORA = Actor(name="cora@example.com", role="manager", teams=("blue",))
OPEN = MissSearch(state="open")


def decide(house: House, verdict: str, *, seed: int, text: str | None = None, **fields: str) -> str:
    """Have the promise of a new call decided on."""
    call_id = staged_call(house, seed=seed, **fields)
    given = Decision.model_validate(
        {"item_id": "p1", "verdict": verdict, "text": text, "by": "ann@example.com", "at": house.moment[0]}
    )
    review.decide(house.doors.shelves, call_id, (given,), by="ann@example.com", enqueue=house.doors.enqueue)
    return call_id


def on_list(house: House, actor: Actor | None = None) -> tuple[Miss, ...]:
    return misses(house.doors.shelves, OPEN, actor=actor)


def test_the_same_mistake_is_one_line_with_an_owner_and_a_day(house: House) -> None:
    shelves = house.doors.shelves
    enter(house, "eve@example.com", "admin", granted=True)
    enter(house, "cora@example.com", "manager", "blue")
    calls = [decide(house, "reject", seed=seed, team="blue") for seed in range(3)]
    decide(house, "accept", seed=4, team="blue")
    decide(house, "edit", seed=5, team="blue", text="Send the written quote")
    decide(house, "edit", seed=6, team="blue", text="Send 12 quotes")
    assert enter_misses(shelves) == 2
    assert enter_misses(shelves) == 0
    rejected, edited = sorted(on_list(house), key=lambda one: -one.seen)
    assert (rejected.kind, rejected.seen, rejected.item_kind) == ("rejected", 3, "promise")
    assert (edited.kind, edited.seen) == ("edited", 1)
    assert rejected.owner == edited.owner == "cora@example.com"
    assert rejected.due_on == (NOW + timedelta(days=14)).date()
    assert rejected.evidence in {f"/calls/{one}#i-p1" for one in calls}
    decide(house, "reject", seed=7, team="blue")
    assert enter_misses(shelves) == 0
    assert max(one.seen for one in on_list(house)) == 4
    assert on_list(house, CORA) == on_list(house)
    assert on_list(house, CORA.model_copy(update={"teams": ("red",)})) == ()


def test_what_was_decided_otherwise_later_or_is_too_old_is_not_on_the_list(house: House) -> None:
    shelves = house.doors.shelves
    decide(house, "reject", seed=1)
    house.pass_time(WINDOW + timedelta(days=1))
    call_id = decide(house, "reject", seed=2)
    again = Decision(item_id="p1", verdict="accept", by="ann@example.com", at=house.moment[0])
    review.decide(shelves, call_id, (again,), by="ann@example.com", enqueue=house.doors.enqueue)
    assert enter_misses(shelves) == 0


def test_reopened_calls_and_disagreements_of_auditors_come_on_the_list(
    tmp_path: Path,
) -> None:
    with open_house(tmp_path, undo=timedelta(minutes=5)) as house:
        shelves = house.doors.shelves
        call_id = staged_call(house, seed=1)
        review.decide(
            shelves, call_id, (), reject_rest=True, by="ann@example.com", enqueue=house.doors.enqueue
        )
        take_back.take_back(shelves, call_id, by="ann@example.com")
        rule = SampleRule(seed="s", since=NOW - timedelta(days=1), until=NOW + timedelta(days=1))
        drawn = samples.draw_sample(shelves, rule, actor=FAY)
        samples.judge(shelves, drawn, 1, "right", note="it was said", actor=FAY)
        enter_misses(shelves)
        enter(house, "eve@example.com", "admin", granted=True)
        fay, cora = enter(house, "fay@example.com", "auditor"), enter(house, "dan@example.com", "auditor")
        assert "Judged “Right” by fay@example.com: it was said" in fay.get("/misses").text
        assert "Judged “Right” by fay@example.com</p>" in cora.get("/misses").text, "the note is personal"
        assert {one.kind for one in on_list(house)} == {"reopened", "disagreed", "rejected"}
        reopened = next(one for one in on_list(house) if one.kind == "reopened")
        assert reopened.evidence == f"/calls/{call_id}"
        with pytest.raises(InputError, match="Only an item"):
            act_on_miss(shelves, reopened.id, MissAct(kind="case"), by="fay@example.com", actor=FAY)


def test_a_team_has_so_many_open_lines_at_most(house: House, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("lifecycle.misses.MOST_OPEN", 2)
    assert MOST_OPEN == 20
    shelves = house.doors.shelves
    for week in range(3):
        decide(house, "reject", seed=week)
        house.pass_time(timedelta(days=7))
    assert enter_misses(shelves) == 2
    newest = max(on_list(house), key=lambda one: one.week)
    assert newest.week >= (house.moment[0] - timedelta(days=14)).date()
    done = MissAct(kind="fixed", note="mended")
    act_on_miss(shelves, newest.id, done, by="fay@example.com", actor=FAY)
    assert enter_misses(shelves) == 1


def test_a_line_ends_once_is_a_labelled_case_and_goes_with_its_call(house: House) -> None:
    shelves = house.doors.shelves
    call_id = decide(house, "reject", seed=1)
    enter_misses(shelves)
    line = on_list(house)[0]
    case = MissAct(kind="case", note="nobody promised that")
    with pytest.raises(InputError, match="Say in a sentence"):
        act_on_miss(shelves, line.id, MissAct(kind="fixed"), by="fay@example.com", actor=FAY)
    act_on_miss(shelves, line.id, case, by="fay@example.com", actor=FAY)
    with pytest.raises(DecidedMeanwhileError):
        act_on_miss(shelves, line.id, case, by="fay@example.com", actor=FAY)
    kept = labelled_misses(shelves, actor=None)
    assert [(one.item_id, one.miss, one.note) for one in kept] == [("p1", "rejected", "nobody promised that")]
    ended = MissSearch(state="case")
    assert misses(shelves, ended, actor=FAY)[0].note == "", "the note may say what was said"
    log = [one.action for one in shelves.audit().entries()]
    assert "kept_a_miss_as_a_case" in log
    assert enter_misses(shelves) == 0, "what ended does not come again"
    erase.erase(shelves, call_id, by="fay@example.com", reason="asked", enqueue=house.doors.enqueue)
    assert misses(shelves, ended, actor=None) == ()
    with pytest.raises(ItemNotFoundError):
        act_on_miss(shelves, line.id, case, by="fay@example.com", actor=FAY)


def test_the_page_and_the_api_show_the_list_and_end_a_line(house: House) -> None:
    enter(house, "eve@example.com", "admin", granted=True)
    cora = enter(house, "cora@example.com", "manager", "blue")
    call_id = decide(house, "reject", seed=1, team="blue")
    enter_misses(house.doors.shelves)
    page = cora.get("/misses?kind=rejected").text
    assert f'href="/calls/{call_id}#i-p1"' in page
    assert "Nothing matches" in cora.get("/misses?kind=edited").text
    assert cora.get("/misses?kind=joke").status_code == 422
    line = house.client.get("/api/v1/misses").json()["misses"][0]
    given = cora.post(f"/misses/{line['id']}", data={"kind": "give", "due_on": "2026-11-19"})
    assert "late" in given.text
    assert house.client.get("/api/v1/misses?show=late").json()["misses"][0]["id"] == line["id"]
    stranger = cora.post(f"/misses/{line['id']}", data={"kind": "give", "owner": "bob@example.com"})
    assert (stranger.status_code, "must be a manager" in stranger.text) == (422, True)
    assert re.search(r'name="owner"[^>]*value="bob@example.com" aria-invalid="true"', stranger.text)
    mute = cora.post(f"/misses/{line['id']}", data={"kind": "fixed"}).text
    assert re.search(
        r'<details open><summary>End it.*?name="note"[^>]*aria-describedby="problem"', mute, re.DOTALL
    )
    for act, field in (("give", "due_on"), ("fixed", "note")):
        wrong = cora.post(
            f"/misses/{line['id']}", data={"kind": act, "due_on": "soon" if act == "give" else ""}
        )
        (form,) = [one for one in wrong.text.split("<form") if 'aria-invalid="true"' in one]
        assert (wrong.status_code, f'name="{field}"' in form, 'id="problem"' in form) == (422, True, True)
        assert 'role="alert"' not in wrong.text
    gone = cora.post("/misses/none", data={"kind": "fixed"})
    assert 'role="alert"' in gone.text
    told = {"by": "cora@example.com", "kind": "fixed", "note": "the rule knows it"}
    assert house.client.post(f"/api/v1/misses/{line['id']}", json=told).json()["state"] == "fixed"
    assert house.client.post(f"/api/v1/misses/{line['id']}", json=told).status_code == 409
    assert "the rule knows it" in cora.get("/misses?show=fixed").text


def test_a_line_shows_what_was_noted_said_and_decided_and_says_why_where_it_does_not(house: House) -> None:
    shelves = house.doors.shelves
    enter(house, "eve@example.com", "admin", granted=True)
    cora = enter(house, "cora@example.com", "manager", "blue")
    fay = enter(house, "fay@example.com", "auditor")
    other = enter(house, "dan@example.com", "manager", "red")
    call_id = decide(house, "edit", seed=1, team="blue", text="Send 12 quotes to Reed")
    enter_misses(shelves)
    page = cora.get("/misses").text
    assert '<p class="noted">Send the quote' in page
    assert f"“{QUOTE}”" in page
    assert f'href="/calls/{call_id}?play=p1#i-p1"' in page
    assert "Edited by ann@example.com: <ins>Send 12 quotes to Reed</ins>" in page
    cora.get("/misses")
    seen = shelves.audit().entries(action="saw_misses", actor="cora@example.com")
    assert sorted(one.call_id or "" for one in seen) == ["", call_id], "once, and of which call"
    rule = SampleRule(seed="s", since=NOW - timedelta(days=1), until=NOW + timedelta(days=1))
    drawn = samples.draw_sample(shelves, rule, actor=CORA)
    case = samples.next_case(shelves, drawn, actor=CORA)
    assert case is not None
    assert (case.sighted, case.not_blind) == (True, 1), "who read a line judges it no longer blind"
    masked = fay.get("/misses").text
    assert "Only who may see what is personal" in masked
    assert "Reed" not in masked
    assert "Send the quote" not in masked
    assert "Send the quote" not in other.get("/misses").text
    delete_text(shelves, settled(house, call_id), "notes", by="eve@example.com", reason="asked")
    assert "The words are gone" in cora.get("/misses").text


def settled(house: House, call_id: str) -> str:
    """Have the rest of the call rejected and written."""
    shelves = house.doors.shelves
    link.link_matched(shelves, call_id, "contact_1")
    review.decide(shelves, call_id, (), reject_rest=True, by="ann@example.com", enqueue=house.doors.enqueue)
    review.mark_settled(shelves, call_id)
    return call_id


def test_the_words_of_many_lines_cost_as_many_queries_as_those_of_one(house: House) -> None:
    shelves = house.doors.shelves
    calls = [decide(house, "reject", seed=seed) for seed in range(6)]
    asked = [(one, 1, "p1") for one in calls]
    counts = []
    for some in (asked[:1], asked):
        ran: list[str] = []

        def count(*given: object, ran: list[str] = ran) -> None:
            ran.append(str(given[2]))

        event.listen(shelves.database.engine, "before_cursor_execute", count)
        found = item_words(shelves, some, actor=None)
        event.remove(shelves.database.engine, "before_cursor_execute", count)
        assert [one.item.text for one in found.values() if one.item] == ["Send the quote"] * len(some)
        counts.append(len(ran))
    assert counts[0] == counts[1] <= 4
