"""Templates are data: what is shipped reads well, a folder adds and replaces, mistakes are named."""

from __future__ import annotations

from pathlib import Path

import pytest

from extractor.templates import Templates, read_templates
from models.errors import InputError, SettingsError
from models.template import Template

_OWN = """
name: returns
version: 3
description: Something goes back.
category: returns
fields:
  - {name: parcel number, type: text, description: Of the parcel., risk: high}
"""


def _folder(tmp_path: Path, **files: str) -> Path:
    for name, text in files.items():
        (tmp_path / f"{name}.yaml").write_text(text, encoding="utf-8")
    return tmp_path


@pytest.fixture(scope="module")
def shipped() -> Templates:
    return read_templates()


def test_four_templates_are_shipped_and_ask_for_what_their_kind_of_call_needs(shipped: Templates) -> None:
    assert {one.name for one in shipped.every} == {"general", "support", "sales", "appointment"}
    asked = {one.name: {field.name for field in one.fields} for one in shipped.every}
    assert asked["support"] >= {
        "order number",
        "issue",
        "preferred resolution",
        "product",
        "urgency",
        "resolved",
    }
    assert asked["sales"] >= {
        "budget", "authority", "need", "decision date", "metrics", "decision criteria", "decision process",
        "champion", "competitor", "next step",
    }  # fmt: skip
    assert asked["appointment"] >= {"appointment date", "reason"}


def test_every_template_holds_the_rules_of_every_call(shipped: Templates) -> None:
    for template in shipped.every:
        assert {"legal", "health", "complaint", "cancellation", "vulnerable customer", "money back"} <= {
            rule.name for rule in template.risks
        }


def test_the_first_rule_that_fits_chooses(tmp_path: Path) -> None:
    rules = "choose:\n  - {template: returns, team: Returns}\n  - {template: sales, direction: outbound}\n"
    found = read_templates(_folder(tmp_path, returns=_OWN, rules=rules))
    assert found.chosen(team="returns", direction="outbound", category="support").name == "returns"
    assert found.chosen(team=None, direction="outbound", category="support").name == "sales"
    assert found.chosen(team=None, direction="inbound", category="support").name == "support"
    assert found.chosen(team=None, direction="inbound", category="astrology").name == "general"


def test_a_template_of_the_folder_replaces_the_shipped_one_and_its_version_tells(tmp_path: Path) -> None:
    before = read_templates().named("general")
    own = "name: general\nversion: 1\ndescription: Ours.\ncategory: general\n"
    after = read_templates(_folder(tmp_path, general=own)).named("general")
    assert (after.description, after.fields) == ("Ours.", ())
    assert before.version_label != after.version_label
    assert before.version_label.startswith("1+")


def test_a_risk_of_the_folder_takes_the_place_of_the_shipped_one(tmp_path: Path) -> None:
    rule = "{name: promise over the limit, tier: high, why: Too much., by: agent, promise_over: 50}"
    rules = f"risks:\n  - {rule}\n"
    rules_of_support = read_templates(_folder(tmp_path, rules=rules)).named("support").risks
    limits = [rule.promise_over for rule in rules_of_support if rule.name == "promise over the limit"]
    assert limits == [50]


@pytest.mark.parametrize(
    ("text", "place"),
    [
        ("name: [", "line"),
        ("- one\n- two\n", "its top"),
        (_OWN.replace("version: 3", "version: 0"), "version"),
        (_OWN.replace("type: text", "type: colour"), "fields.0.type"),
        (_OWN.replace("type: text", "type: enum"), "fields.0"),
        (_OWN + "colour: red\n", "colour"),
        (_OWN + "risks: [{name: r, tier: high, why: w}]\n", "risks.0"),
        (_OWN.replace("Something goes back.", "2026-01-01"), "its top"),
        ("a: &a [1]\nb: [*a, *a]\n", "its top"),
        ("a:\n  " + "[" * 100_000, "line 2: it is nested too deeply"),
        ("!!python/object/apply:os.getcwd []\n", "line 1"),
    ],
)
def test_a_wrong_file_is_named_with_the_key(tmp_path: Path, text: str, place: str) -> None:
    with pytest.raises(SettingsError) as raised:
        read_templates(_folder(tmp_path, returns=text))
    message = str(raised.value)
    assert message.startswith(f"The template file returns.yaml is wrong at {place}")
    assert message.count(". ") == 0, "one sentence"


def test_a_file_of_another_name_and_a_choice_of_nothing_are_refused(tmp_path: Path) -> None:
    with pytest.raises(SettingsError, match=r"two\.yaml is wrong at name"):
        read_templates(_folder(tmp_path, two=_OWN))
    (tmp_path / "two.yaml").unlink()
    with pytest.raises(SettingsError, match=r"rules\.yaml is wrong at choose"):
        read_templates(_folder(tmp_path, rules="choose:\n  - {template: nothing}\n"))


def test_a_folder_that_is_not_there_is_named_by_its_setting(tmp_path: Path) -> None:
    with pytest.raises(SettingsError, match="CALLNOTES_TEMPLATES"):
        read_templates(tmp_path / "nowhere")


def test_an_unknown_template_is_refused(shipped: Templates) -> None:
    with pytest.raises(InputError, match="callnotes templates"):
        shipped.named("nothing")


def test_a_field_is_found_however_it_is_spelled(shipped: Templates) -> None:
    support: Template = shipped.named("Support")
    field = support.field("Order_Number")
    assert field is not None
    assert field.name == "order number"
