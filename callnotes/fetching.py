"""Wires the fetching of recordings from the settings' lists of allowed hosts and of logins."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from contextlib import AbstractContextManager
from typing import Final

from pydantic import SecretStr

from callnotes.settings import Settings
from exchange.access_token import AccessToken, ringcentral_grant, zoom_grant
from exchange.fetch_recording import fetch
from models.errors import SettingsError
from text.recording_addresses import read_allowed_host, read_url
from text.recording_logins import login_headers, read_login

_TIMEOUT_S: Final = 1800.0


def fetcher(settings: Settings) -> Callable[[str], AbstractContextManager[Iterable[bytes]]]:
    """Return a function that opens the recording at an address as a stream of bytes."""
    hosts = tuple(read_allowed_host(entry) for entry in settings.recording_hosts)
    logins = tuple(read_login(entry.get_secret_value()) for entry in settings.recording_logins)
    tokens = tuple(_tokens(settings))

    def headers_for(url: str) -> tuple[tuple[str, str], ...]:
        for domain, token in tokens:
            if _is_of(domain, url):
                return (("Authorization", f"Bearer {token()}"),)
        return login_headers(url, logins)

    def open_recording(url: str) -> AbstractContextManager[Iterable[bytes]]:
        return fetch(
            url,
            allowed_hosts=hosts,
            max_bytes=settings.max_audio_mb * 1024 * 1024,
            timeout_s=_TIMEOUT_S,
            headers_for=headers_for,
        )

    return open_recording


def _tokens(settings: Settings) -> Iterator[tuple[str, AccessToken]]:
    """Yield what gets tokens, by the domain that is shown them. Raises SettingsError without the login."""
    if settings.zoom_login is not None:
        account, client, secret = _three(settings.zoom_login, "CALLNOTES_ZOOM_LOGIN", "ACCOUNT:CLIENT:SECRET")
        yield "zoom.us", AccessToken(zoom_grant(account), client, secret)
    if settings.ringcentral_login is not None:
        client, secret, jwt = _three(
            settings.ringcentral_login, "CALLNOTES_RINGCENTRAL_LOGIN", "CLIENT:SECRET:JWT"
        )
        yield "ringcentral.com", AccessToken(ringcentral_grant(jwt), client, secret)


def _three(login: SecretStr, setting: str, form: str) -> tuple[str, str, str]:
    first, _, rest = login.get_secret_value().partition(":")
    second, _, third = rest.partition(":")
    if not (first and second and third):
        raise SettingsError(f"{setting} is not {form}; docs/settings.md shows it, correct it.")
    return first, second, third


def _is_of(domain: str, url: str) -> bool:
    """Tell whether an address is of this domain, by https: nobody else is shown its token."""
    parts = read_url(url)
    return parts is not None and parts[0] == "https" and f".{parts[1]}".endswith(f".{domain}")
