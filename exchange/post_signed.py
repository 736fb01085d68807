"""Posts signed JSON to the one address that the operator has set, and brings back what was answered.

In: the address, the keys, a message id and a body. Out: `Answer`: status and body. Implements
models.ports.Send. Not here: what a status means (the adapter), trying again (pipeline).

As with recordings no redirect is followed, the name is resolved once, every address is checked and that very
address is connected to, proxies and credentials of the surroundings are not used.
"""

from __future__ import annotations

import ssl
import time
from dataclasses import dataclass

import httpcore2

from exchange.checked_addresses import Resolver, checked_addresses, system_resolver
from exchange.wire import CheckedWire, url_of
from models.errors import CrmBusyError, CrmRefusedError, FetchFailedError, SourceRefusedError
from models.ports import Answer
from text.recording_addresses import RecordingAddress
from text.signed_message import signatures

_LONGEST_ANSWER = 4 * 1024 * 1024


@dataclass(frozen=True)
class SignedPost:
    """One address and the keys that messages to it are signed with.

    `timeout_s` is the wall clock of one message, from the first packet to the last byte of the answer. `tls`
    is the trust to use instead of the machine's.
    """

    address: RecordingAddress
    keys: tuple[bytes, ...]
    timeout_s: float
    tls: ssl.SSLContext | None = None
    resolver: Resolver = system_resolver

    def __call__(self, message_id: str, body: bytes) -> Answer:
        """Send the message once.

        Raises CrmBusyError when no whole answer came (what was asked may have happened), CrmRefusedError when
        the address is not one that may be sent to.
        """
        deadline_s = time.monotonic() + self.timeout_s
        wire = CheckedWire(self._reached(), deadline_s=deadline_s)
        try:
            with (
                httpcore2.ConnectionPool(ssl_context=self.tls, network_backend=wire) as pool,
                pool.stream(
                    "POST",
                    url_of(self.address.allowed, self.address.target),
                    headers=self._headers(message_id, body),
                    content=body,
                ) as response,
            ):
                return Answer(response.status, _whole(response))
        except (httpcore2.TimeoutException, httpcore2.NetworkError, httpcore2.ProtocolError) as error:
            raise CrmBusyError(
                "The receiver of CALLNOTES_WEBHOOK_CSV_URL cannot be reached or did not answer in time; the "
                "work is kept and tried again."
            ) from error

    def _reached(self) -> tuple[str, ...]:
        allowed = self.address.allowed
        try:
            return checked_addresses(
                allowed.host, allowed.port, private_allowed=allowed.private, resolver=self.resolver
            )
        except FetchFailedError as error:
            raise CrmBusyError(
                "The host of CALLNOTES_WEBHOOK_CSV_URL does not resolve; the work is kept and tried again."
            ) from error
        except SourceRefusedError as error:
            raise CrmRefusedError(
                "The host of CALLNOTES_WEBHOOK_CSV_URL has an address outside the public internet; write "
                "`private` behind the URL if it is meant."
            ) from error

    def _headers(self, message_id: str, body: bytes) -> list[tuple[str, str]]:
        timestamp = str(int(time.time()))
        return [
            ("Host", self.address.authority),
            ("User-Agent", "callnotes"),
            ("Content-Type", "application/json"),
            ("Content-Length", str(len(body))),
            ("Accept", "application/json"),
            ("Accept-Encoding", "identity"),
            ("Connection", "close"),
            ("webhook-id", message_id),
            ("webhook-timestamp", timestamp),
            ("webhook-signature", signatures(self.keys, message_id, timestamp, body)),
        ]


def _whole(response: httpcore2.Response) -> bytes:
    pieces, came = [], 0
    for piece in response.iter_stream():
        came += len(piece)
        if came > _LONGEST_ANSWER:
            raise CrmRefusedError(
                "The receiver of CALLNOTES_WEBHOOK_CSV_URL answers with more than 4 MiB; correct it."
            )
        pieces.append(piece)
    return b"".join(pieces)
