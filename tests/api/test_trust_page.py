"""The page Trust: who sees it, what stands on it, and the switch of a team."""

from __future__ import annotations

import re
from datetime import timedelta

import pytest

from lifecycle.trust_alarms import watch_drifts
from models.tallies import WATCHED, Decided, of_item, week_of
from storage import trust_watches
from tests.api.calls import staged_call
from tests.api.house import House
from tests.api.test_people_pages import enter
from tests.lifecycle.trust.counted import MODEL, RULES, decided
from tests.lifecycle.trust.furnished import FIRST, SECOND, furnish


def test_the_page_shows_figures_with_their_tables_and_switches_a_team(house: House) -> None:
    furnish(house.doors.shelves)
    enter(house, "eve@example.com", "admin")
    cora = enter(house, "cora@example.com", "manager", "blue")
    shown = cora.get("/trust").text
    drawn = re.findall(r'<svg [^>]*role="img" aria-labelledby="([\w-]+-t) ([\w-]+-d)"', shown)
    assert len(drawn) == 4
    for one in (word for pair in drawn for word in pair):
        assert shown.count(f'id="{one}"') == 1
    assert shown.count("<table") >= 10
    assert "llm / qwen3-8b / notes-1a2b" in shown
    assert "German" not in shown
    assert "red" not in re.findall(r"<option[^>]*>(\w+)<", shown)
    assert "cora@example.com" in shown  # her own name in the head, and nobody else's
    assert not re.findall(r"\b(?!cora)\w+@example\.com", shown)
    compared = cora.get("/trust", params={"first": FIRST, "second": SECOND}).text
    assert "a difference" in compared
    assert compared.count('<figure class="plot">') == 6  # how the confidence of each version holds, besides
    models = cora.get("/trust", params={"first": "model=rules", "second": "model=qwen3-8b"}).text
    assert "a difference" in models
    assert models.count('<figure class="plot">') == 4
    mixed = cora.get("/trust", params={"first": "model=rules", "second": "engine=llm"})
    assert (mixed.status_code, "not of one kind" in mixed.text) == (422, True)
    assert "7 Sep" in shown or "Nov" in shown  # days in words on the axes
    assert not re.findall(r"<text[^>]*>[^<]*\d{4}-\d{2}-\d{2}", shown)
    for nonsense in ("0", "x", "1000", "-1"):
        assert cora.get("/trust", params={"weeks": nonsense}).status_code == 422
    assert cora.get("/trust", params={"team": "red"}).status_code == 422
    assert cora.post("/trust/switch", data={"team": "red", "to": "off", "why": "so"}).status_code in {
        403,
        422,
    }
    assert (
        "needs its reason" in cora.post("/trust/switch", data={"team": "blue", "to": "off", "why": ""}).text
    )
    done = cora.post("/trust/switch", data={"team": "blue", "to": "off", "why": "a bad week"}).text
    assert "Notes of blue: off: no notes are drafted" in done
    assert done.count("a bad week") == 2
    cora.post("/trust/switch", data={"team": "blue", "to": "llm", "model": "former", "why": "as before"})
    assert "the language model former" in cora.get("/trust").text
    assert {"llm", "llm#notes-2", "llm:qwen3-8b", "llm:qwen3-8b#notes-2"} <= set(
        re.findall(r'<option value="([^"]*)"', shown)
    )
    in_german = cora.get("/trust", headers={"accept-language": "de"}).text
    assert "das Sprachmodell former" in in_german


def test_versions_stand_side_by_side_within_the_group_that_is_chosen(house: House) -> None:
    shelves = house.doors.shelves
    now, german = shelves.clock(), RULES._replace(language="de")
    decided(shelves, now, accept=180, edit=10, reject=10, speaker="agent", changed="day")
    decided(shelves, now, german, accept=30, edit=20, reject=10, speaker="customer", changed="number")
    decided(shelves, now, MODEL, accept=90, edit=5, reject=5, speaker="agent", changed="day")
    decided(shelves, now, MODEL._replace(language="fr"), accept=29, field="city")
    eve = enter(house, "eve@example.com", "admin")

    def within(**asked: str) -> str:
        told = eve.get("/trust", params=asked).text.partition('id="within"')[2].partition("</section>")[0]
        return " ".join(
            re.sub(r"<desc.*?</desc>|<select.*?</select>|<[^>]*>", " ", told, flags=re.DOTALL).split()
        )

    shown = within()
    assert f"Language: de, {FIRST}: 50 % 38–62 worse than in its other groups" in shown
    assert f"en {FIRST} 200 90 % 85–93 5 % 3–9 5 % 3–9 0 better than in its other groups" in shown
    assert f"fr {SECOND} 29 too few to tell 0" in shown
    edits = within(across="changed", of="model")
    assert "a day rules 260 4 % 2–7 10 qwen3-8b 129 4 % 2–9 5" in edits
    assert "a number rules 260 8 % 5–12 20 more often than by the others" in edits
    assert "city llm 29 too few to tell" in within(across="field", of="engine")
    assert "the customer&#39;s sales 60" in within(across="speaker", of="template")
    for nonsense in ({"of": "team"}, {"across": "kind"}):
        assert eve.get("/trust", params=nonsense).status_code == 422
    assert "zu wenige, um das zu sagen" in eve.get("/trust", headers={"accept-language": "de"}).text


def test_of_the_versions_side_by_side_those_with_the_most_items_are_shown(house: House) -> None:
    shelves = house.doors.shelves
    for size in range(8):
        decided(shelves, shelves.clock(), RULES._replace(prompt=f"rules-{size}"), accept=40 + size)
    eve = enter(house, "eve@example.com", "admin")
    shown = (
        eve.get("/trust", params={"of": "prompt"}).text.partition('id="within"')[2].partition("</section>")[0]
    )
    assert re.findall(r'<th scope="row">(rules-\d)<', shown) == [f"rules-{size}" for size in range(7, 1, -1)]
    assert "2 with fewer items are left out here" in shown
    every = house.client.get("/api/v1/trust", params={"of": "prompt"}).json()["crossings"]
    assert (every["of"], len(every["across"]["channels"])) == ("prompt", 8)


def test_of_what_was_never_watched_nobody_reads_that_no_drift_was_found(house: House) -> None:
    enter(house, "eve@example.com", "admin")
    cora = enter(house, "cora@example.com", "manager", "blue")
    unwatched = cora.get("/trust").text
    assert "Too little to watch yet" in unwatched
    assert "No drift was found" not in unwatched
    shelves = house.doors.shelves
    decided(shelves, shelves.clock() - timedelta(weeks=1), accept=400)
    with shelves.database.transaction() as session:
        item = Decided(verdict="accept", kind="promise", confidence=0.8)
        trust_watches.add_news(session, of_item(RULES, week_of(shelves.clock()), item), WATCHED)
    watch_drifts(shelves)
    since = {one["measure"]: one["since"] for one in house.client.get("/api/v1/trust").json()["watched"]}
    assert since == {"accept": week_of(shelves.clock()), "draft_s": None, "review_s": None, "coverage": None}
    page = cora.get("/trust").text
    assert "No drift was found in the last eight weeks, in what was watched:" in page
    assert "accepted: watched since" in page
    assert page.count("too little to watch yet") == 3


def test_a_team_that_calls_alone_name_is_switched_too(house: House) -> None:
    eve = enter(house, "eve@example.com", "admin")
    cora = enter(house, "cora@example.com", "manager", "blue")
    staged_call(house, seed=1, team="green")
    assert '<option value="green">' in eve.get("/trust").text
    assert '<option value="green">' not in cora.get("/trust").text
    done = eve.post("/trust/switch", data={"team": "green", "to": "rules", "why": "so"}).text
    assert "Notes of green: rules only" in done


def test_one_press_with_a_reason_leads_back_to_the_settings_or_to_what_was_before(house: House) -> None:
    furnish(house.doors.shelves)
    enter(house, "eve@example.com", "admin")
    cora = enter(house, "cora@example.com", "manager", "blue")

    def turned(to: str, why: str = "so") -> list[str]:
        answer = cora.post("/trust/switch", data={"team": "blue", "to": to, "why": why})
        held = answer.text.partition('id="drifts"')[0]  # above: what holds, with the ways back
        return re.findall(r'<button name="to" value="([^"]*)"', held)

    assert turned("llm:qwen3-8b#notes-2") == ["standard"]
    assert turned("off") == ["standard", "llm:qwen3-8b#notes-2"]
    assert turned("standard", why="") == ["standard", "llm:qwen3-8b#notes-2"]  # no reason, no turn
    assert turned("llm:qwen3-8b#notes-2", why="as it was") == ["standard", "off"]
    assert turned("standard", why="mended") == []
    lines = [one.detail for one in house.doors.shelves.audit().entries(action="switched_notes")]
    assert lines[0] == "blue: llm:qwen3-8b#notes-2 to standard: mended"
    lead = enter(house, "leo@example.com", "lead", "blue")
    turned("off")
    assert "Switch back" not in lead.get("/trust").text


@pytest.mark.parametrize(("role", "sees"), [("agent", 403), ("auditor", 200), ("lead", 200)])
def test_who_does_not_lead_or_audit_sees_no_figures_and_who_is_no_manager_switches_nothing(
    house: House, role: str, sees: int
) -> None:
    enter(house, "eve@example.com", "admin")
    one = enter(house, "one@example.com", role, "blue")  # type: ignore[arg-type]
    assert one.get("/trust").status_code == sees
    assert one.post("/trust/switch", data={"team": "blue", "to": "off", "why": "so"}).status_code == 403


def test_a_program_that_reads_the_metrics_reads_the_figures(house: House) -> None:
    furnish(house.doors.shelves, weeks=2)
    shown = house.client.get("/api/v1/trust", params={"weeks": 2}).json()
    assert shown["switches"] == []
    assert shown["crossings"]["of"] == "version"
    found = shown["crossings"]["across"]["language"]
    assert {(one["made"], one["group"]) for one in found} == {(FIRST, "en"), (FIRST, "de"), (SECOND, "en")}
    assert sum(one["items"] for one in found) == shown["board"]["whole"]["items"]
    assert len(shown["board"]["weeks"]) == 2
    assert {one["value"] for one in shown["board"]["groups"]["team"]} == {"blue", "red"}
    for nonsense in ({"weeks": "0"}, {"of": "team"}):
        assert house.client.get("/api/v1/trust", params=nonsense).status_code == 422
