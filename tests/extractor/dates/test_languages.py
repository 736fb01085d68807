"""Phrases of other languages in running speech: found where they stand, read in the turn's language."""

from __future__ import annotations

import datetime as dt
from zoneinfo import ZoneInfo

import pytest

from extractor.dates import find_due_phrases, resolution, resolve

BERLIN = ZoneInfo("Europe/Berlin")
WEDNESDAY = dt.datetime(2026, 11, 18, 10, 15, tzinfo=BERLIN)


def meant(language: str, said: str) -> list[tuple[str, str, str | None]]:
    """Return the phrases found, with the day and time of each."""
    found = []
    for phrase in find_due_phrases(said, language):
        due = resolve(phrase.text, started_at=WEDNESDAY, zone=BERLIN, language=language)
        if due is not None:
            found.append((phrase.text, str(due.date), due.time))
    return found


@pytest.mark.parametrize(
    ("language", "said", "phrases"),
    [
        (
            "de",
            "Ich schicke es bis zum dritten und rufe morgen um zehn noch mal an.",
            [("bis zum dritten", "2026-12-03", None), ("morgen um zehn", "2026-11-19", "10:00")],
        ),
        ("de", "der techniker kommt am dienstag zwischen acht und zwölf uhr", [
            ("am dienstag zwischen acht und zwölf uhr", "2026-11-24", "12:00")
        ]),
        ("de", "Guten Morgen, das ist mein dritter Anruf.", []),
        (
            "es",
            "Le llamo el martes a las diez y le mando el contrato antes de fin de mes",
            [
                ("el martes a las diez", "2026-11-24", "10:00"),
                ("antes de fin de mes", "2026-11-30", None),
            ],
        ),
        ("es", "Buenos días, es la segunda vez.", []),
        (
            "fr",
            "Je vous rappelle après-demain à quinze heures et j’envoie le contrat d’ici la fin du mois.",
            [
                ("après-demain à quinze heures", "2026-11-20", "15:00"),
                ("d’ici la fin du mois", "2026-11-30", None),
            ],
        ),
        ("fr", "Bonne journée, c'est la deuxième fois.", []),
    ],
)  # fmt: skip
def test_what_is_said_in_running_speech_is_found_and_read(
    language: str, said: str, phrases: list[tuple[str, str, str | None]]
) -> None:
    assert meant(language, said) == phrases


def test_the_language_decides_what_a_word_means() -> None:
    assert meant("de", "morgen") == [("morgen", "2026-11-19", None)]
    assert meant("en", "morgen") == []
    assert meant("it", "by Friday") == []


def test_a_region_changes_nothing_and_no_language_is_english() -> None:
    assert meant("de-AT", "übermorgen") == meant("de", "übermorgen")
    assert meant("und", "by Friday") == [("by Friday", "2026-11-20", None)]


@pytest.mark.parametrize(
    ("language", "said", "doubt"),
    [
        ("de", "nicht vor Montag", "due_earliest"),
        ("es", "no antes del lunes", "due_earliest"),
        ("fr", "lundi au plus tôt", "due_earliest"),
        ("de", "letzten Freitag", "due_past"),
        ("fr", "tous les lundis", "due_recurs"),
    ],
)
def test_what_is_no_due_date_says_why(language: str, said: str, doubt: str) -> None:
    found = resolution(said, started_at=WEDNESDAY, zone=BERLIN, language=language)
    assert found.due is None
    assert doubt in found.doubts
