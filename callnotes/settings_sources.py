"""Where settings are read: the environment, files that it names, and one optional file of TOML.

In: the environment, and the fields that settings may have. Out: values by name, not yet checked.
The file is the one named by `CALLNOTES_SETTINGS`, else `settings.toml` in the data folder.
Secrets come only from the environment or from a file that the environment names (`..._FILE`).
"""

from __future__ import annotations

import json
import tomllib
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from pydantic.fields import FieldInfo

from models.errors import SettingsError
from models.retention import LabelPeriods
from text.labels import is_label

PREFIX = "CALLNOTES_"
SECRETS = (
    "llm_key",
    "speech_key",
    "hubspot_token",
    "hubspot_client_secret",
    "hubspot_webhook_secret",
    "webhook_csv_secrets",
    "api_tokens",
    "hook_secrets",
    "twilio_tokens",
    "aircall_tokens",
    "dialpad_secrets",
    "zoom_tokens",
    "zoom_login",
    "callrail_keys",
    "ringcentral_tokens",
    "ringcentral_login",
    "recording_logins",
    "mail_login",
    "master_key",
    "master_key_before",
)
_OUTSIDE = {f"{PREFIX}SETTINGS", *(f"{PREFIX}{name.upper()}_FILE" for name in SECRETS)}

#: What hosts and other programs call the database's address; ours wins over it.
_COMMON_URL = "DATABASE_URL"

Fields = Mapping[str, FieldInfo]


def from_environment(env: dict[str, str], fields: Fields) -> dict[str, Any]:
    """Return what the environment sets, and what the files hold that it names. Raises SettingsError."""
    values: dict[str, Any] = {"database_url": env[_COMMON_URL]} if env.get(_COMMON_URL) else {}
    for key, text in env.items():
        if not key.startswith(PREFIX) or key in _OUTSIDE or text == "":
            continue
        name = key.removeprefix(PREFIX).lower()
        if name not in fields:
            msg = f"{key} is not a setting; docs/settings.md lists them all. Remove it or correct its name."
            raise SettingsError(msg)
        values[name] = _split(fields, name, text)
    for name in SECRETS:
        named = env.get(f"{PREFIX}{name.upper()}_FILE")
        if named:
            values[name] = _split(fields, name, _read_secret(name, Path(named)))
    return values


def _split(fields: Fields, name: str, text: str) -> Any:  # noqa: ANN401 - pydantic decides what the text means
    annotation = str(fields[name].annotation)
    if annotation.startswith("tuple"):
        return tuple(part.strip() for part in text.replace("\n", ",").split(",") if part.strip())
    if annotation.startswith("dict"):
        lines = (line.partition("=") for line in text.splitlines() if line.strip())
        return {key.strip(): rest.strip() for key, _, rest in lines}
    return text


def read_folder_fields(value: object) -> object:
    """Return watched folders, each with the fields of its calls, also from a text of JSON."""
    if not isinstance(value, dict):
        return value
    try:
        return {
            folder: (json.loads(fields) if fields else {}) if isinstance(fields, str) else fields
            for folder, fields in value.items()
        }
    except ValueError as error:
        msg = 'a folder is not followed by = and a JSON object, such as {"consent": "announced"}'
        raise ValueError(msg) from error


def read_label_periods(value: object) -> object:
    """Return the days of each label's calls from texts such as "audio 7, calls 30". Raises ValueError."""
    if not isinstance(value, dict):
        return value
    return {label: _label_periods(label, said) for label, said in value.items()}


def _label_periods(label: object, said: object) -> object:
    if not isinstance(said, str):
        return said
    words = [part.split() for part in said.split(",") if part.strip()]
    named = {f"{part[0]}_days": part[1] for part in words if len(part) == 2 and part[1].isdecimal()}
    known = LabelPeriods.model_fields.keys() - {"label"}
    is_read = 0 < len(words) == len(named) and named.keys() <= known and "0" not in named.values()
    if not is_read or not is_label(str(label)):
        msg = (
            "each line is a label in lower case, = and classes with their days, such as "
            "trial = audio 7, calls 30; the classes are audio, transcript, notes, calls, events and logs"
        )
        raise ValueError(msg)
    return {"label": label, **named}


def _read_secret(name: str, path: Path) -> str:
    try:
        return path.read_text(encoding="utf-8").strip()
    except (OSError, UnicodeDecodeError) as error:
        msg = f"The file named by {PREFIX}{name.upper()}_FILE cannot be read; check its path and its rights."
        raise SettingsError(msg) from error


def from_file(env: dict[str, str], folder: Path, fields: Fields) -> dict[str, Any]:
    """Return what the file of settings sets; nothing where there is none. Raises SettingsError."""
    named = env.get(f"{PREFIX}SETTINGS")
    path = Path(named) if named else folder / "settings.toml"
    if not path.exists():
        if named:
            msg = "The file named by CALLNOTES_SETTINGS does not exist; correct the path or unset it."
            raise SettingsError(msg)
        return {}
    try:
        values = tomllib.loads(path.read_text(encoding="utf-8"))
    except (OSError, UnicodeDecodeError, tomllib.TOMLDecodeError) as error:
        msg = f"The settings file {path.name} is not readable TOML; correct it as docs/settings.md shows."
        raise SettingsError(msg) from error
    return _checked_keys(values, path, fields)


def _checked_keys(values: dict[str, Any], path: Path, fields: Fields) -> dict[str, Any]:
    for name in values:
        if name in SECRETS:
            msg = (
                f"{name} is a secret and may not stand in {path.name}; "
                f"put it in {PREFIX}{name.upper()} or {PREFIX}{name.upper()}_FILE."
            )
            raise SettingsError(msg)
        if name not in fields or name == "data":
            msg = f"{name} in {path.name} is not a setting; docs/settings.md lists them all. Remove it."
            raise SettingsError(msg)
    return values


def spoken_by_psycopg(address: str) -> str:
    """Return a database's address for our driver, however it is written. Raises ValueError."""
    scheme, colon, rest = address.partition("://")
    if scheme in _POSTGRES:
        return f"postgresql+psycopg{colon}{rest}"
    if scheme != "sqlite":
        msg = "neither postgresql://user@host/name nor sqlite:////path/to/file"
        raise ValueError(msg)
    return address


_POSTGRES = frozenset({"postgres", "postgresql", "postgresql+psycopg", "postgresql+psycopg2"})
