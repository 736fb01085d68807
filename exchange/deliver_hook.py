"""Sends one event to an endpoint and says in one word what came back; the answer's body is never read.

In: the address, the keys, a message id and a body. Out: `Came`. It raises nothing.
Not here: when it is tried again (models/outgoing.py), the request itself (signed_request.py).
"""

from __future__ import annotations

import ssl
from collections.abc import Callable
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from typing import Final

import httpcore2

from exchange.checked_addresses import Resolver, system_resolver
from exchange.signed_request import signed_request
from models.errors import FetchFailedError, SourceRefusedError
from models.outgoing import Came, Outcome, outcome_of
from text.recording_addresses import RecordingAddress

#: From the first packet to the answer's headers; the specification asks for 15 to 30 seconds.
TIMEOUT_S: Final = 20.0


def deliver_hook(
    address: RecordingAddress,
    keys: tuple[bytes, ...],
    message_id: str,
    body: bytes,
    *,
    timeout_s: float = TIMEOUT_S,
    tls: ssl.SSLContext | None = None,
    resolver: Resolver = system_resolver,
    now: Callable[[], datetime] = lambda: datetime.now(UTC),
) -> Came:
    """Send the event once. Without a status nobody knows whether it arrived, so it comes again."""
    try:
        with signed_request(
            address, keys, message_id, body, timeout_s=timeout_s, tls=tls, resolver=resolver
        ) as response:
            return Came(outcome_of(response.status), response.status, _patience_s(response, now()))
    except SourceRefusedError:
        return Came("not_allowed")
    except FetchFailedError:
        return Came("no_name")
    except (httpcore2.TimeoutException, httpcore2.NetworkError, httpcore2.ProtocolError) as error:
        return Came(_broken(error))


def _broken(error: Exception) -> Outcome:
    if isinstance(error, httpcore2.TimeoutException):
        return "slow"
    if isinstance(error, httpcore2.ProtocolError):
        return "no_http"
    return "no_tls" if _is_of_tls(error) else "no_connection"


def _is_of_tls(error: BaseException | None) -> bool:
    while error is not None:
        if isinstance(error, ssl.SSLError):
            return True
        error = error.__cause__ or error.__context__
    return False


def _patience_s(response: httpcore2.Response, now: datetime) -> float | None:
    """Return what `Retry-After` asks for, in seconds or as a date; None where it says nothing usable."""
    said = next((value for name, value in response.headers if name.lower() == b"retry-after"), b"")
    text = said.decode("latin-1").strip()
    if text.isascii() and text.isdigit() and len(text) < 10:
        return float(text)
    try:
        at = parsedate_to_datetime(text)
    except ValueError:
        return None
    at = at if at.tzinfo else at.replace(tzinfo=UTC)
    return max(0.0, (at - now).total_seconds())
