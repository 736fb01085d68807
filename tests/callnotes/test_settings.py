from __future__ import annotations

from pathlib import Path

import pytest

from callnotes.retention_rules import retention_of
from callnotes.settings import load_settings
from callnotes.watched import watched_of
from callnotes.working_time import working_time_of
from models.errors import SettingsError


def test_an_unknown_setting_is_refused_by_name() -> None:
    with pytest.raises(SettingsError, match="CALLNOTES_SPEACH_MODEL is not a setting"):
        load_settings(environ={"CALLNOTES_SPEACH_MODEL": "small"})


def test_an_unknown_key_in_the_file_is_refused_by_name(tmp_path: Path) -> None:
    (tmp_path / "settings.toml").write_text('speach_model = "small"\n')
    with pytest.raises(SettingsError, match=r"speach_model in settings\.toml"):
        load_settings(data=tmp_path, environ={})


def test_the_environment_wins_over_the_file(tmp_path: Path) -> None:
    (tmp_path / "settings.toml").write_text('speech_model = "small"\nphone_regions = ["DE", "AT"]\n')
    settings = load_settings(data=tmp_path, environ={"CALLNOTES_SPEECH_MODEL": "base"})
    assert settings.speech_model == "base"
    assert settings.phone_regions == ("DE", "AT")


def test_the_folder_of_the_command_line_wins_over_the_environment(tmp_path: Path) -> None:
    assert load_settings(data=tmp_path, environ={"CALLNOTES_DATA": "/elsewhere"}).data == tmp_path


def test_a_secret_in_the_settings_file_is_refused(tmp_path: Path) -> None:
    (tmp_path / "settings.toml").write_text('llm_key = "sk-1"\n')
    with pytest.raises(SettingsError, match="llm_key is a secret"):
        load_settings(data=tmp_path, environ={})


def test_a_secret_comes_from_a_file_that_the_environment_names(tmp_path: Path) -> None:
    secret = tmp_path / "tokens"
    secret.write_text("one\ntwo\n")
    settings = load_settings(data=tmp_path, environ={"CALLNOTES_API_TOKENS_FILE": str(secret)})
    assert [token.get_secret_value() for token in settings.api_tokens] == ["one", "two"]


def test_neither_error_nor_representation_shows_a_value() -> None:
    settings = load_settings(environ={"CALLNOTES_LLM_KEY": "sk-very-secret"})
    assert "sk-very-secret" not in repr(settings)
    with pytest.raises(SettingsError) as caught:
        load_settings(environ={"CALLNOTES_PORT": "sk-very-secret"})
    assert "sk-very-secret" not in str(caught.value)
    assert "CALLNOTES_PORT" in str(caught.value)


@pytest.mark.parametrize(
    ("environ", "engine"),
    [
        ({}, "rules"),
        ({"CALLNOTES_LLM_URL": "http://127.0.0.1:9"}, "llm"),
        ({"CALLNOTES_LLM_KEY": "sk"}, "llm"),
        ({"CALLNOTES_LLM_URL": "http://127.0.0.1:9", "CALLNOTES_NOTES_ENGINE": "rules"}, "rules"),
    ],
)
def test_a_language_model_is_used_when_there_is_an_address_or_a_key(
    environ: dict[str, str], engine: str
) -> None:
    assert load_settings(environ=environ).extractor == engine


def test_a_time_zone_that_does_not_exist_is_refused() -> None:
    with pytest.raises(SettingsError, match="CALLNOTES_TIME_ZONE"):
        load_settings(environ={"CALLNOTES_TIME_ZONE": "Mars/Olympus"})


@pytest.mark.parametrize("scheme", ["postgres", "postgresql", "postgresql+psycopg"])
def test_every_way_of_writing_a_postgresql_address_is_understood(scheme: str) -> None:
    settings = load_settings(environ={"DATABASE_URL": f"{scheme}://sam@db/callnotes"})
    assert settings.database == settings.queue_database == "postgresql+psycopg://sam@db/callnotes"


def test_our_own_name_of_the_address_wins_over_the_common_one() -> None:
    both = {"DATABASE_URL": "postgres://db/a", "CALLNOTES_DATABASE_URL": "postgres://db/b"}
    assert load_settings(environ=both).database.endswith("/b")


def test_the_address_of_another_kind_of_database_is_refused() -> None:
    with pytest.raises(SettingsError, match="DATABASE_URL"):
        load_settings(environ={"DATABASE_URL": "mysql://db/a"})


@pytest.mark.parametrize(
    "pattern",
    [
        "http://pbx.example.com/{call}.wav",
        "https://pbx.example.com/recording.wav",
        "https://pbx.example.com/{customer}.wav",
        "https://sam:secret@pbx.example.com/{call}.wav",
    ],
)
def test_a_recording_is_linked_over_https_alone_and_by_an_id_of_the_call(pattern: str) -> None:
    with pytest.raises(SettingsError, match="CALLNOTES_CRM_RECORDING_URL") as refused:
        load_settings(environ={"CALLNOTES_CRM_RECORDING_URL": pattern})
    assert "secret" not in str(refused.value)
    fits = {"CALLNOTES_CRM_RECORDING_URL": "https://pbx.example.com:8443/{external_id}/{call}.wav?play=1"}
    assert load_settings(environ=fits).crm_recording_url == fits["CALLNOTES_CRM_RECORDING_URL"]


def test_the_working_time_of_the_house_is_set_by_names_and_dates() -> None:
    settings = load_settings(
        environ={
            "CALLNOTES_BUSINESS_DAYS": "sunday, monday, tuesday, wednesday, thursday",
            "CALLNOTES_WEEK_START": "sunday",
            "CALLNOTES_BUSINESS_CLOSE": "18:30",
            "CALLNOTES_HOLIDAYS": "2026-12-25, 2027-01-01",
        }
    )
    work = working_time_of(settings)
    assert (sorted(work.days), work.week_starts_on, work.closes_at) == ([0, 1, 2, 3, 6], 6, "18:30")
    assert sorted(map(str, work.holidays)) == ["2026-12-25", "2027-01-01"]


def test_a_weekday_that_is_none_is_refused() -> None:
    with pytest.raises(SettingsError, match="CALLNOTES_WEEK_START"):
        load_settings(environ={"CALLNOTES_WEEK_START": "moonday"})


def test_a_label_has_days_of_its_own_as_text_or_in_the_file(tmp_path: Path) -> None:
    both = "trial = audio 7, calls 30\ncomplaint = notes 730"
    rules = retention_of(load_settings(environ={"CALLNOTES_RETENTION_LABELS": both}))
    assert rules.terms("audio") == (("trial", 7),)
    assert rules.terms("notes") == (("complaint", 730),)
    (tmp_path / "settings.toml").write_text('[retention_labels]\ntrial = "logs 2"\n')
    assert retention_of(load_settings(data=tmp_path, environ={})).terms("logs") == (("trial", 2),)


@pytest.mark.parametrize(
    "line", ["trial", "trial = sound 7", "trial = audio 0", "Trial = audio 7", "t = audio"]
)
def test_days_of_a_label_that_cannot_be_are_refused_in_one_sentence(line: str) -> None:
    with pytest.raises(SettingsError, match="trial = audio 7, calls 30"):
        load_settings(environ={"CALLNOTES_RETENTION_LABELS": line})


def test_watched_folders_come_with_the_fields_of_their_calls_from_the_environment_too() -> None:
    lines = '/srv/a\n/srv/b = {"team": "support"}'
    settings = load_settings(environ={"CALLNOTES_WATCH_FOLDERS": lines})
    assert settings.watch_folders == {"/srv/a": {}, "/srv/b": {"team": "support"}}


@pytest.mark.parametrize(
    ("lines", "said"),
    [
        ("/srv/b = {team", "CALLNOTES_WATCH_FOLDERS is wrong: a folder is not followed by"),
        ('/srv/b = {"consent": "surely"}', "The consent is not one of"),
        ('/srv/b = {"sekret": "1"}', "A field is none of a call's"),
        ("calls", "does not begin with /"),
    ],
)
def test_a_watched_folder_that_cannot_be_is_refused_in_one_sentence(lines: str, said: str) -> None:
    with pytest.raises(SettingsError) as refused:
        watched_of(load_settings(environ={"CALLNOTES_WATCH_FOLDERS": lines}))
    assert said in refused.value.message
    assert "sekret" not in refused.value.message
