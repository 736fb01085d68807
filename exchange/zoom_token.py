"""Gets access tokens of a server-to-server app from Zoom, without which it gives out no recording.

In: account id, client id and secret. Out: a token that is still good for a while, kept until shortly before
its end.
Source: developers.zoom.us/docs/internal-apps/s2s-oauth (grant account_credentials; a token lives an hour).
Not here: which hosts are shown the token (callnotes/fetching.py).

As with recordings no redirect is followed, and only checked addresses are connected to.
"""

from __future__ import annotations

import base64
import threading
import time
from dataclasses import dataclass, field
from typing import Annotated, Final
from urllib.parse import urlencode

import httpcore2
from pydantic import BaseModel, ConfigDict, Field, ValidationError

from exchange.checked_addresses import Resolver, checked_addresses, system_resolver
from exchange.wire import CheckedWire, url_of
from models.errors import FetchFailedError, FetchRefusedError
from text.recording_addresses import AllowedHost

_TIMEOUT_S: Final = 20.0
_WAITS_S: Final = {"connect": 10.0, "read": 10.0, "write": 10.0, "pool": 10.0}
_LONGEST_ANSWER: Final = 64 * 1024
_SPARE_S: Final = 300.0

ZOOM: Final = AllowedHost(scheme="https", host="zoom.us", port=443)


class _Granted(BaseModel):
    model_config = ConfigDict(frozen=True, extra="ignore", hide_input_in_errors=True)

    access_token: Annotated[str, Field(pattern=r"^[!-~]{1,8192}$", repr=False)]
    expires_in: Annotated[float, Field(ge=0, le=86_400)]


@dataclass
class ZoomToken:
    """Gives the present token; several threads may ask at once."""

    account: str
    client: str
    secret: str = field(repr=False)
    host: AllowedHost = ZOOM
    resolver: Resolver = system_resolver
    _kept: _Granted | None = field(default=None, repr=False)
    _good_until_s: float = 0.0
    _lock: threading.Lock = field(default_factory=threading.Lock, repr=False)

    def __call__(self) -> str:
        """Return a token. Raises FetchRefusedError when Zoom refuses, FetchFailedError to be tried again."""
        with self._lock:
            if self._kept is None or time.monotonic() >= self._good_until_s:
                begun_s = time.monotonic()
                self._kept = self._ask()
                self._good_until_s = begun_s + self._kept.expires_in - _SPARE_S
            return self._kept.access_token

    def _ask(self) -> _Granted:
        deadline_s = time.monotonic() + _TIMEOUT_S
        reached = checked_addresses(
            self.host.host, self.host.port, private_allowed=self.host.private, resolver=self.resolver
        )
        wire = CheckedWire(reached, deadline_s=deadline_s)
        form = urlencode({"grant_type": "account_credentials", "account_id": self.account}).encode()
        try:
            with (
                httpcore2.ConnectionPool(network_backend=wire) as pool,
                pool.stream(
                    "POST",
                    url_of(self.host, "/oauth/token"),
                    headers=self._headers(form),
                    content=form,
                    extensions={"timeout": _WAITS_S},
                ) as response,
            ):
                return _read(response.status, _whole(response))
        except (httpcore2.TimeoutException, httpcore2.NetworkError, httpcore2.ProtocolError) as error:
            raise FetchFailedError(_AWAY) from error

    def _headers(self, form: bytes) -> list[tuple[str, str]]:
        shown = base64.b64encode(f"{self.client}:{self.secret}".encode()).decode()
        return [
            ("Host", self.host.host),
            ("User-Agent", "callnotes"),
            ("Accept", "application/json"),
            ("Accept-Encoding", "identity"),
            ("Authorization", f"Basic {shown}"),
            ("Content-Type", "application/x-www-form-urlencoded"),
            ("Content-Length", str(len(form))),
            ("Connection", "close"),
        ]


def _whole(response: httpcore2.Response) -> bytes:
    body = bytearray()
    for piece in response.iter_stream():
        body += piece
        if len(body) > _LONGEST_ANSWER:
            break
    return bytes(body)


def _read(status: int, body: bytes) -> _Granted:
    if 400 <= status < 500 and status != 429:
        raise FetchRefusedError(
            f"Zoom gives no access token ({status}); check CALLNOTES_ZOOM_LOGIN and that the app is active, "
            "then run callnotes retry."
        )
    try:
        if status == 200:
            return _Granted.model_validate_json(body)
    except ValidationError:
        pass
    raise FetchFailedError(_AWAY)


_AWAY: Final = "Zoom gives no access token now; it is tried again by itself, or at once with callnotes retry."
