"""`callnotes templates`, `rerun`, `versions` and `diff`, from a file to the difference."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.callnotes.house import House
from tests.callnotes.test_main_job import submitted


def test_a_template_is_tried_then_used_and_the_difference_shown(
    house: House, recording: Path, spoken: Path
) -> None:
    call_id = str(submitted(house, recording, spoken)["id"])
    assert house("show", call_id, "--json").document["notes"]["template"] == "support"
    tried = house("templates", "try", "sales", call_id)
    assert tried.code == 0, tried.err
    assert "template: support -> sales" in tried.out
    assert house("show", call_id, "--json").document["notes"]["template"] == "support", "nothing is stored"
    again = house("rerun", call_id, "--template", "sales", "--as", "laura@example.com", "--wait")
    assert again.code == 0, again.err
    after = house("show", call_id, "--json").document
    assert (after["stage"], after["notes"]["template"]) == ("staged", "sales")
    assert "budget" in after["notes"]["not_found"]
    listed = house("versions", call_id, "--json").document["versions"]
    changes = house("diff", call_id, "--json").document
    assert (changes["before"], changes["after"]) == (listed[-2]["number"], listed[-1]["number"])
    assert {one["became"] for one in changes["diff"]["items"]} >= {"same"}
    assert "template: support -> sales" in house("diff", call_id).out
    assert f"template sales {after['notes']['template_version']}" in house("versions", call_id).out


def test_a_call_may_say_its_template_when_it_comes_in(house: House, recording: Path, spoken: Path) -> None:
    sent = house(
        "submit", str(recording), "--consent", "announced", "--transcript", str(spoken),
        "--template", "Appointment", "--wait", "--json",
    )  # fmt: skip
    assert sent.code == 0, sent.err
    notes = house("show", str(sent.document[0]["id"]), "--json").document["notes"]
    assert notes["template"] == "appointment"


def test_templates_are_listed_and_shown(house: House) -> None:
    listed = house("templates", "list").out
    assert all(name in listed for name in ("general", "support", "sales", "appointment"))
    shown = house("templates", "show", "support").out
    assert "order number (text, always asked" in shown
    assert "Over 500." in shown
    assert [one["name"] for one in house("templates", "list", "--json").document["every"]]


def test_an_unknown_template_is_told_in_one_line(house: House, recording: Path, spoken: Path) -> None:
    call_id = str(submitted(house, recording, spoken)["id"])
    for command in (
        ("templates", "show", "nothing"),
        ("templates", "try", "nothing", call_id),
        ("rerun", call_id, "--template", "nothing", "--as", "laura@example.com"),
        ("extract", str(spoken), "--template", "nothing"),
    ):
        ran = house(*command)
        assert (ran.code, ran.err.count("\n")) == (2, 1), command
        assert "no template of this name" in ran.err


def test_an_operators_template_is_taken_from_the_folder_of_the_settings(
    house: House, tmp_path: Path, spoken: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    folder = tmp_path / "own"
    folder.mkdir()
    (folder / "machines.yaml").write_text(
        "name: machines\nversion: 4\ndescription: d\ncategory: machines\n"
        "fields:\n  - {name: order number, description: d, crm_property: last_order, risk: high}\n"
    )
    (folder / "rules.yaml").write_text("choose:\n  - {template: machines}\n")
    monkeypatch.setenv("CALLNOTES_TEMPLATES", str(folder))
    notes = house("extract", str(spoken), "--json").document
    assert (notes["template"], notes["category"]) == ("machines", "machines")
    assert notes["template_version"].startswith("4+")
    number = next(field for field in notes["fields"] if field["name"] == "order number")
    assert (number["value"], number["crm_property"]) == ("471936", "last_order")
    assert "confirm_alone" in number["flags"]
    (folder / "machines.yaml").write_text("name: machines\ncolour: red\n")
    broken = house("doctor")
    assert "machines.yaml is wrong at" in broken.out
