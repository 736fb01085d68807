"""Fetches a recording from an address that the settings allow, as a stream of bytes.

In: the URL, the allow-list, limits of size and time. Out: a context with the bytes as they arrive.
Not here: keeping them (lifecycle.intake), whether they are media (lifecycle.intake), trying again (pipeline).

Where an answer leads on (onward.py) there are at most three steps, and each is checked as the first one: its
address must be on the allow-list and never falls back from https, its name is resolved once, every address is
checked and that very address is connected to. A login is shown to its own host alone; proxies and credentials
of the surroundings are not used.
"""

from __future__ import annotations

import ssl
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Final

import httpcore2

from exchange.checked_addresses import Resolver, checked_addresses, system_resolver
from exchange.onward import header, media_type, onward
from exchange.wire import CheckedWire, url_of
from models.errors import (
    AudioTooLargeError,
    FailedError,
    FetchFailedError,
    FetchRefusedError,
    SourceRefusedError,
)
from text.recording_addresses import AllowedHost, RecordingAddress, read_recording_address, read_url

MOST_STEPS: Final = 3
_WAITS_S = {"connect": 10.0, "read": 30.0, "write": 30.0, "pool": 10.0}
_PERHAPS_LATER = frozenset({404, 408, 409, 423, 425, 429})
_PAGES = ("text/html", "application/xhtml+xml", "application/json", "application/xml", "text/xml")

Headers = tuple[tuple[str, str], ...]
HeadersFor = Callable[[str], Headers]
"""Gives what is shown to the host of a URL beside the usual, such as its credential."""


def no_headers(_url: str) -> Headers:
    """Show nothing beside the usual."""
    return ()


@contextmanager
def fetch(
    url: str,
    *,
    allowed_hosts: tuple[AllowedHost, ...],
    max_bytes: int,
    timeout_s: float,
    headers_for: HeadersFor = no_headers,
    tls: ssl.SSLContext | None = None,
    resolver: Resolver = system_resolver,
) -> Iterator[Iterator[bytes]]:
    """Give the recording's bytes, in pieces of at most 64 KiB, while the context lasts.

    `timeout_s` is the wall clock from the first packet of the first step to the last byte. `tls` is the trust
    to use instead of the machine's.

    Raises, here or while the bytes are read: SourceRefusedError (the address, or where it leads),
    FetchRefusedError (the host refuses; the same again changes nothing), AudioTooLargeError,
    FetchFailedError (not there yet, broken off, too slow; worth another attempt).
    """
    asking = _Asking(headers_for, tls, resolver, time.monotonic() + timeout_s)
    address = read_recording_address(url, allowed_hosts)
    for _ in range(MOST_STEPS):
        with _foreign_errors_translated(), asking.answer(url, address) as response:
            if response.status == 200:
                _check_encoding(response)
            place = onward(response, url)
            if place is None:
                _check_answer(response, max_bytes)
                yield _limited(response, max_bytes)
                return
        address = _next(place, address, allowed_hosts)
        url = place
    raise SourceRefusedError(
        f"The recording's address leads on more than {MOST_STEPS - 1} times; "
        "send the address at which the recording itself is."
    )


@dataclass(frozen=True)
class _Asking:
    """How every step asks; `deadline_s` is a moment of time.monotonic()."""

    headers_for: HeadersFor
    tls: ssl.SSLContext | None
    resolver: Resolver
    deadline_s: float

    @contextmanager
    def answer(self, url: str, address: RecordingAddress) -> Iterator[httpcore2.Response]:
        allowed = address.allowed
        reached = checked_addresses(
            allowed.host, allowed.port, private_allowed=allowed.private, resolver=self.resolver
        )
        wire = CheckedWire(reached, deadline_s=self.deadline_s)
        with (
            httpcore2.ConnectionPool(ssl_context=self.tls, network_backend=wire) as pool,
            pool.stream(
                "GET",
                url_of(allowed, address.target),
                headers=_headers(address, self.headers_for(url)),
                extensions={"timeout": _WAITS_S},
            ) as response,
        ):
            yield response


def _next(place: str, before: RecordingAddress, allowed_hosts: tuple[AllowedHost, ...]) -> RecordingAddress:
    """Check where a step leads as the first address was checked; what was asked by https stays there."""
    try:
        address = read_recording_address(place, allowed_hosts)
    except SourceRefusedError as error:
        parts = read_url(place)
        named = f"the host {parts[1]}" if parts is not None else "an address that is no plain https URL"
        raise SourceRefusedError(
            f"The recording's address leads on to {named}, where nothing may be fetched; "
            "if that is meant, add it to CALLNOTES_RECORDING_HOSTS."
        ) from error
    if before.allowed.scheme == "https" and address.allowed.scheme != "https":
        raise SourceRefusedError(
            "The recording's address leads on from https to plain http, which is not followed; "
            "correct the host."
        )
    return address


def _headers(address: RecordingAddress, more: Headers) -> list[tuple[str, str]]:
    return [
        ("Host", address.authority),
        ("User-Agent", "callnotes"),
        ("Accept", "audio/*, video/*, application/octet-stream, application/json;q=0.1"),
        ("Accept-Encoding", "identity"),
        ("Connection", "close"),
        *more,
    ]


def _check_answer(response: httpcore2.Response, max_bytes: int) -> None:
    status = response.status
    if 400 <= status < 500 and status not in _PERHAPS_LATER:
        raise FetchRefusedError(
            f"The recording's host refuses it ({status}); check the address and its credentials, "
            "then run callnotes retry."
        )
    if status != 200:
        raise FetchFailedError(f"The recording's host does not have it ready ({status}); {_AGAIN}")
    if media_type(response) in _PAGES:
        raise FetchFailedError(
            "The recording's host answers with a page instead of a recording; check the address, "
            "then run callnotes retry."
        )
    if int(header(response, "content-length") or "0") > max_bytes:
        raise AudioTooLargeError(_TOO_LARGE)


def _check_encoding(response: httpcore2.Response) -> None:
    """Unpack nothing, so that nothing small can become large."""
    if header(response, "content-encoding").lower() not in ("", "identity"):
        raise FetchFailedError(
            "The recording's host sends it compressed although asked not to; correct the host, "
            "then run callnotes retry."
        )


def _limited(response: httpcore2.Response, max_bytes: int) -> Iterator[bytes]:
    came = 0
    with _foreign_errors_translated():
        for piece in response.iter_stream():
            came += len(piece)
            if came > max_bytes:
                raise AudioTooLargeError(_TOO_LARGE)
            yield piece


@contextmanager
def _foreign_errors_translated() -> Iterator[None]:
    try:
        yield
    except httpcore2.TimeoutException as error:
        raise FetchFailedError(f"The recording's host is too slow; {_AGAIN}") from error
    except (httpcore2.NetworkError, httpcore2.ProtocolError) as error:
        raise _broken(error) from error


def _broken(error: Exception) -> FailedError:
    if isinstance(error, httpcore2.LocalProtocolError):
        return FetchRefusedError(
            "The request for the recording cannot be written; check the headers set for its host."
        )
    return FetchFailedError(f"The connection to the recording's host failed or broke off; {_AGAIN}")


_AGAIN = "it is tried again by itself, or at once with callnotes retry."
_TOO_LARGE = (
    "The recording is larger than the limit; raise CALLNOTES_MAX_AUDIO_MB if that is meant, "
    "then run callnotes retry."
)
