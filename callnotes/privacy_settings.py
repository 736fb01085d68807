"""The settings of what is kept from whom, and of what the public is told; a part of all settings.

Out: `PrivacySettings`, of which `Settings` is one. Not here: all others (settings.py), where they are read.
"""

from __future__ import annotations

from typing import Annotated

from pydantic import BaseModel, Field, SecretStr, field_validator

from callnotes.settings_sources import read_label_periods
from models.errors import InputError
from models.retention import LabelPeriods

_Days = Annotated[int, Field(ge=1)] | None


class PrivacySettings(BaseModel):
    """Each is documented under its name in docs/settings.md."""

    master_key: SecretStr | None = None
    master_key_before: SecretStr | None = None
    mask_names: bool = False
    mask_patterns: dict[str, str] = {}
    retention_audio_days: _Days = None
    retention_transcript_days: _Days = None
    retention_notes_days: _Days = None
    retention_calls_days: _Days = None
    retention_events_days: _Days = None
    retention_logs_days: _Days = None
    retention_labels: dict[str, LabelPeriods] = {}
    transparency: bool = False
    transparency_operator: str | None = None
    transparency_contact: str | None = None

    @field_validator("retention_labels", mode="before")
    @classmethod
    def _days_of_labels(cls, value: object) -> object:
        """Take the days of a label's calls as a text, such as "audio 7, calls 30"."""
        return read_label_periods(value)

    @field_validator("mask_patterns")
    @classmethod
    def _that_run_in_bounded_time(cls, value: dict[str, str]) -> dict[str, str]:
        if value:
            from text.masking import Patterns  # its libraries take their time

            try:
                Patterns(value)
            except InputError as error:
                raise ValueError(str(error).rstrip(".")) from error
        return value
