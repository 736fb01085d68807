"""The page for people whose calls are recorded says what the settings say, to all, once published."""

from __future__ import annotations

from pathlib import Path

import pytest

from api.web.transparency_page import html_of
from callnotes.doors import public_page
from callnotes.settings import Settings
from callnotes.transparency import transparency
from models.errors import SettingsError
from models.public_page import PublicPage
from storage.shelves import Shelves, open_shelves
from tests.api.house import open_house
from tests.databases import with_tables

WHO = {"transparency_operator": "Brightwater Coffee", "transparency_contact": "privacy@brightwater.example"}


@pytest.fixture
def shelves(tmp_path: Path) -> Shelves:
    return open_shelves(with_tables(tmp_path / "house"))


def page(shelves: Shelves, **settings: object) -> PublicPage:
    return transparency(Settings.model_validate({**WHO, "time_zone": "Europe/Berlin", **settings}), shelves)


def test_it_says_that_files_of_a_watched_folder_lie_there_in_clear(shelves: Shelves) -> None:
    watched = {"watch_folders": {"/srv/calls": {"team": "support"}}}
    assert "lie as plain files" in page(shelves, **watched).as_markdown
    assert "lie as plain files" not in page(shelves, **watched, watch_delete=True).as_markdown
    assert "lie as plain files" not in page(shelves).as_markdown


def test_it_says_who_is_responsible_what_is_done_and_how_to_object(shelves: Shelves) -> None:
    said = page(shelves).as_markdown
    assert said.startswith("# How Brightwater Coffee records phone calls")
    for heading in ("recorded", "a machine does", "a human decides", "Who else", "long it is kept", "object"):
        assert heading in said
    assert "privacy@brightwater.example" in said
    assert "all parties must know; an announcement is enough" in said


@pytest.mark.parametrize(
    ("settings", "says"),
    [
        ({}, "the sound is sent nowhere"),
        ({}, "fixed rules on our own machine"),
        ({}, "The database is on our own machine."),
        ({"speech_engine": "remote", "speech_url": "https://ears.example.com/v1"},
         "the sound is sent to a server that recognises speech that another company runs"),
        ({"speech_engine": "remote", "speech_url": "http://10.0.0.7:8000"},
         "recognises speech on our own machines"),
        ({"speech_url": "https://ears.example.com/v1"}, "the sound of some calls is sent to a server"),
        ({"llm_url": "https://api.example.com/v1"}, "a language model that another company runs"),
        ({"llm_url": "http://localhost:8080/v1"}, "a language model on our own machines"),
        ({"llm_url": "http://[::1]:8080/v1", "mask_names": True}, "placeholders, and names, too"),
        ({"crm": "hubspot"}, "HubSpot, a customer database that another company runs"),
        ({}, "Before a person has decided: one note with what the machine proposes"),
        ({"crm": "hubspot", "crm_pending_note": False}, "one task that asks a colleague to look at what"),
        ({"crm": "hubspot", "crm_call_record": "write"}, "With that goes a record of the call"),
        ({}, "such as confirmed notes and tasks, and what our search finds: the notes with the words that"),
        ({"search": "transcripts"}, "our search finds: the notes, and all that was said."),
        ({"search": "off"}, "such as confirmed notes and tasks."),
        ({"undo_minutes": 15}, "taken back for 15 minutes"),
        ({}, "No period is set after which it ends by itself"),
        ({"retention_audio_days": 30}, "The sound is deleted 30 days after the call came in to us."),
        ({"retention_audio_days": 30}, "All else is kept until a person erases it"),
        ({"retention_notes_days": 60}, "The notes are deleted 60 days after the call came in to us."),
        ({"retention_notes_days": 60}, "nobody has decided by then is deleted as a whole"),
        ({"retention_labels": {"trial": "audio 7, calls 30"}},
         "time holds than else: the sound is deleted after 7 days, all of a call is deleted after 30"),
        ({"retention_audio_days": 90, "retention_calls_days": 1}, "is deleted a day after it came in to us"),
    ],
)  # fmt: skip
def test_it_says_what_the_settings_say(shelves: Shelves, settings: dict[str, object], says: str) -> None:
    said = page(shelves, **settings).as_markdown
    assert says in said
    assert "example.com" not in said, "servers are named by their kind"


def test_without_somebody_responsible_it_is_refused_at_the_start(shelves: Shelves) -> None:
    published = Settings(transparency=True, time_zone="UTC")
    with pytest.raises(SettingsError, match="CALLNOTES_TRANSPARENCY_CONTACT"):
        public_page(published, shelves)
    assert public_page(Settings(time_zone="UTC"), shelves) is None


def test_it_is_open_to_everybody_once_published_and_not_there_before(
    tmp_path: Path, shelves: Shelves
) -> None:
    with open_house(tmp_path / "closed") as house:
        assert house.client.get("/transparency", headers={"authorization": ""}).status_code == 404
    with open_house(tmp_path / "open", transparency=lambda: page(shelves)) as house:
        answer = house.client.get("/transparency", headers={"authorization": ""})
        assert answer.status_code == 200
        assert "<script" not in answer.text
        assert '<link rel="icon" href="/static/icon.svg"' in answer.text
        assert "How to object" in answer.text
        assert house.client.get("/static/public.css").status_code == 200


def test_as_a_file_it_needs_nothing_else_and_what_is_named_is_text(shelves: Shelves) -> None:
    html = html_of(page(shelves, transparency_operator="A & <b>B</b>"))
    assert "A &amp; &lt;b&gt;B&lt;/b&gt;" in html
    assert not [link for link in ("src=", "href=", "url(", "http:", "https:") if link in html]
    assert "@media print" in html


def test_a_period_that_is_set_is_told_and_not_that_there_is_none(shelves: Shelves) -> None:
    (kept,) = (one for one in page(shelves, retention_calls_days=365).sections if "kept" in one.title)
    assert "365 days" in kept.says[0]
    assert not any("No period" in line or "sound is deleted" in line for line in kept.says)
