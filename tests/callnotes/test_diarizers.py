"""Who tells voices apart on one channel: what the settings say, else the best that is here."""

from __future__ import annotations

import sys
from pathlib import Path
from types import ModuleType

import pytest
from typer.testing import CliRunner

from callnotes.cli.app import app
from callnotes.diarizers import diarizer_choice, diarizer_named, diarizers
from callnotes.doctor import examine
from callnotes.settings import Settings
from callnotes.workshop import workshop_of
from models.errors import CallNotesError, DiarizationModelError, EngineUnknownError, SettingsError
from transcriber.engines.pyannote.library import is_installed
from transcriber.speakers.collector import VOICES


def test_without_a_model_voices_are_estimated() -> None:
    choice = diarizer_choice(Settings())
    assert (choice.name, choice.model_unused) == ("voices", False)
    assert diarizers(Settings())() is VOICES


def test_what_the_settings_say_holds(tmp_path: Path) -> None:
    assert diarizer_choice(Settings(diarizer="pyannote")).name == "pyannote"
    assert diarizer_choice(Settings(diarizer="voices", diarization_model=tmp_path)).name == "voices"


def test_pyannote_without_a_model_says_which_setting_is_missing() -> None:
    with pytest.raises(SettingsError, match="CALLNOTES_DIARIZATION_MODEL"):
        diarizer_named(Settings(), "pyannote")


def test_no_other_name_is_taken() -> None:
    with pytest.raises(EngineUnknownError, match="voices, pyannote"):
        diarizer_named(Settings(), "guess")


def test_a_model_that_is_set_and_of_no_use_is_told_by_the_doctor(tmp_path: Path) -> None:
    settings = Settings(data=tmp_path, diarization_model=tmp_path / "none")
    choice = diarizer_choice(settings)
    assert (choice.name, choice.model_unused) == ("voices", True)
    found = {check.name: check for check in examine(settings)}["speakers"]
    assert found.state == "warn"
    assert choice.why in found.found


def test_the_doctor_looks_at_the_folder_of_the_model(tmp_path: Path) -> None:
    settings = Settings(data=tmp_path, diarizer="pyannote", diarization_model=tmp_path)
    found = {check.name: check for check in examine(settings)}["speakers"]
    assert found.state == "fail"
    assert "models.md" in found.found


def test_a_recording_needs_the_library_and_then_a_model_that_may_be_loaded(tmp_path: Path) -> None:
    expected = DiarizationModelError if is_installed() else EngineUnknownError
    with pytest.raises(CallNotesError) as caught:
        diarizer_named(Settings(diarization_model=tmp_path), "pyannote").collector()
    assert type(caught.value) is expected


def test_no_package_of_the_name_at_all_is_no_fault(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in [name for name in sys.modules if name.split(".")[0] == "pyannote"]:
        monkeypatch.delitem(sys.modules, name)
    monkeypatch.setattr(sys, "path", [])
    monkeypatch.setattr(sys, "meta_path", [_Nothing()])
    assert not is_installed()


def test_a_worker_has_the_diarizer_of_the_settings(tmp_path: Path) -> None:
    settings = Settings(data=tmp_path, diarizer="pyannote")
    with workshop_of(settings) as workshop, pytest.raises(SettingsError):
        workshop.diarizer()
    with workshop_of(Settings(data=tmp_path)) as workshop:
        assert workshop.diarizer() is VOICES


class _Nothing:
    """Finds no module."""

    def find_spec(self, name: str, path: object = None, target: ModuleType | None = None) -> None:
        return


def test_the_command_refuses_an_unknown_engine_before_it_listens(tmp_path: Path) -> None:
    audio = tmp_path / "call.wav"
    audio.write_bytes(b"RIFF")
    result = CliRunner().invoke(app, ["--data", str(tmp_path), "diarize", str(audio), "--engine", "guess"])
    assert isinstance(result.exception, EngineUnknownError)
