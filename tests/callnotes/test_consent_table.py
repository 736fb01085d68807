"""The file of consent rules: read, refused with a sentence for each mistake, read again when changed."""

from __future__ import annotations

import os
import re
from pathlib import Path

import pytest

from callnotes.consent_table import table_in, table_of, watched_table
from models.consent_rules import CAUTIOUS
from tests.callnotes.house import House

_DOCS = (Path(__file__).parents[2] / "docs" / "consent.md").read_text()


def test_the_example_of_the_documentation_is_a_table_without_fault() -> None:
    table = table_in(re.findall(r"```toml\n(.*?)```", _DOCS, re.DOTALL)[0].encode())
    assert table.faults == ()
    assert [rule.name for rule in table.rules] == ["Germany", "US states of all parties", "other US states"]
    assert table.places[0].state == "TX"


def test_without_a_file_all_parties_must_know() -> None:
    assert table_of(None) == CAUTIOUS
    assert (CAUTIOUS.default.parties, CAUTIOUS.rules) == ("all", ())


@pytest.mark.parametrize(
    ("written", "told"),
    [
        ("a = \n", "not TOML at line 1"),
        ("\xff", "not text in UTF-8"),
        ("colour = 1", "“colour” is no part of the table"),
        ('[default]\nparties = "both"', 'The [default] is wrong at “parties”: parties is "one" or "all".'),
        ('[[place]]\ncountry = "usa"', "[[place]] number 1 is wrong at “country”: a country is two capital"),
        ('[[place]]\ncountry = "XX"', "[[place]] number 1 names the country XX"),
        ('[[rule]]\ncountry = "DE"', "[[rule]] number 1 lacks “name”"),
        ('[[rule]]\nname = "a"\ncountry = "US"\nstate = "CA"', "(“a”) has “state”, which is nothing it can"),
        ('[[rule]]\nname = "a"\ncountry = "DE"\n[[rule]]\nname = "a"\ncountry = "FR"', "“a” stands 2 times"),
        ('[[rule]]\nname = "default"\ncountry = "DE"', "No rule is named “default”"),
        ('[[rule]]\nname = "a"\nstates = ["CA"]\nteams = ["b"]', "names states without their country"),
        ('[[rule]]\nname = "a"\ncountry = "DE"\nstates = ["BY"]', "only in the US and in Canada"),
        ('[[rule]]\nname = "a"\ncountry = "QQ"', "names the country QQ"),
        ('[[rule]]\nname = "a"\ncountry = "US"\nparties = "one"\nenough = "explicit"', "leave “enough” out"),
        ('[[rule]]\nname = "a"', "fits every call, so no rule below it counts"),
        ('[[rule]]\nname = "a"\nnumbers = ["030"]', "wrong at “numbers”"),
        ("rule = 1", "The part “rule” is not what it should be"),
    ],
)
def test_each_mistake_is_told_in_one_sentence_and_lets_nothing_through(written: str, told: str) -> None:
    table = table_in(written.encode("latin-1" if written == "\xff" else "utf-8"))
    assert any(told in fault for fault in table.faults), table.faults
    assert all(fault.endswith(".") and "\n" not in fault for fault in table.faults)
    assert table.mark != CAUTIOUS.mark


def test_a_changed_file_is_read_again_and_one_that_went_away_is_told(tmp_path: Path) -> None:
    path = tmp_path / "rules.toml"
    path.write_text('[[rule]]\nname = "Germany"\ncountry = "DE"\n')
    current = watched_table(path)
    first = current()
    assert current() is first
    path.write_text('[[rule]]\nname = "France"\ncountry = "FR"\n')
    os.utime(path, ns=(1, 1))
    assert [rule.name for rule in current().rules] == ["France"]
    path.unlink()
    assert "cannot be read" in current().faults[0]


def test_the_command_shows_the_table_and_tries_a_call(
    house: House, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    path = tmp_path / "rules.toml"
    path.write_text(
        '[[place]]\ncountry = "US"\nstate = "TX"\n'
        '[[rule]]\nname = "Germany"\ncountry = "DE"\nenough = "explicit"\n'
    )
    monkeypatch.setenv("CALLNOTES_CONSENT_RULES", str(path))
    shown = house("consent", "rules")
    assert "Germany: in DE; all parties must know; explicit consent is needed." in shown.out
    assert "no legal advice" in shown.out
    assert house("consent", "rules", "--json").document["rules"][0]["name"] == "Germany"
    tried = house("consent", "rules", "--try", "+49 30 901820", "--json").document
    assert (tried["decided"]["rule"]["name"], tried["decided"]["end"]) == ("Germany", "customer")
    assert {one["status"]: one["answer"] for one in tried["answers"]} == {
        "granted": "go", "announced": "wait", "unknown": "wait", "declined": "stop",
    }  # fmt: skip
    assert "announced  go" in house("consent", "rules", "--try", "+1 512 555 0123").out
    assert house("consent", "rules", "--try", "nobody").code == 2
    assert "--try" in house("consent", "rules", "--team", "sales").err
    path.write_text("colour = 1\n[default]\nparties = 2\n")
    refused = house("consent", "rules")
    assert (refused.code, refused.out) == (2, "")
    assert "“colour” is no part" in refused.err
    assert "“parties”" in refused.err
    found = {one["name"]: one for one in house("doctor", "--json").document}
    assert found["consent rules"]["state"] == "fail"
