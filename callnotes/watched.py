"""Wires the watched folders from the settings: how their names are read, and what each says of its calls.

In: settings. Out: folders with their rules; SettingsError in one sentence.
"""

from __future__ import annotations

from pathlib import Path

from callnotes.engine_names import NOTES_ENGINES, SPEECH_ENGINES
from callnotes.settings import Settings
from callnotes.template_names import template_names
from exchange.watched_folder import WatchedFolder
from lifecycle.new_call import ReadHere, read_consent, read_details, read_new_call
from models.errors import RefusedError, SettingsError
from pipeline.told_of_file import FolderRules
from text.recording_names import FREEPBX, compiled

Watched = tuple[WatchedFolder, FolderRules]


def watched_of(settings: Settings) -> tuple[Watched, ...]:
    """Return the folders of the settings. Raises SettingsError when a field or the pattern is wrong."""
    if not settings.watch_folders:
        return ()
    pattern, here = settings.watch_pattern or FREEPBX, read_here(settings)
    try:
        compiled(pattern)
    except RefusedError as error:
        msg = f"The setting CALLNOTES_WATCH_PATTERN is wrong: {error.message}. docs/settings.md explains it."
        raise SettingsError(msg) from error
    return tuple(
        (
            WatchedFolder(_absolute(path), settings.watch_settle_s, settings.watch_legs_s),
            FolderRules(_checked(fields, here, settings.team), pattern, here, settings.watch_delete),
        )
        for path, fields in settings.watch_folders.items()
    )


def read_here(settings: Settings) -> ReadHere:
    """Return how texts about a call are read under these settings."""
    return ReadHere(
        zone=settings.zone,
        regions=settings.phone_regions,
        speech_engines=SPEECH_ENGINES,
        notes_engines=NOTES_ENGINES,
        templates=template_names(settings.templates),
    )


def _absolute(path: str) -> Path:
    found = Path(path)
    if not found.is_absolute():
        msg = (
            "A folder of CALLNOTES_WATCH_FOLDERS does not begin with /; name it whole, "
            "so that it is the same one for every process."
        )
        raise SettingsError(msg)
    return found


def _checked(fields: dict[str, str], here: ReadHere, team: str | None) -> dict[str, str]:
    whole = ({"team": team} if team else {}) | fields
    try:
        new = read_new_call({"consent": "unknown"} | whole)
        read_details(new, here)
        read_consent(new, here.zone)
    except RefusedError as error:
        msg = f"The fields of a folder in CALLNOTES_WATCH_FOLDERS are wrong: {error.message}"
        raise SettingsError(msg) from error
    return whole
