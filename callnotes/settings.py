"""Every setting of the program, read from the environment and one optional file, and refused when unknown.

Out: `Settings`. A value from the environment (`CALLNOTES_...`) wins over the same key in the file.
Not here: where a value is read (settings_sources.py).
"""

from __future__ import annotations

import os
import re
from datetime import date
from pathlib import Path
from typing import Annotated, Literal
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

import tzlocal
from pydantic import BaseModel, ConfigDict, Field, SecretStr, ValidationError, field_validator

from callnotes.privacy_settings import PrivacySettings
from callnotes.settings_sources import (
    PREFIX,
    SECRETS,
    from_environment,
    from_file,
    read_folder_fields,
    spoken_by_psycopg,
)
from models.errors import InputError, SettingsError
from models.found_texts import SearchReach
from models.hubspot_limits import Tier
from models.samples import ItemByItem
from text.listening import read_language

__all__ = ["PREFIX", "SECRETS", "Names", "Settings", "Weekday", "load_settings"]

#: Where recordings are heard, with an id of the call in it; no user and no password.
_RECORDING_URL = re.compile(r"https://[^\s/@{}]+/(?:[^\s{}]*\{(?:call|external_id)\})+[^\s{}]*")

_CLOCK = r"^(?:[01]\d|2[0-3]):[0-5]\d$"
#: One recording gains nothing from more (CTranslate2's maintainers, issues 1143 and 1397).
_THREADS_THAT_HELP = 4

Names = tuple[str, ...]
Weekday = Literal["monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday"]


class Settings(PrivacySettings, BaseModel):
    """All settings, checked; each one is documented under its name in docs/settings.md."""

    model_config = ConfigDict(frozen=True, extra="forbid", hide_input_in_errors=True)

    data: Path = Path("var")
    database_url: str | None = None
    time_zone: str | None = None
    business_days: tuple[Weekday, ...] = ("monday", "tuesday", "wednesday", "thursday", "friday")
    week_start: Weekday = "monday"
    business_close: Annotated[str, Field(pattern=_CLOCK)] = "17:00"
    holidays: tuple[date, ...] = ()
    phone_regions: Names = ("US",)
    team: str | None = None
    desk_language: Annotated[str, Field(pattern="^[a-z]{2,3}$")] = "en"

    speech_engine: Literal["faster-whisper", "remote", "preview"] = "faster-whisper"
    speech_model: str = "small"
    model_dir: Path | None = None
    offline: bool = False
    speech_device: Literal["auto", "cpu", "cuda"] = "cpu"
    speech_compute: Literal[
        "auto", "int8", "int8_float16", "int8_float32", "float16", "bfloat16", "float32"
    ] = "auto"
    speech_threads: Annotated[int, Field(ge=0, le=256)] = 0
    speech_beam: Annotated[int, Field(ge=1, le=10)] = 1
    speech_url: str | None = None
    speech_hosts: Names = ()
    speech_key: SecretStr | None = None
    speech_remote_model: str = "whisper-1"
    speech_timeout_s: Annotated[float, Field(gt=0, le=3600)] = 120.0
    language: str | None = None
    vocabulary: Path | None = None
    diarizer: Literal["auto", "voices", "pyannote"] = "auto"
    diarization_model: Path | None = None
    agent_channel: Literal["left", "right", "auto"] = "auto"

    notes_engine: Literal["auto", "rules", "llm"] = "auto"
    notes_language: Annotated[str, Field(pattern="^[a-z]{2,3}$")] | None = None
    templates: Path | None = None
    llm_url: str | None = None
    llm_key: SecretStr | None = None
    llm_model: str = "default"
    llm_timeout_s: Annotated[float, Field(gt=0, le=3600)] = 120.0
    llm_context_tokens: Annotated[int, Field(ge=0)] = 0
    llm_max_requests: Annotated[int, Field(ge=1)] = 200
    llm_max_tokens: Annotated[int, Field(ge=1)] = 500_000
    llm_max_seconds: Annotated[float, Field(gt=0)] = 3600.0
    llm_fallback: Literal["none", "rules"] = "none"
    llm_keep_exchanges: bool = False

    consent_rules: Path | None = None
    search: SearchReach = "notes"

    crm: Literal["local", "hubspot", "webhook_csv"] = "local"
    crm_pending_note: bool = True
    crm_call_record: Literal["find", "write", "off"] = "find"
    crm_recording_url: str | None = None
    hubspot_token: SecretStr | None = None
    hubspot_client_id: str | None = None
    hubspot_client_secret: SecretStr | None = None
    hubspot_redirect_url: str = "http://localhost:8013/hubspot"
    hubspot_url: str | None = None
    hubspot_portal_url: str | None = None
    hubspot_timeout_s: Annotated[float, Field(gt=0, le=600)] = 30.0
    hubspot_tier: Tier = "starter"
    hubspot_rate_margin: Annotated[float, Field(ge=0, le=0.9)] = 0.05
    hubspot_time_zone: str | None = None
    hubspot_webhook_secret: SecretStr | None = None
    undo_minutes: Annotated[float, Field(ge=0, le=1440)] = 0.0
    item_by_item: ItemByItem = "high_risk"

    webhook_csv_folder: Path | None = None
    webhook_csv_url: str | None = None
    webhook_csv_secrets: tuple[SecretStr, ...] = ()
    webhook_csv_timeout_s: Annotated[float, Field(gt=0, le=600)] = 30.0

    max_audio_mb: Annotated[int, Field(gt=0)] = 1024
    max_audio_hours: Annotated[float, Field(gt=0)] = 6.0

    watch_folders: dict[str, dict[str, str]] = {}
    watch_pattern: str | None = None
    watch_settle_s: Annotated[float, Field(ge=1, le=3600)] = 10.0
    watch_legs_s: Annotated[float, Field(ge=0, le=86400)] = 120.0
    watch_delete: bool = False

    api_tokens: tuple[SecretStr, ...] = ()
    hook_secrets: tuple[SecretStr, ...] = ()
    public_url: Annotated[str, Field(pattern=r"^https?://[!-~]+$")] | None = None
    twilio_tokens: tuple[SecretStr, ...] = ()
    aircall_tokens: tuple[SecretStr, ...] = ()
    dialpad_secrets: tuple[SecretStr, ...] = ()
    zoom_tokens: tuple[SecretStr, ...] = ()
    zoom_login: SecretStr | None = None
    callrail_keys: tuple[SecretStr, ...] = ()
    ringcentral_tokens: tuple[SecretStr, ...] = ()
    ringcentral_login: SecretStr | None = None
    recording_hosts: Names = ()
    recording_logins: tuple[SecretStr, ...] = ()
    outgoing_private_hosts: Names = ()
    mail_host: str | None = None
    mail_port: Annotated[int, Field(ge=1, le=65535)] = 587
    mail_security: Literal["starttls", "tls", "none"] = "starttls"
    mail_login: SecretStr | None = None
    mail_from: str | None = None
    digest_at: Annotated[str, Field(pattern=_CLOCK)] = "08:00"
    host: str = "127.0.0.1"
    port: Annotated[int, Field(ge=0, le=65535)] = 8000

    recognition_concurrency: Annotated[int, Field(ge=0, le=64)] = 0
    model_concurrency: Annotated[int, Field(ge=1, le=64)] = 2
    crm_concurrency: Annotated[int, Field(ge=1, le=64)] = 2
    fetch_concurrency: Annotated[int, Field(ge=1, le=64)] = 2
    max_attempts: Annotated[int, Field(ge=1, le=20)] = 5

    log_level: Literal["debug", "info", "warning", "error"] | None = None
    log_format: Literal["console", "json"] = "console"

    @field_validator("time_zone", "hubspot_time_zone")
    @classmethod
    def _known_zone(cls, value: str | None) -> str | None:
        if value is not None:
            try:
                ZoneInfo(value)
            except (ZoneInfoNotFoundError, ValueError) as error:
                msg = "not the name of a time zone, such as Europe/Berlin"
                raise ValueError(msg) from error
        return value

    @field_validator("language")
    @classmethod
    def _known_language(cls, value: str | None) -> str | None:
        try:
            return read_language(value)
        except InputError as error:
            msg = "not the code of a language that can be recognised, such as en or de"
            raise ValueError(msg) from error

    @field_validator("watch_folders", mode="before")
    @classmethod
    def _fields_of_folders(cls, value: object) -> object:
        """Take the fields of a folder as a JSON object, too, as the environment has them."""
        return read_folder_fields(value)

    @field_validator("crm_recording_url")
    @classmethod
    def _pattern_of_an_address(cls, value: str | None) -> str | None:
        if value is not None and not _RECORDING_URL.fullmatch(value):
            msg = "not an address that begins with https:// and has {call} or {external_id} in it"
            raise ValueError(msg)
        return value

    @field_validator("database_url")
    @classmethod
    def _spoken_by_psycopg(cls, value: str | None) -> str | None:
        """Take every way of writing a PostgreSQL address, as hosts hand it out."""
        return None if value is None else spoken_by_psycopg(value)

    @property
    def zone(self) -> ZoneInfo:
        """The zone of moments without offset: the setting, else the machine's."""
        return ZoneInfo(self.time_zone or tzlocal.get_localzone_name() or "UTC")

    @property
    def models(self) -> Path:
        """The folder with speech models: the setting, else the user's cache folder."""
        if self.model_dir is not None:
            return self.model_dir
        cache = os.environ.get("XDG_CACHE_HOME") or Path("~/.cache").expanduser()
        return Path(cache) / "callnotes" / "models"

    @property
    def database(self) -> str:
        """The address of the database: the setting, else SQLite in the data folder."""
        return self.database_url or f"sqlite:///{self.data / 'callnotes.db'}"

    @property
    def queue_database(self) -> str:
        """The address of the workflow tables: an own SQLite file, or the PostgreSQL of the setting."""
        if self.database_url and not self.database_url.startswith("sqlite"):
            return self.database_url
        return f"sqlite:///{self.data / 'workflows.db'}"

    @property
    def recordings_at_once(self) -> int:
        """How many recordings a worker listens to: the setting, else one per four processors."""
        return self.recognition_concurrency or max(1, _processors() // _THREADS_THAT_HELP)

    @property
    def threads_per_recording(self) -> int:
        """Processors for one recording: the setting, else an equal share, four at most."""
        share = _processors() // self.recordings_at_once
        return self.speech_threads or min(_THREADS_THAT_HELP, max(1, share))

    @property
    def hubspot_lets_in_by(self) -> Literal["token", "oauth", "nothing"]:
        """What lets us into HubSpot: an app by OAuth, where its client id is set, else the token, if any."""
        if self.hubspot_client_id is not None:
            return "oauth"
        return "nothing" if self.hubspot_token is None else "token"

    @property
    def extractor(self) -> Literal["rules", "llm"]:
        """The engine for notes: with an address or a key for a language model `llm`, else `rules`."""
        if self.notes_engine == "auto":
            return "llm" if self.llm_url or self.llm_key else "rules"
        return self.notes_engine


def load_settings(*, data: Path | None = None, environ: dict[str, str] | None = None) -> Settings:
    """Read and check all settings.

    `data` is the folder given on the command line and wins over every other source. Raises SettingsError
    with one sentence per call that names the setting, never its value.
    """
    env = dict(os.environ) if environ is None else environ
    from_env = from_environment(env, Settings.model_fields)
    folder = data or Path(from_env.get("data", Settings.model_fields["data"].default))
    values = from_file(env, folder, Settings.model_fields) | from_env
    values["data"] = folder
    try:
        return Settings.model_validate(values)
    except ValidationError as error:
        raise SettingsError(_sentence(error)) from error


def _processors() -> int:
    """How many this process may use, which in a container is fewer than there are."""
    return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1


def _sentence(error: ValidationError) -> str:
    first = error.errors(include_input=False, include_url=False)[0]
    name = str(first["loc"][0]) if first["loc"] else "settings"
    why = first["msg"].removeprefix("Value error, ")
    return f"The setting {PREFIX}{name.upper()} is wrong: {why}. docs/settings.md says what it takes."
