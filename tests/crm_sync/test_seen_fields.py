from __future__ import annotations

from crm_sync.seen_fields import fields_to_see
from tests.crm_sync.example import NOTES


def test_only_properties_of_the_crm_are_looked_up_and_each_once() -> None:
    twice = NOTES.model_copy(update={"fields": (*NOTES.fields, NOTES.fields[0])})
    assert fields_to_see(twice) == ("jobtitle",)


def test_what_the_crm_holds_is_kept_as_the_old_value() -> None:
    seen = NOTES.with_old_values({"jobtitle": "Chief Buyer", "city": "Rome"})
    assert [field.old_value for field in seen.fields] == ["Chief Buyer", None]


def test_a_property_that_is_empty_is_seen_as_empty() -> None:
    assert NOTES.with_old_values({"jobtitle": None}).fields[0].old_value is None


def test_a_property_that_was_not_read_keeps_what_it_has() -> None:
    assert NOTES.with_old_values({}) == NOTES
