from __future__ import annotations

from pathlib import Path

from storage.shelves import open_shelves
from tests.callnotes.house import House
from tests.callnotes.test_main_job import submitted
from tests.lifecycle.trust.counted import MODEL, RULES, decided


def test_versions_in_groups_and_what_is_watched_are_printed_as_the_page_has_them(
    house: House, recording: Path, spoken: Path
) -> None:
    submitted(house, recording, spoken)
    bare = house("trust", "show")
    assert (bare.code, "items accepted as they stand: not watched yet" in bare.out) == (0, True)
    with open_shelves(house.folder) as shelves:
        now = shelves.clock()
        decided(shelves, now, accept=180, edit=10, reject=10)
        decided(shelves, now, RULES._replace(language="de"), accept=30, edit=20, reject=10)
        decided(shelves, now, MODEL, accept=29)
    shown = house("trust", "show", "--of", "model").out
    assert "language de, by model" in shown
    german = next(
        line for line in shown.splitlines() if " 60 " in line and "50% (38%-62%)" in line and "than" in line
    )
    assert german.startswith("rules ")
    assert german.endswith("worse than other groups")
    assert "qwen3-8b" in shown
    assert "29  too few to tell" in shown
    document = house("trust", "show", "--of", "model", "--json").document
    assert document["crossings"]["of"] == "model"
    found = document["crossings"]["across"]["language"]
    assert [(one["made"], one["group"], one["items"]) for one in found] == [
        ("rules", "en", 200), ("qwen3-8b", "en", 29), ("rules", "de", 60),
    ]  # fmt: skip
    assert [(one["measure"], one["since"]) for one in document["watched"]] == [
        ("accept", None), ("draft_s", None), ("review_s", None), ("coverage", None),
    ]  # fmt: skip
    assert document["alarms"] == []
    assert house("trust", "show", "--of", "team").code == 2
