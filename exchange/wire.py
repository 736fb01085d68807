"""A network wire that goes only to addresses already checked, and is cut at a fixed moment.

Out: `CheckedWire`, the network backend that the HTTP client uses.
The client's own timeouts are per read, so that a host which drips bytes could hold it for ever; and it would
resolve the host's name a second time, perhaps to another address. Here neither can happen.
"""

from __future__ import annotations

import ssl
import time
from collections.abc import Iterable
from typing import Any

import httpcore2

from text.recording_addresses import AllowedHost


def url_of(allowed: AllowedHost, target: str) -> httpcore2.URL:
    """Return what the HTTP client asks for: `target`, path and query, of an allowed host."""
    return httpcore2.URL(
        scheme=allowed.scheme.encode(), host=allowed.host.encode(), port=allowed.port, target=target.encode()
    )


class CheckedWire(httpcore2.NetworkBackend):
    """Connects to `addresses` in turn, whatever host is asked for; nothing outlives `deadline_s`.

    `deadline_s` is a moment of time.monotonic().
    """

    def __init__(self, addresses: tuple[str, ...], *, deadline_s: float) -> None:
        """Keep the checked addresses and the moment at which everything ends."""
        self._addresses = addresses
        self._deadline_s = deadline_s
        self._system = httpcore2.SyncBackend()

    def connect_tcp(
        self,
        host: str,  # noqa: ARG002 - the name was resolved and checked before; it is not asked again
        port: int,
        timeout: float | None = None,
        local_address: str | None = None,
        socket_options: Iterable[Any] | None = None,
    ) -> httpcore2.NetworkStream:
        """Connect to the first checked address that answers."""
        failure: httpcore2.NetworkError | httpcore2.TimeoutException | None = None
        for address in self._addresses:
            try:
                stream = self._system.connect_tcp(
                    address, port, _left(self._deadline_s, timeout), local_address, socket_options
                )
            except (httpcore2.ConnectError, httpcore2.ConnectTimeout) as error:
                failure = error
            else:
                return _TimedStream(stream, self._deadline_s)
        raise failure or httpcore2.ConnectError("no address")


class _TimedStream(httpcore2.NetworkStream):
    """A stream whose every wait ends at the deadline at the latest."""

    def __init__(self, stream: httpcore2.NetworkStream, deadline_s: float) -> None:
        self._stream = stream
        self._deadline_s = deadline_s

    def read(self, max_bytes: int, timeout: float | None = None) -> bytes:
        return self._stream.read(max_bytes, _left(self._deadline_s, timeout))

    def write(self, buffer: bytes, timeout: float | None = None) -> None:
        self._stream.write(buffer, _left(self._deadline_s, timeout))

    def close(self) -> None:
        self._stream.close()

    def start_tls(
        self, ssl_context: ssl.SSLContext, server_hostname: str | None = None, timeout: float | None = None
    ) -> httpcore2.NetworkStream:
        left_s = _left(self._deadline_s, timeout)
        return _TimedStream(self._stream.start_tls(ssl_context, server_hostname, left_s), self._deadline_s)

    def get_extra_info(self, info: str) -> Any:  # noqa: ANN401 - the signature of httpcore2
        return self._stream.get_extra_info(info)


def _left(deadline_s: float, timeout: float | None) -> float:
    left_s = deadline_s - time.monotonic()
    if left_s <= 0:
        raise httpcore2.ReadTimeout("the deadline has passed")
    return left_s if timeout is None else min(left_s, timeout)
