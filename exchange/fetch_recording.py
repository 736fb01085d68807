"""Fetches a recording from an address that the settings allow, as a stream of bytes.

In: the URL, the allow-list, limits of size and time. Out: a context with the bytes as they arrive.
Not here: keeping them (lifecycle.intake), whether they are media (lifecycle.intake), trying again (pipeline).

No redirect is followed, the name is resolved once, every address is checked and that very address is
connected to, proxies and credentials of the surroundings are not used.
"""

from __future__ import annotations

import ssl
import time
from collections.abc import Iterator
from contextlib import contextmanager

import httpcore2

from exchange.checked_addresses import Resolver, checked_addresses, system_resolver
from exchange.wire import CheckedWire, url_of
from models.errors import (
    AudioTooLargeError,
    FailedError,
    FetchFailedError,
    FetchRefusedError,
    SourceRefusedError,
)
from text.recording_addresses import AllowedHost, RecordingAddress, read_recording_address

_WAITS_S = {"connect": 10.0, "read": 30.0, "write": 30.0, "pool": 10.0}
_PERHAPS_LATER = frozenset({404, 408, 409, 423, 425, 429})
_PAGES = ("text/html", "application/xhtml+xml", "application/json", "application/xml", "text/xml")

Headers = tuple[tuple[str, str], ...]


@contextmanager
def fetch(
    url: str,
    *,
    allowed_hosts: tuple[AllowedHost, ...],
    max_bytes: int,
    timeout_s: float,
    headers: Headers = (),
    tls: ssl.SSLContext | None = None,
    resolver: Resolver = system_resolver,
) -> Iterator[Iterator[bytes]]:
    """Give the recording's bytes, in pieces of at most 64 KiB, while the context lasts.

    `timeout_s` is the wall clock from the first packet to the last byte. `headers` are sent along, for hosts
    that want a credential. `tls` is the trust to use instead of the machine's.

    Raises, here or while the bytes are read: SourceRefusedError (the address, or a redirect),
    FetchRefusedError (the host refuses; the same again changes nothing), AudioTooLargeError,
    FetchFailedError (not there yet, broken off, too slow; worth another attempt).
    """
    deadline_s = time.monotonic() + timeout_s
    address = read_recording_address(url, allowed_hosts)
    allowed = address.allowed
    reached = checked_addresses(
        allowed.host, allowed.port, private_allowed=allowed.private, resolver=resolver
    )
    wire = CheckedWire(reached, deadline_s=deadline_s)
    with (
        _foreign_errors_translated(),
        httpcore2.ConnectionPool(ssl_context=tls, network_backend=wire) as pool,
        pool.stream(
            "GET",
            url_of(allowed, address.target),
            headers=_headers(address, headers),
            extensions={"timeout": _WAITS_S},
        ) as response,
    ):
        _check_answer(response, max_bytes)
        yield _limited(response, max_bytes)


def _headers(address: RecordingAddress, more: Headers) -> list[tuple[str, str]]:
    return [
        ("Host", address.authority),
        ("User-Agent", "callnotes"),
        ("Accept", "audio/*, video/*, application/octet-stream"),
        ("Accept-Encoding", "identity"),
        ("Connection", "close"),
        *more,
    ]


def _check_answer(response: httpcore2.Response, max_bytes: int) -> None:
    status = response.status
    if 300 <= status < 400:
        raise SourceRefusedError(
            f"The recording's host answers with a redirect ({status}), which is not followed; "
            "send the address at which the recording itself is."
        )
    if 400 <= status < 500 and status not in _PERHAPS_LATER:
        raise FetchRefusedError(
            f"The recording's host refuses it ({status}); check the address and its credentials, "
            "then run callnotes retry."
        )
    if status != 200:
        raise FetchFailedError(f"The recording's host does not have it ready ({status}); {_AGAIN}")
    _check_headers(response, max_bytes)


def _check_headers(response: httpcore2.Response, max_bytes: int) -> None:
    headers = {name.decode("latin-1").lower(): value.decode("latin-1") for name, value in response.headers}
    if headers.get("content-type", "").split(";")[0].strip().lower() in _PAGES:
        raise FetchFailedError(
            "The recording's host answers with a page instead of a recording; check the address, "
            "then run callnotes retry."
        )
    if headers.get("content-encoding", "identity").strip().lower() not in ("", "identity"):
        raise FetchFailedError(
            "The recording's host sends it compressed although asked not to; correct the host, "
            "then run callnotes retry."
        )
    if int(headers.get("content-length", "0")) > max_bytes:
        raise AudioTooLargeError(_TOO_LARGE)


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
