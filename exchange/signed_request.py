"""Opens one signed POST to one address, and gives what is answered while it arrives.

In: the address, the keys, a message id and a body. Out: the response, open until the context ends.
Not here: what a status or an error of the network means (post_signed.py, deliver_hook.py).

As with recordings no redirect is followed, the name is resolved once, every address is checked and that very
address is connected to, proxies and credentials of the surroundings are not used.
"""

from __future__ import annotations

import ssl
import time
from collections.abc import Iterator
from contextlib import contextmanager

import httpcore2

from exchange.checked_addresses import Resolver, checked_addresses
from exchange.wire import CheckedWire, url_of
from text.recording_addresses import RecordingAddress
from text.signed_message import signatures


@contextmanager
def signed_request(
    address: RecordingAddress,
    keys: tuple[bytes, ...],
    message_id: str,
    body: bytes,
    *,
    timeout_s: float,
    tls: ssl.SSLContext | None,
    resolver: Resolver,
) -> Iterator[httpcore2.Response]:
    """Send the message once and give the response; nothing outlives `timeout_s`.

    Raises what checked_addresses and the HTTP client raise.
    """
    deadline_s = time.monotonic() + timeout_s
    allowed = address.allowed
    reached = checked_addresses(
        allowed.host, allowed.port, private_allowed=allowed.private, resolver=resolver
    )
    wire = CheckedWire(reached, deadline_s=deadline_s)
    with (
        httpcore2.ConnectionPool(ssl_context=tls, network_backend=wire) as pool,
        pool.stream(
            "POST",
            url_of(allowed, address.target),
            headers=_headers(address, keys, message_id, body),
            content=body,
        ) as response,
    ):
        yield response


def _headers(
    address: RecordingAddress, keys: tuple[bytes, ...], message_id: str, body: bytes
) -> list[tuple[str, str]]:
    timestamp = str(int(time.time()))
    return [
        ("Host", address.authority),
        ("User-Agent", "callnotes"),
        ("Content-Type", "application/json"),
        ("Content-Length", str(len(body))),
        ("Accept", "application/json"),
        ("Accept-Encoding", "identity"),
        ("Connection", "close"),
        ("webhook-id", message_id),
        ("webhook-timestamp", timestamp),
        ("webhook-signature", signatures(keys, message_id, timestamp, body)),
    ]
