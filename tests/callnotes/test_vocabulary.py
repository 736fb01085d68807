"""The vocabulary of the house: read, kept to its team, likely in a call, and part of the settings' hash."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path

import pytest

from callnotes.likely_words import likely_words, names_of_the_house
from callnotes.settings import Settings
from callnotes.vocabulary import Term, of_team, read_vocabulary, said_as
from callnotes.workshop import settings_hash, transcribe_options
from models.call import Call, CallDetails, Consent, Customer
from models.errors import SettingsError
from models.stages import Stage
from text.spoken import written_form

_FILE = """
[[term]]
written = "Northwind"
spoken = ["north wind", "nordwind"]

[[term]]
written = "FrostLine 400"
spoken = ["frost line four hundred"]
team = "Sales"

[[term]]
written = "Contoso"
"""


@pytest.fixture
def vocabulary(tmp_path: Path) -> Path:
    path = tmp_path / "vocabulary.toml"
    path.write_text(_FILE)
    return path


def _call(details: CallDetails) -> Call:
    return Call(
        id="c1",
        stage=Stage.QUEUED,
        details=details,
        consent=Consent(),
        received_at=datetime(2026, 11, 20, tzinfo=UTC),
    )


def test_terms_of_a_team_are_its_own_and_come_first(vocabulary: Path) -> None:
    terms = read_vocabulary(vocabulary)
    assert [term.written for term in of_team(terms, " sales")] == ["FrostLine 400", "Northwind", "Contoso"]
    assert [term.written for term in of_team(terms, "support")] == ["Northwind", "Contoso"]
    assert [term.written for term in of_team(terms, None)] == ["Northwind", "Contoso"]
    assert read_vocabulary(None) == ()


def test_spoken_forms_become_written_ones(vocabulary: Path) -> None:
    forms = said_as(of_team(read_vocabulary(vocabulary), "sales"))
    heard = "the Frost Line four hundred of nordwind"
    assert written_form(heard, forms) == "the FrostLine 400 of Northwind"


def test_of_a_form_that_stands_twice_the_first_counts() -> None:
    terms = (Term(written="A", spoken=("ay  bee",)), Term(written="B", spoken=("Ay Bee", "bee")))
    assert [(form.spoken, form.written) for form in said_as(terms)] == [("ay  bee", "A"), ("bee", "B")]


@pytest.mark.parametrize(
    ("content", "where"),
    [
        ("not = [toml", "not readable TOML"),
        ('[[term]]\nspoken = ["secret name"]', r"term\.0\.written"),
        ('[[term]]\nwritten = "x"\nsound = "y"', r"term\.0\.sound"),
        ('[[term]]\nwritten = "two\\nlines"', r"term\.0\.written"),
        ('[[word]]\nwritten = "x"', "word"),
        ("x = 1 # " + "x" * (1 << 20), "1 MiB"),
    ],
)
def test_a_wrong_vocabulary_is_refused_without_its_words(tmp_path: Path, content: str, where: str) -> None:
    path = tmp_path / "vocabulary.toml"
    path.write_text(content)
    with pytest.raises(SettingsError, match=where) as raised:
        read_vocabulary(path)
    assert "secret" not in raised.value.message


def test_a_vocabulary_that_is_not_there_names_its_setting(tmp_path: Path) -> None:
    with pytest.raises(SettingsError, match="CALLNOTES_VOCABULARY cannot be read"):
        transcribe_options(Settings(vocabulary=tmp_path / "gone.toml"))


def test_a_call_is_heard_with_its_own_words_language_and_vocabulary(vocabulary: Path) -> None:
    details = CallDetails(
        agent="dana.meyer@north-wind.example",
        team="sales",
        customer=Customer(email="m.reed@bluebird.co.uk"),
        hotwords=("quote 4417",),
        language="de",
    )
    options = transcribe_options(Settings(vocabulary=vocabulary, language="en"), _call(details))
    assert options.hotwords == (
        "quote 4417", "Dana Meyer", "North Wind", "Reed", "Bluebird", "FrostLine 400", "Northwind", "Contoso",
    )  # fmt: skip
    assert options.language == "de"
    assert {form.written for form in options.vocabulary} == {"Northwind", "FrostLine 400"}
    assert transcribe_options(Settings(language="en"), _call(CallDetails())).language == "en"


@pytest.mark.parametrize(
    ("agent", "words"),
    [
        ("info@gmail.com", ()),
        ("Dana Meyer", ("Dana Meyer",)),
        ("dana+calls@mail.contoso.com", ("Dana", "Contoso")),
        ("x@y", ()),
        ("", ()),
        (None, ()),
    ],
)
def test_names_and_companies_come_from_addresses(agent: str | None, words: tuple[str, ...]) -> None:
    assert likely_words(CallDetails(agent=agent), ()) == words


def test_likely_words_are_few_and_none_stands_twice() -> None:
    many = tuple(Term(written=f"Product number {number}") for number in range(200))
    few = likely_words(CallDetails(hotwords=("northwind", "Northwind")), many)
    assert few[0] == "northwind"
    assert 10 < len(few) <= 24
    assert len(", ".join(few)) <= 300


def test_an_agent_is_known_by_the_company_and_the_terms_of_the_house() -> None:
    terms = (Term(written="Photon 3", spoken=("photon three",)),)
    agent = CallDetails(agent="kate@desk.lake-hotel.example")
    assert names_of_the_house(agent, terms) == ("Lake Hotel", "Photon 3", "photon three")
    assert names_of_the_house(CallDetails(agent="kate@gmail.com"), ()) == ()
    assert names_of_the_house(CallDetails(agent="Kate"), ()) == ()


def test_another_vocabulary_makes_another_settings_hash(vocabulary: Path) -> None:
    without, before = settings_hash(Settings()), settings_hash(Settings(vocabulary=vocabulary))
    moved = vocabulary.rename(vocabulary.with_name("other.toml"))
    assert settings_hash(Settings(vocabulary=moved)) == before, "its content counts, not its name"
    moved.write_text(_FILE + '[[term]]\nwritten = "New"\n')
    assert len({without, before, settings_hash(Settings(vocabulary=moved))}) == 3
