"""Addresses from which a recording may be fetched: how the settings write them, and whether a URL is one.

In: entries such as `recordings.example.com`, `pbx.example.com:8443 private` or
`http://127.0.0.1:9000 private`, and the URL that a sender named. Out: `AllowedHost`, `RecordingAddress`.
Not here: what a host name resolves to, and the connection itself (exchange/).

Both are read by one strict grammar of printable ASCII, so that no second parser can see another host in it.
"""

from __future__ import annotations

import ipaddress
import re
from typing import Literal

from models.errors import SettingsError, SourceRefusedError
from models.frozen import Frozen

_LONGEST_URL = 2048
_URL = re.compile(r"(?P<scheme>https?)://(?P<authority>[^/?]+)(?P<target>[/?][^#\\]*)?", re.IGNORECASE)
_AUTHORITY = re.compile(r"(?P<host>\[[0-9a-f:.]+\]|[a-z0-9._-]+)(?::(?P<port>[0-9]{1,5}))?", re.IGNORECASE)
_PRINTABLE = re.compile(r"[!-~]+")
_DEFAULT_PORTS = {"https": 443, "http": 80}

Scheme = Literal["https", "http"]


class AllowedHost(Frozen):
    """One entry of the allow-list: exactly this scheme, host and port.

    `host` is in lower case, an IPv6 address without brackets. `private` allows addresses that are not
    reachable from the public internet, such as those of the operator's own network.
    """

    scheme: Scheme
    host: str
    port: int
    private: bool = False


class RecordingAddress(Frozen):
    """A URL that the allow-list permits, taken apart; `target` is path and query as they were written."""

    allowed: AllowedHost
    target: str

    @property
    def authority(self) -> str:
        """Host and port as the Host header writes them."""
        host = f"[{self.allowed.host}]" if ":" in self.allowed.host else self.allowed.host
        default = self.allowed.port == _DEFAULT_PORTS[self.allowed.scheme]
        return host if default else f"{host}:{self.allowed.port}"


def read_allowed_host(entry: str, *, setting: str = "CALLNOTES_RECORDING_HOSTS") -> AllowedHost:
    """Read one entry of the setting: `[https://|http://]HOST[:PORT] [private]`; without a scheme it is https.

    Raises SettingsError, which names `setting`, when it is not of that form, or names a path, a user or a
    wildcard.
    """
    address, *marks = entry.split()
    if marks not in ([], ["private"]):
        raise SettingsError(_BAD_ENTRY.format(setting=setting))
    origin = read_url(address if "://" in address else f"https://{address}")
    if origin is None or origin[3] not in ("", "/"):
        raise SettingsError(_BAD_ENTRY.format(setting=setting))
    scheme, host, port, _ = origin
    return AllowedHost(scheme=scheme, host=host, port=port, private=bool(marks))


def read_recording_address(url: str, allowed_hosts: tuple[AllowedHost, ...]) -> RecordingAddress:
    """Take apart a URL that the allow-list permits.

    Raises SourceRefusedError for anything else: another scheme, host or port, a user in the address,
    a fragment, spaces, control or non-ASCII characters.
    """
    parts = read_url(url)
    if parts is None:
        raise SourceRefusedError(
            "The recording's address is not a plain https URL without user and fragment; "
            "send it in that form."
        )
    scheme, host, port, target = parts
    for allowed in allowed_hosts:
        if (allowed.scheme, allowed.host, allowed.port) == (scheme, host, port):
            return RecordingAddress(allowed=allowed, target=target or "/")
    raise SourceRefusedError(
        "The recording's address is at a host that is not allowed; add it to CALLNOTES_RECORDING_HOSTS."
    )


_BAD_ENTRY = (
    "An entry of {setting} is not of the form HOST[:PORT] [private]; "
    "docs/hooks.md shows the forms, correct the entry."
)


def read_url(url: str) -> tuple[Scheme, str, int, str] | None:
    """Return scheme, host, port and target of a plain URL, or None for anything else."""
    if len(url) > _LONGEST_URL or not _PRINTABLE.fullmatch(url):
        return None
    match = _URL.fullmatch(url)
    authority = match and _AUTHORITY.fullmatch(match["authority"])
    if not match or not authority:
        return None
    scheme: Scheme = "https" if match["scheme"].lower() == "https" else "http"
    host = _plain_host(authority["host"].lower())
    port = int(authority["port"] or _DEFAULT_PORTS[scheme])
    if host is None or not 0 < port < 65536:
        return None
    target = match["target"] or ""
    return scheme, host, port, f"/{target}" if target.startswith("?") else target


def _plain_host(host: str) -> str | None:
    if not host.startswith("["):
        return host
    try:
        return ipaddress.IPv6Address(host[1:-1]).compressed
    except ValueError:
        return None
