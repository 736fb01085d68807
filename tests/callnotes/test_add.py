"""`callnotes add`: what was missed stands in the notes, proven by words of the call, or is refused."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.callnotes.house import House
from tests.callnotes.test_main_job import submitted


def test_what_was_missed_is_added_with_its_quote_and_confirmed_by_who_added_it(
    house: House, recording: Path, spoken: Path
) -> None:
    call_id = str(submitted(house, recording, spoken)["id"])
    turn = house("show", call_id, "--json").document["transcript"]["turns"][0]
    words = " ".join(turn["text"].split()[:4])
    said = {"--kind": "promise", "--turn": turn["id"], "--quote": words, "--owner": "theirs:Kim"}
    said |= {"--as": "lee@example.com", "--text": "Call back about the invoice", "--due": "2026-12-04"}
    added = house("add", call_id, *(part for pair in said.items() for part in pair))
    assert added.code == 0, added.err
    after = house("show", call_id, "--json").document
    (item,) = [one for one in after["notes"]["promises"] if one["added_by"] == "lee@example.com"]
    assert (item["text"], item["evidence"][0]["quote"]) == ("Call back about the invoice", words)
    assert item["owner"] == {"side": "theirs", "name": "Kim"}
    (decision,) = [one for one in after["decisions"] if one["item_id"] == item["id"]]
    assert (decision["due"]["date"], decision["by"]) == ("2026-12-04", "lee@example.com")


@pytest.mark.parametrize(
    ("wrong", "told"),
    [({"--kind": "joke"}, "What was missed is one of these"), ({"--quote": "never said at all"}, "quote")],
)
def test_what_is_no_kind_or_was_not_said_is_refused_in_a_sentence(
    house: House, recording: Path, spoken: Path, wrong: dict[str, str], told: str
) -> None:
    call_id = str(submitted(house, recording, spoken)["id"])
    turn = house("show", call_id, "--json").document["transcript"]["turns"][0]
    given = {"--as": "lee@example.com", "--kind": "topic", "--turn": turn["id"], "--quote": turn["text"]}
    refused = house("add", call_id, *(part for pair in (given | wrong).items() for part in pair))
    assert refused.code == 2
    assert told in refused.err
    notes = house("show", call_id, "--json").document["notes"]
    assert not [one for one in notes["topics"] if one["added_by"]]
