"""`callnotes consent opt-out` and `passport`: the list at the command line."""

from __future__ import annotations

from pathlib import Path

from tests.callnotes.house import House


def test_a_person_is_put_on_the_list_stopped_everywhere_and_taken_off(house: House, recording: Path) -> None:
    submit = ("submit", recording, "--consent", "granted", "--customer", "+1 512 555 0123", "--json")
    (call,) = house(*submit).document
    assert call["stage"] == "queued"
    added = house("consent", "opt-out", "add", "512-555-0123", "--as", "eve@example.com", "--reason", "asked")
    assert "is on the list now; 1 open call(s) were stopped" in added.out
    (again,) = house(*submit).document
    assert (again["id"], again["stage"], again["customer"]) == (call["id"], "declined", None)
    (listed,) = house("consent", "opt-out", "list", "--json").document
    assert (listed["customer"]["phone"], listed["by"], listed["why"]) == (
        "+15125550123", "eve@example.com", "asked",
    )  # fmt: skip
    assert "+15125550123  since" in house("consent", "opt-out", "list").out
    passport = house("consent", "passport", "+1 512 555 0123")
    assert "not processed, since the person opted out; nothing kept" in passport.out
    assert house("consent", "passport", "+1 512 555 0123", "--json").document["calls"][0]["id"] == call["id"]
    assert house("consent", "opt-out", "remove", "+1 512 555 0123").code == 0
    refused = house("consent", "opt-out", "remove", "+1 512 555 0123")
    assert (refused.code, "not on the list" in refused.err) == (2, True)
    assert "Nobody." in house("consent", "opt-out", "list").out
    assert house("consent", "opt-out", "add", "nobody").code == 2


def test_the_proof_is_taken_by_the_command_and_shown(house: House, recording: Path) -> None:
    proof = (
        "--consent-disclosed", "This call is recorded.", "--consent-script", "ivr-7", "--consent-response",
        "announcement_only", "--recording-started-at", "2026-01-20T14:30:00+01:00",
    )  # fmt: skip
    (call,) = house("submit", recording, "--consent", "announced", *proof, "--json").document
    shown = house("show", call["id"], "--json").document
    assert shown["consent_rule"] == "default"
    assert {key: shown["consent"][key] for key in ("disclosed", "script", "response")} == {
        "disclosed": "This call is recorded.", "script": "ivr-7", "response": "announcement_only",
    }  # fmt: skip
    said = house("show", call["id"]).out
    assert "answer: announcement only, told: “This call is recorded.”, script ivr-7" in said
    assert "judged by the rule “default”" in said
    wrong = house("submit", recording, "--consent", "announced", "--consent-response", "maybe")
    assert (wrong.code, "--consent-response takes one of" in wrong.err) == (2, True)
