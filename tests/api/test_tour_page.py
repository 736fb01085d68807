"""The tour shows the sample call as a real page would, decides nothing, and is offered once."""

from __future__ import annotations

import re
from dataclasses import replace

import pytest
from starlette.testclient import TestClient

from api.app import create_app
from api.web.tour_page import STEPS
from callnotes.sample_call import sample_dossier
from lifecycle import reading
from models.access import Actor
from models.crm import SetContactField
from tests.api.house import House
from tests.api.people import account_of
from tests.api.test_upload_page import DANA, SAME_ORIGIN, enter

OFFER = "One minute: how to clear a call"


@pytest.mark.parametrize("step", range(1, len(STEPS) + 1))
def test_each_step_says_which_it_is_and_leads_to_its_neighbours(house: House, step: int) -> None:
    shown = enter(house, DANA).get(f"/tour?step={step}").text
    assert f"Step {step} of 7:" in shown
    assert (f'href="/tour?step={step + 1}#step"' in shown) is (step < len(STEPS))
    assert (f'href="/tour?step={step - 1}#step"' in shown) is (step > 1)
    assert shown.count('class="card told"') == 1
    assert shown.count('data-lit="') == 1


def test_the_tour_shows_the_sample_call_with_its_quotes_and_confidence(house: House) -> None:
    notes = sample_dossier().notes
    assert notes is not None
    shown = enter(house, DANA).get("/tour?step=2").text
    for item in notes.items():
        assert f'id="i-{item.id}"' in shown
        assert f"▶ 0:{int(item.evidence[0].start_s):02}" in shown or item.evidence[0].start_s >= 60
        assert f"{round(item.confidence * 100)} %" in shown


def test_an_item_accepted_in_the_tour_is_open_again_at_its_end(house: House) -> None:
    dana = enter(house, DANA)
    seen = {name: dana.get(f"/tour?step={at}").text for at, name in enumerate(STEPS, 1)}
    accepted = [name for name, text in seen.items() if '<article class="item accept"' in text]
    assert accepted == ["rest", "writes", "undo"]


def test_every_button_of_the_sample_call_is_dead_and_no_call_is_there_to_decide(house: House) -> None:
    dana = enter(house, DANA)
    for step in range(1, len(STEPS) + 1):
        shown = dana.get(f"/tour?step={step}").text
        main = shown[shown.index('<div class="desk tour">') :]
        alive = re.sub(r"<fieldset disabled.*?</fieldset>", "", main, flags=re.DOTALL)
        assert re.findall(r'action="([^"]+)"', alive) == ["/tour"]
        assert "/calls/" not in alive
    sent = {"item": "p1", "verdict": "accept", "heard": "1", "notes": "1"}
    assert dana.post("/calls/sample/decide", data=sent, headers=SAME_ORIGIN).status_code == 404
    assert reading.calls(house.doors.shelves) == ()


def test_what_goes_to_the_crm_is_told_by_the_plan_that_is_set(house: House) -> None:
    change = SetContactField(
        key="k",
        call_id="sample",
        contact_id="c",
        name="email",
        expected="old@example.com",
        value="new@x.example",
    )
    house.client = TestClient(
        create_app(replace(house.doors, foresee=lambda *_dossier, **_who: (change,))),
        base_url="https://testserver",
    )
    shown = enter(house, DANA).get("/tour?step=5").text
    assert "<del>old@example.com</del>" in shown
    assert "<ins>new@x.example</ins>" in shown


def test_the_tour_is_offered_until_it_was_begun_or_put_off(house: House) -> None:
    for email, wish, leads_to in (
        ("a@example.com", "start", "/tour#step"),
        ("b@example.com", "calls", "/calls"),
    ):
        person = enter(house, account_of(house, email, "agent").actor)
        assert OFFER in person.get("/calls").text
        assert OFFER not in person.get("/calls?show=waiting").text, "only above the whole list"
        answer = person.post("/tour", data={"go": wish}, headers=SAME_ORIGIN, follow_redirects=False)
        assert answer.headers["location"] == leads_to
        assert OFFER not in person.get("/calls").text


def test_who_may_not_decide_is_not_offered_how_to(house: House) -> None:
    assert OFFER not in enter(house, account_of(house, "fay@example.com", "auditor").actor).get("/calls").text


def test_the_guide_leads_into_the_tour(house: House) -> None:
    assert 'href="/tour#step"' in enter(house, DANA).get("/guide").text


def test_a_step_that_is_not_there_is_told(house: House) -> None:
    answer = enter(house, Actor(name="d@example.com", role="agent")).get(
        "/tour?step=8", headers={"accept": "text/html"}
    )
    assert answer.status_code == 422
    assert "Step: " in answer.text
