"""A call that comes as a transcript alone: consent holds for it, it is noted, and nothing claims to play."""

from __future__ import annotations

from pathlib import Path

from tests.callnotes.house import House, Said

CONSENT = ("--consent-by", "ivr", "--consent-how", "announcement 3")


def _submit(house: House, spoken: Path, *more: str) -> Said:
    return house("submit", "--transcript", spoken, *CONSENT, "--engine", "rules", "--json", *more)


def test_a_transcript_alone_becomes_notes_and_exports_and_the_same_one_is_the_same_call(
    house: House, spoken: Path
) -> None:
    said = _submit(house, spoken, "--consent", "announced", "--wait")
    assert said.code == 0, said.err
    (call,) = said.document
    assert call["stage"] == "staged"
    shown = house("show", call["id"], "--json").document
    assert shown["notes"]["promises"]
    for form, part in (("vtt", "replacement machine"), ("md", "## Transcript"), ("csv", "promise")):
        assert part in house("export", call["id"], "--format", form).out
    again = _submit(house, spoken, "--consent", "announced")
    assert [one["id"] for one in again.document] == [call["id"]]
    assert "was there already" in again.err
    assert "not taken" not in again.err


def test_a_transcript_for_a_recording_that_is_known_is_not_left_out_silently(
    house: House, spoken: Path, recording: Path
) -> None:
    house("submit", recording, "--consent", "announced", *CONSENT)
    said = house("submit", recording, "--transcript", spoken, "--consent", "announced", *CONSENT)
    assert (said.code, "--transcript was not taken" in said.err) == (0, True)


def test_consent_holds_for_a_transcript_as_for_a_recording(house: House, spoken: Path) -> None:
    (waits,) = _submit(house, spoken, "--consent", "unknown", "--wait").document
    assert waits["stage"] == "awaiting_consent"
    (declined,) = _submit(house, spoken, "--consent", "declined").document
    assert (declined["id"], declined["stage"]) == (waits["id"], "declined")
    assert house("show", waits["id"], "--json").document["transcript"] is None


def test_neither_recording_nor_transcript_is_wrong_use(house: House) -> None:
    said = house("submit", "--consent", "announced")
    assert said.code == 2
    assert "Name the recordings of calls, or a transcript with --transcript" in said.err
