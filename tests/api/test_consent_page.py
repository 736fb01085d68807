"""The page of consent rules."""

from __future__ import annotations

from models.consent_rules import CAUTIOUS, ConsentRule, ConsentTable
from tests.api.house import House
from tests.api.test_people_pages import enter

TABLE = ConsentTable(rules=(ConsentRule(name="Germany <b>", country="DE", enough="explicit"),))


def with_table(house: House, table: ConsentTable) -> House:
    object.__setattr__(house.doors.shelves, "consent_table", lambda: table)
    return house


def test_the_table_is_shown_with_what_it_makes_of_a_call(house: House) -> None:
    with_table(house, TABLE)
    cora = enter(house, "cora@example.com", "manager")
    shown = cora.get("/consent").text
    assert "Germany &lt;b&gt;" in shown
    assert "no legal advice" in shown
    tried = cora.get("/consent?customer=%2B4930901820").text
    assert "explicit consent is needed (rule “Germany &lt;b&gt;” for the customer" in tried
    assert cora.get("/consent?customer=nobody").status_code == 422


def test_a_table_with_a_mistake_says_so_on_its_page(house: House) -> None:
    with_table(house, CAUTIOUS.model_copy(update={"faults": ("The file is not TOML at line 3.",)}))
    shown = enter(house, "cora@example.com", "manager").get("/consent").text
    assert "every call waits until it is corrected" in shown
    assert "The file is not TOML at line 3." in shown
