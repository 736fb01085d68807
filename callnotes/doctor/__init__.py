"""The doctor: looks at every part of the house and says how to mend what is wrong."""

from __future__ import annotations

from typing import Final

from callnotes.doctor import doors, ground, tools
from callnotes.doctor.check import Check, Look, look
from callnotes.doctor.folders import watched_folders
from callnotes.doctor.speakers import speakers
from callnotes.settings import Settings

__all__ = ["CHECKS", "Check", "examine"]

CHECKS: Final[tuple[tuple[str, Look], ...]] = (
    ("python", ground.python),
    ("data folder", ground.data_folder),
    ("disk", ground.disk),
    ("database", ground.database),
    ("recordings", ground.recordings),
    ("queue", ground.queue),
    ("time zone", ground.time_zone),
    ("ffmpeg", tools.ffmpeg),
    ("speech", tools.speech),
    ("speakers", speakers),
    ("audio outside", tools.audio_outside),
    ("vocabulary", tools.vocabulary),
    ("templates", tools.templates),
    ("consent rules", tools.consent_rules),
    ("preview engine", tools.preview),
    ("notes", tools.notes),
    ("notes of teams", tools.notes_of_teams),
    ("crm", tools.crm),
    ("api", doors.api_tokens),
    ("hook", doors.hook),
    ("watched folders", watched_folders),
    ("outgoing", doors.outgoing),
    ("sending", doors.sending),
    ("mail", doors.mail),
    ("worker", doors.worker),
    ("calls", doors.calls),
)


#: What cannot be looked at before the database is there and fits this program.
_UPON_THE_DATABASE: Final = frozenset(
    {"recordings", "queue", "crm", "calls", "outgoing", "sending", "notes of teams"}
)


def examine(settings: Settings) -> tuple[Check, ...]:
    """Look at every part, and change none; a broken one is a finding, never an error."""
    left_out = frozenset() if ground.is_current(settings) else _UPON_THE_DATABASE
    return tuple(_unseen(name) if name in left_out else look(name, check, settings) for name, check in CHECKS)


def _unseen(name: str) -> Check:
    return Check(
        name=name,
        state="skip",
        found="not looked at before the database is there and up to date",
        mend="Start the program once, then ask the doctor again.",
    )
