"""Credentials for hosts that give out recordings only to those who log in: how the settings write them.

In: entries `[https://|http://]HOST[:PORT] USER:PASSWORD`, `... bearer TOKEN` or `... token KEY`. Out:
`Login`.
Not here: whether the host may be asked at all (recording_addresses.py), the request (exchange/).
"""

from __future__ import annotations

import base64
import re
from typing import Final

from pydantic import Field

from models.errors import SettingsError
from models.frozen import Frozen
from text.recording_addresses import read_allowed_host, read_url

_PRINTABLE: Final = re.compile(r"[!-~]+")


class Login(Frozen):
    """What is shown to exactly this scheme, host and port: the value of the header Authorization."""

    origin: tuple[str, str, int]
    authorization: str = Field(repr=False)


def read_login(entry: str) -> Login:
    """Read one entry of the setting. Raises SettingsError, which repeats nothing of it."""
    words = entry.split()
    if not 2 <= len(words) <= 3:
        raise SettingsError(_BAD_ENTRY)
    kind, secret = words[1:] if len(words) == 3 else ("basic", words[1])
    if kind.lower() not in {"basic", "bearer", "token"} or not _PRINTABLE.fullmatch(secret):
        raise SettingsError(_BAD_ENTRY)
    if kind.lower() == "basic":
        if not secret.partition(":")[1]:
            raise SettingsError(_BAD_ENTRY)
        shown = "Basic " + base64.b64encode(secret.encode()).decode()
    else:
        shown = f"Bearer {secret}" if kind.lower() == "bearer" else f"Token token={secret}"
    try:
        host = read_allowed_host(words[0])
    except SettingsError as error:
        raise SettingsError(_BAD_ENTRY) from error
    return Login(origin=(host.scheme, host.host, host.port), authorization=shown)


def login_headers(url: str, logins: tuple[Login, ...]) -> tuple[tuple[str, str], ...]:
    """Return the headers to show at this address: none where no login is for exactly its host."""
    parts = read_url(url)
    if parts is None:
        return ()
    return tuple(("Authorization", one.authorization) for one in logins if one.origin == parts[:3])[:1]


_BAD_ENTRY: Final = (
    "An entry of CALLNOTES_RECORDING_LOGINS is not HOST USER:PASSWORD, HOST bearer TOKEN or HOST token KEY; "
    "docs/settings.md shows them, correct it."
)
