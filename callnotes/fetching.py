"""Wires the fetching of recordings from the settings' lists of allowed hosts and of logins."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from contextlib import AbstractContextManager
from typing import Final

from callnotes.settings import Settings
from exchange.fetch_recording import fetch
from text.recording_addresses import read_allowed_host
from text.recording_logins import login_headers, read_login

_TIMEOUT_S: Final = 1800.0


def fetcher(settings: Settings) -> Callable[[str], AbstractContextManager[Iterable[bytes]]]:
    """Return a function that opens the recording at an address as a stream of bytes."""
    hosts = tuple(read_allowed_host(entry) for entry in settings.recording_hosts)
    logins = tuple(read_login(entry.get_secret_value()) for entry in settings.recording_logins)

    def open_recording(url: str) -> AbstractContextManager[Iterable[bytes]]:
        return fetch(
            url,
            allowed_hosts=hosts,
            max_bytes=settings.max_audio_mb * 1024 * 1024,
            timeout_s=_TIMEOUT_S,
            headers=login_headers(url, logins),
        )

    return open_recording
