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
