"""The settings of what is kept from whom, and of what the public is told; a part of all settings.

Out: `PrivacySettings`, of which `Settings` is one. Not here: all others (settings.py), where they are read.
"""

from __future__ import annotations

from pydantic import BaseModel, SecretStr, field_validator

from models.errors import InputError


class PrivacySettings(BaseModel):
    """Each is documented under its name in docs/settings.md."""

    master_key: SecretStr | None = None
    master_key_before: SecretStr | None = None
    mask_names: bool = False
    mask_patterns: dict[str, str] = {}
    transparency: bool = False
    transparency_operator: str | None = None
    transparency_contact: str | None = None

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
