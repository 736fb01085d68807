"""The doctor: looks at every part of the house and says how to mend what is wrong."""

from __future__ import annotations

from typing import Final

from callnotes.doctor import doors, ground, tools
from callnotes.doctor.check import Check, Look, look
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
    ("preview engine", tools.preview),
    ("notes", tools.notes),
    ("crm", tools.crm),
    ("api", doors.api_tokens),
    ("hook", doors.hook),
    ("worker", doors.worker),
    ("calls", doors.calls),
)


def examine(settings: Settings) -> tuple[Check, ...]:
    """Look at every part; a broken one is a finding, never an error."""
    return tuple(look(name, check, settings) for name, check in CHECKS)
