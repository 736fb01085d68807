"""Days as recognisers mishear them: believed after a word that leads to a day, and told in the basis."""

from __future__ import annotations

import datetime as dt
from zoneinfo import ZoneInfo

import pytest

from extractor.dates import find_due_phrases, resolve

WEDNESDAY = dt.datetime(2026, 3, 11, 15, 0, tzinfo=ZoneInfo("UTC"))


@pytest.mark.parametrize(
    ("heard", "day"),
    [
        ("i'll send it by money", dt.date(2026, 3, 16)),
        ("i'll send it by to stay", dt.date(2026, 3, 17)),
        ("i'll send it on there is a", dt.date(2026, 3, 12)),
        ("i'll send it on when's day", dt.date(2026, 3, 18)),
        ("i'll send it next fry day", dt.date(2026, 3, 13)),
        ("i'll ask her to date", dt.date(2026, 3, 11)),
        ("you get it by the end of the moms", dt.date(2026, 3, 31)),
        ("you get it by the and of the month", dt.date(2026, 3, 31)),
    ],
)
def test_a_misheard_day_is_read(heard: str, day: dt.date) -> None:
    (phrase,) = find_due_phrases(heard)
    due = resolve(phrase.text, started_at=WEDNESDAY, zone=ZoneInfo("UTC"))
    assert due is not None
    assert due.date == day


def test_the_basis_says_what_the_day_was_heard_as() -> None:
    due = resolve("by money", started_at=WEDNESDAY, zone=ZoneInfo("UTC"))
    assert due is not None
    assert due.basis == "Monday after 2026-03-11, since 'money' sounds like it"


@pytest.mark.parametrize(
    "said",
    [
        "it costs money",
        "you can pay by money order",
        "i want to stay here",
        "there is a problem",
        "the end of the message",
        "we went on to say so",
    ],
)
def test_the_same_words_elsewhere_are_no_day(said: str) -> None:
    days = [resolve(one.text, started_at=WEDNESDAY, zone=ZoneInfo("UTC")) for one in find_due_phrases(said)]
    assert not any(days)


def test_what_is_proposed_is_not_about_a_day() -> None:
    (phrase,) = find_due_phrases("How about next Wednesday at four?")
    assert phrase.text == "next Wednesday at four"
