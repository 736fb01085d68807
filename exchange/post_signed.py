"""Posts signed JSON to the one address that the operator has set, and brings back what was answered.

In: the address, the keys, a message id and a body. Out: `Answer`: status and body. Implements
models.ports.Send. Not here: what a status means (the adapter), trying again (pipeline), the request itself
(signed_request.py).
"""

from __future__ import annotations

import ssl
from dataclasses import dataclass

import httpcore2

from exchange.checked_addresses import Resolver, system_resolver
from exchange.signed_request import signed_request
from models.errors import CrmBusyError, CrmRefusedError, FetchFailedError, SourceRefusedError
from models.ports import Answer
from text.recording_addresses import RecordingAddress

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
        try:
            with signed_request(
                self.address,
                self.keys,
                message_id,
                body,
                timeout_s=self.timeout_s,
                tls=self.tls,
                resolver=self.resolver,
            ) as response:
                return Answer(response.status, _whole(response))
        except (httpcore2.TimeoutException, httpcore2.NetworkError, httpcore2.ProtocolError) as error:
            raise CrmBusyError(
                "The receiver of CALLNOTES_WEBHOOK_CSV_URL cannot be reached or did not answer in time; the "
                "work is kept and tried again."
            ) from error
        except FetchFailedError as error:
            raise CrmBusyError(
                "The host of CALLNOTES_WEBHOOK_CSV_URL does not resolve; the work is kept and tried again."
            ) from error
        except SourceRefusedError as error:
            raise CrmRefusedError(
                "The host of CALLNOTES_WEBHOOK_CSV_URL has an address outside the public internet; write "
                "`private` behind the URL if it is meant."
            ) from error


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
