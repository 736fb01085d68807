"""What is heard keeps its words; its written form changes only what cannot mean anything else."""

from __future__ import annotations

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from text.spoken import SaidAs, written_form

_WRITTEN = [
    # money
    ("it is twenty five dollars a month", "it is $25 a month"),
    ("Twenty-five dollars, please.", "$25, please."),
    ("that's five dollars", "that's $5"),
    ("twelve hundred dollars in all", "$1,200 in all"),
    ("a hundred dollars", "$100"),
    ("one hundred and five euros", "€105"),
    ("three thousand two hundred and fifty dollars", "$3,250"),
    ("nineteen dollars and ninety nine cents", "$19.99"),
    ("two dollars and five cents", "$2.05"),
    ("five hundred thousand euros", "€500,000"),
    ("two million dollars", "$2,000,000"),
    ("two point five dollars", "$2.5"),
    # shares
    ("ten percent off", "10% off"),
    ("we give you two point five percent", "we give you 2.5%"),
    ("one hundred percent sure", "100% sure"),
    # digits one by one
    ("call five five five one two three four", "call 5551234"),
    ("it's five five five, one two three four.", "it's 555, 1234."),
    ("my number is eight double four oh nine six", "my number is 844096"),
    ("order four four seven nine nine", "order 44799"),
    ("triple zero nine", "0009"),
    # numbers of several words
    ("we have twenty five seats", "we have 25 seats"),
    ("three hundred and sixty degrees", "360 degrees"),
    ("some twenty-five-year-old machine", "some twenty-five-year-old machine"),
    ("a twenty-five-year-old machine", "a 25-year-old machine"),
    ("fifteen thousand kilometres", "15,000 kilometres"),
    # days
    ("by july third", "by July 3"),
    ("on July twenty first at ten", "on July 21 at ten"),
    ("the third of july", "the 3rd of july"),
    ("the twenty second of December", "the 22nd of December"),
    ("on may second", "on May 2"),
    ("july third twenty twenty six", "July 3, 2026"),
    ("july third two thousand and six.", "July 3, 2006."),
    ("before march first, if you can", "before March 1, if you can"),
    # addresses
    ("my email is jay dot doe at example dot com", "my email is jay.doe@example.com"),
    ("write to m dot reed at north wind dot com thanks", "write to m.reed@northwind.com thanks"),
    ("the address is sam at northwind dot com.", "the address is sam@northwind.com."),
    ("it is j o e underscore two at example dot co dot uk", "it is joe_2@example.co.uk"),
    # several in one turn
    (
        "send twenty five dollars by july third to jay dot doe at example dot com",
        "send $25 by July 3 to jay.doe@example.com",
    ),
]

_UNTOUCHED = [
    # idioms and small words
    "one of them", "for one", "I second that", "one moment", "one second please", "no one knows",
    "at first I thought so", "one on one", "two or three of them", "a couple of hundred", "one by one",
    "the one I bought", "you two", "back to square one", "on the one hand", "I for one would like to",
    "it takes two", "twenty four seven", "nine to five", "a million thanks", "second to none",
    "three two one go", "one two three", "one two three four five", "first things first", "ten out of ten",
    "a hundred times", "thanks a million", "I feel like a million dollars", "the million dollar question",
    "nine one one", "fifty fifty", "at sixes and sevens", "two and a half", "a thousand dollars or so",
    "in a second", "the third time", "every second week", "six of one and half a dozen of the other",
    # ranges and guesses
    "two or three hundred dollars", "between fifty and a hundred dollars", "twenty to thirty dollars",
    "a couple hundred dollars", "a few thousand euros", "several hundred dollars",
    "two three hundred dollars",
    "twenty five and a half percent", "thirty five to forty minutes", "two point five million dollars",
    # what may be read in several ways
    "one twenty five", "seven forty seven", "twenty twenty", "nineteen ninety nine", "ten thirty",
    "one fifty dollars", "two thousand twenty six", "two thousand people", "twenty five pounds",
    "oh five five five one two", "at seven, five five five one two", "five five five one two thirty four",
    "the twenty first century", "on the twenty first floor", "one hundred and first street",
    # no date
    "I may second that", "we march first", "you may first want to look", "july second quarter",
    "march third party claims", "the third of them", "in july three people came", "on the first of the month",
    "in may two of us",
    # no address
    "look at example dot com", "I looked at your site example dot com", "you find us at example dot com",
    "I sent an email look at example dot com", "meet me at noon", "I'm at home see amazon dot com",
    "my email is down at the moment", "I bought it at amazon dot com", "write an email to me at work",
    # written already, or masked
    "It is $25.", "By July 3rd, 2026.", "Call 555-1234.", "25 dollars", "jay.doe@example.com", "10%",
    "my card is [card]", "[card] is the number", "the code is [card] and that is all", "", "   ", "Hello.",
]  # fmt: skip


@pytest.mark.parametrize(("heard", "written"), _WRITTEN)
def test_what_is_unambiguous_is_written(heard: str, written: str) -> None:
    assert written_form(heard) == written


@pytest.mark.parametrize("heard", _UNTOUCHED)
def test_what_may_mean_something_else_stays_as_it_was_heard(heard: str) -> None:
    assert written_form(heard) == heard


@pytest.mark.parametrize(("heard", "_written"), _WRITTEN)
def test_in_another_language_nothing_is_done(heard: str, _written: str) -> None:
    assert written_form(heard, language="de") == heard


@pytest.mark.parametrize(("_heard", "written"), _WRITTEN)
def test_what_is_written_stays_so(_heard: str, written: str) -> None:
    assert written_form(written) == written


_VOCABULARY = (
    SaidAs(spoken="north wind", written="Northwind"),
    SaidAs(spoken="north wind pro", written="Northwind Pro"),
    SaidAs(spoken="card", written="Card"),
    SaidAs(spoken="c plus plus", written="C++"),
)


@pytest.mark.parametrize(
    ("heard", "written"),
    [
        ("I have the north wind pro here", "I have the Northwind Pro here"),
        ("North Wind's offer", "Northwind's offer"),
        ("north-wind, please", "Northwind, please"),
        ("the northern wind", "the northern wind"),
        ("my [card] and my card", "my [card] and my Card"),
        ("we use c plus plus", "we use C++"),
        ("north wind for twenty five dollars", "Northwind for $25"),
    ],
)
def test_terms_of_the_vocabulary_get_their_written_form(heard: str, written: str) -> None:
    assert written_form(heard, _VOCABULARY) == written


def test_the_vocabulary_holds_in_every_language() -> None:
    assert written_form("der north wind kostet", _VOCABULARY, language="de") == "der Northwind kostet"


_PLAIN = ("we", "can", "send", "it", "on", "friday", "to", "the", "office", "thanks", "hello", "really")
_NUMBERS = ("twenty five dollars", "five five five one two one two", "july third", "ten percent", "one", "or")


@given(st.lists(st.sampled_from((*_PLAIN, *_NUMBERS)), max_size=12))
def test_no_word_is_ever_lost(parts: list[str]) -> None:
    heard = " ".join(parts)
    kept = [word for word in re.findall(r"\w+", written_form(heard)) if word in _PLAIN]
    assert kept == [word for part in parts for word in part.split() if word in _PLAIN]
