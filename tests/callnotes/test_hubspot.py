"""A call goes all the way with HubSpot as its CRM: pending there, and live after a person's yes."""

from __future__ import annotations

import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from callnotes.settings import load_settings
from callnotes.shelves import shelves_of
from callnotes.workshop import working
from lifecycle import reading
from models.stages import Stage
from tests.callnotes.house import House
from tests.callnotes.test_main_job import submitted
from tests.hubspot_simulator import Portal, Simulator, simulator

PHONE = "+12125550142"


@pytest.fixture
def portal() -> Iterator[Simulator]:
    with simulator(Portal()) as running:
        running.portal.limits.burst = 100_000  # its first answer tells us so, and nobody waits
        yield running
        assert running.routes.unknown == []


@pytest.fixture
def with_hubspot(house: House, portal: Simulator, monkeypatch: pytest.MonkeyPatch) -> House:
    monkeypatch.setenv("CALLNOTES_CRM", "hubspot")
    monkeypatch.setenv("CALLNOTES_HUBSPOT_TOKEN", "pat-test")
    monkeypatch.setenv("CALLNOTES_HUBSPOT_URL", portal.address)
    return house


def test_a_call_is_pending_in_hubspot_and_live_after_a_yes(
    with_hubspot: House, portal: Simulator, recording: Path, spoken: Path
) -> None:
    house, records = with_hubspot, portal.portal.records
    assert house("crm", "setup").code == 0
    person = portal.portal.act_as_user()
    owner = portal.portal.add_owner("laura@example.com")
    contact = person.create("contacts", firstname="Daniel", lastname="Reed", phone="(212) 555-0142")
    logged = person.create("calls", hs_timestamp="2026-11-18T09:01:00Z", hs_call_external_id="pbx-7")
    call = submitted(house, recording, spoken, "--customer", PHONE, "--external-id", "pbx-7")
    assert call["stage"] == "staged"

    (note,), (task,) = list(records.live("notes")), list(records.live("tasks"))
    assert note.value("cn_review_status") == "pending"
    assert "unconfirmed" in (note.value("hs_note_body") or "").lower()
    assert note.value("hubspot_owner_id") is None
    assert ("contacts", contact) in note.edges
    assert (task.value("hs_task_status"), task.value("hubspot_owner_id")) == ("NOT_STARTED", owner.id)

    confirmed = house("review", str(call["id"]), "--accept-all", "--as", "laura@example.com")
    assert confirmed.code == 0, confirmed.err
    assert note.value("cn_review_status") == "confirmed"
    assert f"Call in the CRM: {logged}" in (note.value("hs_note_body") or "")
    assert "unconfirmed" not in (note.value("hs_note_body") or "").lower()
    assert task.value("hs_task_status") == "COMPLETED"
    follow_ups = [one for one in records.live("tasks") if one is not task]
    assert follow_ups
    assert all(("contacts", contact) in one.edges for one in follow_ups)
    assert house("show", str(call["id"]), "--json").document["stage"] == "settled"


def test_a_call_that_nobody_logged_is_logged_once_after_the_yes(
    with_hubspot: House, portal: Simulator, recording: Path, spoken: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    house, records = with_hubspot, portal.portal.records
    monkeypatch.setenv("CALLNOTES_CRM_CALL_RECORD", "write")
    monkeypatch.setenv("CALLNOTES_CRM_RECORDING_URL", "https://pbx.example.com/{external_id}.wav")
    assert house("crm", "setup").code == 0
    contact = portal.portal.act_as_user().create("contacts", firstname="Daniel", phone="(212) 555-0142")
    call = str(submitted(house, recording, spoken, "--customer", PHONE, "--external-id", "pbx-7")["id"])
    assert list(records.live("calls")) == []
    portal.portal.faults.add("lost", path=r"/calls$")
    assert house("review", call, "--accept-all", "--as", "laura@example.com").code == 3
    assert house("retry", call, "--wait").code == 0
    (logged,) = records.live("calls")
    assert logged.value("cn_external_id") == f"{call}:call"
    assert ("contacts", contact) in logged.edges
    assert {name: logged.value(f"hs_call_{name}") for name in ("status", "source", "recording_url")} == {
        "status": "COMPLETED",
        "source": "INTEGRATIONS_PLATFORM",
        "recording_url": "https://pbx.example.com/pbx-7.wav",
    }
    assert int(logged.value("hs_call_duration") or 0) > 0
    assert {one["kind"] for one in house("show", call, "--json").document["records"]} >= {"note", "call"}
    assert all("Call in the CRM" not in (one.value("hs_note_body") or "") for one in records.live("notes"))


def test_the_set_up_is_told_before_it_is_made_and_made_once(with_hubspot: House) -> None:
    told = with_hubspot("crm", "setup", "--dry-run", "--json").document
    assert len(told) == 8
    said = with_hubspot("crm", "probe")
    assert said.code == 3
    assert said.err.strip().endswith("needs; run `callnotes crm setup`.")
    assert with_hubspot("crm", "setup", "--json").document == told
    assert with_hubspot("crm", "setup", "--json").document == []
    assert with_hubspot("crm", "probe", "--json").document["upsert_by_key"]


def test_without_a_token_it_is_said_what_to_do(with_hubspot: House, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("CALLNOTES_HUBSPOT_TOKEN")
    said = with_hubspot("crm", "probe")
    assert said.code == 2
    assert "CALLNOTES_HUBSPOT_TOKEN" in said.err
    standing = with_hubspot("crm", "status").out
    assert "let in by nothing yet: set CALLNOTES_HUBSPOT_TOKEN" in standing
    assert "Requests in 10 seconds: 100, free now" in standing


def crm_in_the_doctor_s_words(house: House) -> dict[str, str]:
    return next(one for one in house("doctor", "--json").document if one["name"] == "crm")


def test_the_doctor_tells_what_is_left_of_the_day_and_when_nothing_is(
    with_hubspot: House, portal: Simulator
) -> None:
    assert with_hubspot("crm", "setup").code == 0
    assert with_hubspot("crm", "probe").code == 0
    found = crm_in_the_doctor_s_words(with_hubspot)["found"]
    left = int(250_000 * 0.95) - len(portal.portal.asked)
    assert found == f"hubspot, version 2026-09, let in by a token of the settings, {left} requests left today"
    portal.portal.limits.daily = 10
    for _ in range(2):
        told = crm_in_the_doctor_s_words(with_hubspot)
        assert told["state"] == "fail"
        assert "midnight" in told["found"]
    assert portal.portal.limits.refused == {"DAILY": 1}


@pytest.mark.parametrize("group", ["companies", "deals", "owners"])
def test_the_probe_finds_that_a_scope_for_reading_is_missing(
    with_hubspot: House, portal: Simulator, group: str
) -> None:
    assert with_hubspot("crm", "setup").code == 0
    portal.portal.tokens["pat-test"] -= {f"crm.objects.{group}.read"}
    said = with_hubspot("crm", "probe")
    assert said.code == 3
    assert "scope" in said.err


def test_a_token_that_hubspot_does_not_know_fails_the_doctor(
    with_hubspot: House, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("CALLNOTES_HUBSPOT_TOKEN", "pat-old")
    said = with_hubspot("crm", "probe")
    assert said.code == 3
    assert "expired" in said.err
    assert "pat-old" not in said.err


def test_of_several_in_hubspot_a_person_chooses_the_contact_and_the_deal(
    with_hubspot: House, portal: Simulator, recording: Path, spoken: Path
) -> None:
    house, records = with_hubspot, portal.portal.records
    assert house("crm", "setup").code == 0
    person = portal.portal.act_as_user()
    _, ann = (person.create("contacts", firstname=name, phone=PHONE) for name in ("Daniel", "Ann"))
    deals = [person.create("deals", dealname=name, dealstage="open") for name in ("Renewal", "Upgrade")]
    for deal in deals:
        records.connect(records.get("contacts", ann), records.get("deals", deal))
    call = str(submitted(house, recording, spoken, "--customer", PHONE)["id"])
    shown = house("show", call).out
    assert "2 contacts in the CRM" in shown
    assert "deals: Renewal, Upgrade" in shown
    assert house("link", call, "--contact", ann, "--deal", deals[0]).code == 2
    assert house("link", call, "--contact", ann, "--as", "laura@example.com").code == 0
    assert house("link", call, "--deal", deals[1], "--as", "laura@example.com").code == 0
    (note,) = records.live("notes")
    assert {edge for edge in note.edges if edge[0] != "notes"} == {("contacts", ann), ("deals", deals[1])}
    assert house("link", call, "--deal", "none").code == 0
    assert ("deals", deals[1]) not in note.edges


def test_a_decision_is_taken_back_at_the_command_line_before_it_is_written(
    house: House, recording: Path, spoken: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("CALLNOTES_UNDO_MINUTES", "5")
    call = str(submitted(house, recording, spoken, "--customer", PHONE)["id"])
    house("link", call, "--new", "--as", "laura@example.com")
    decided = house("review", call, "--accept-all", "--as", "laura@example.com")
    assert decided.code == 0, decided.err
    assert "until then it can be taken back" in decided.out
    assert "--take-back" in house("show", call).out
    assert "crm show" not in house("show", call).out  # that is the embedded CRM
    assert house("review", call, "--take-back", "--accept-all", "--as", "laura@example.com").code == 2
    assert house("review", call, "--take-back", "--as", "laura@example.com").code == 0
    assert house("show", call, "--json").document["stage"] == "staged"
    assert house("review", call, "--take-back", "--as", "laura@example.com").code == 2


def test_a_running_worker_takes_a_decision_in_hubspot_to_its_end(
    with_hubspot: House, portal: Simulator, recording: Path, spoken: Path
) -> None:
    house, records = with_hubspot, portal.portal.records
    assert house("crm", "setup").code == 0
    laura = portal.portal.act_as_user(portal.portal.add_owner("laura@example.com").user_id)
    laura.create("contacts", firstname="Daniel", lastname="Reed", phone="(212) 555-0142")
    call = str(submitted(house, recording, spoken, "--customer", PHONE)["id"])
    (note,), (task,) = list(records.live("notes")), list(records.live("tasks"))
    laura.set("tasks", task.id, cn_review_status="confirmed")
    settings = load_settings(data=house.folder)
    with shelves_of(settings) as shelves:
        shelves.looks().enrol("hubspot")
        shelves.looks().now({task.id})
        with working(settings):
            until = time.monotonic() + 60
            while reading.call(shelves, call).stage is not Stage.SETTLED and time.monotonic() < until:
                time.sleep(0.1)
    assert note.value("cn_review_status") == "confirmed"
    shown = house("show", call, "--json").document
    assert shown["stage"] == "settled"
    assert {one["by"] for one in shown["decisions"]} == {"laura@example.com in HubSpot"}
