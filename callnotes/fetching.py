"""Wires the fetching of recordings from the settings' lists of allowed hosts and of logins."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from contextlib import AbstractContextManager
from typing import Final

from callnotes.settings import Settings
from exchange.fetch_recording import fetch
from exchange.zoom_token import ZoomToken
from models.errors import SettingsError
from text.recording_addresses import read_allowed_host, read_url
from text.recording_logins import login_headers, read_login

_TIMEOUT_S: Final = 1800.0


def fetcher(settings: Settings) -> Callable[[str], AbstractContextManager[Iterable[bytes]]]:
    """Return a function that opens the recording at an address as a stream of bytes."""
    hosts = tuple(read_allowed_host(entry) for entry in settings.recording_hosts)
    logins = tuple(read_login(entry.get_secret_value()) for entry in settings.recording_logins)

    zoom = _zoom_token(settings)

    def headers_for(url: str) -> tuple[tuple[str, str], ...]:
        if zoom is not None and _is_zooms(url):
            return (("Authorization", f"Bearer {zoom()}"),)
        return login_headers(url, logins)

    def open_recording(url: str) -> AbstractContextManager[Iterable[bytes]]:
        return fetch(
            url,
            allowed_hosts=hosts,
            max_bytes=settings.max_audio_mb * 1024 * 1024,
            timeout_s=_TIMEOUT_S,
            headers=headers_for(url),
        )

    return open_recording


def _zoom_token(settings: Settings) -> ZoomToken | None:
    """Make what gets tokens from Zoom. Raises SettingsError, which repeats nothing of the setting."""
    if settings.zoom_login is None:
        return None
    account, _, app = settings.zoom_login.get_secret_value().partition(":")
    client, _, secret = app.partition(":")
    if not (account and client and secret):
        raise SettingsError(
            "CALLNOTES_ZOOM_LOGIN is not ACCOUNT:CLIENT:SECRET; docs/settings.md shows it, correct it."
        )
    return ZoomToken(account, client, secret)


def _is_zooms(url: str) -> bool:
    """Tell whether an address is Zoom's own, by https: nobody else is shown the token."""
    parts = read_url(url)
    return parts is not None and parts[0] == "https" and f".{parts[1]}".endswith(".zoom.us")
