"""Gets access tokens from a provider that gives out recordings only to those who show one: Zoom, RingCentral.

In: what the provider asks for, client id and secret. Out: a token that is still good for a while, kept until
shortly before its end.
Source: developers.zoom.us/docs/internal-apps/s2s-oauth (grant account_credentials; a token lives an hour),
developers.ringcentral.com/guide/authentication/jwt-flow (RFC 7523, a JWT in place of a person's password).
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

_WAITS_S: Final = {"connect": 10.0, "read": 10.0, "write": 10.0, "pool": 10.0}
_LONGEST_ANSWER: Final = 64 * 1024
_SPARE_S: Final = 300.0


@dataclass(frozen=True)
class Grant:
    """How a provider is asked for a token: where, and by which form; `setting` names what may be wrong."""

    title: str
    setting: str
    host: AllowedHost
    path: str
    form: tuple[tuple[str, str], ...] = field(repr=False)


def zoom_grant(account: str) -> Grant:
    """Return how Zoom is asked on behalf of this account."""
    return Grant(
        title="Zoom",
        setting="CALLNOTES_ZOOM_LOGIN",
        host=AllowedHost(scheme="https", host="zoom.us", port=443),
        path="/oauth/token",
        form=(("grant_type", "account_credentials"), ("account_id", account)),
    )


def ringcentral_grant(jwt: str) -> Grant:
    """Return how RingCentral is asked with this JWT credential."""
    return Grant(
        title="RingCentral",
        setting="CALLNOTES_RINGCENTRAL_LOGIN",
        host=AllowedHost(scheme="https", host="platform.ringcentral.com", port=443),
        path="/restapi/oauth/token",
        form=(("grant_type", "urn:ietf:params:oauth:grant-type:jwt-bearer"), ("assertion", jwt)),
    )


class _Granted(BaseModel):
    model_config = ConfigDict(frozen=True, extra="ignore", hide_input_in_errors=True)

    access_token: Annotated[str, Field(pattern=r"^[!-~]{1,8192}$", repr=False)]
    expires_in: Annotated[float, Field(ge=0, le=86_400)]


@dataclass
class AccessToken:
    """Gives the present token; several threads may ask at once."""

    grant: Grant
    client: str
    secret: str = field(repr=False)
    resolver: Resolver = system_resolver
    timeout_s: float = 20.0
    _kept: _Granted | None = field(default=None, repr=False)
    _good_until_s: float = 0.0
    _lock: threading.Lock = field(default_factory=threading.Lock, repr=False)

    def __call__(self) -> str:
        """Return a token. Raises FetchRefusedError when it is refused, FetchFailedError to be tried again."""
        with self._lock:
            if self._kept is None or time.monotonic() >= self._good_until_s:
                begun_s = time.monotonic()
                self._kept = self._ask()
                self._good_until_s = begun_s + self._kept.expires_in - _SPARE_S
            return self._kept.access_token

    def _ask(self) -> _Granted:
        deadline_s, host = time.monotonic() + self.timeout_s, self.grant.host
        reached = checked_addresses(
            host.host, host.port, private_allowed=host.private, resolver=self.resolver
        )
        wire = CheckedWire(reached, deadline_s=deadline_s)
        form = urlencode(self.grant.form).encode()
        try:
            with (
                httpcore2.ConnectionPool(network_backend=wire) as pool,
                pool.stream(
                    "POST",
                    url_of(host, self.grant.path),
                    headers=self._headers(form),
                    content=form,
                    extensions={"timeout": _WAITS_S},
                ) as response,
            ):
                return self._read(response.status, _whole(response))
        except (httpcore2.TimeoutException, httpcore2.NetworkError, httpcore2.ProtocolError) as error:
            raise self._away() from error

    def _headers(self, form: bytes) -> list[tuple[str, str]]:
        shown = base64.b64encode(f"{self.client}:{self.secret}".encode()).decode()
        return [
            ("Host", self.grant.host.host),
            ("User-Agent", "callnotes"),
            ("Accept", "application/json"),
            ("Accept-Encoding", "identity"),
            ("Authorization", f"Basic {shown}"),
            ("Content-Type", "application/x-www-form-urlencoded"),
            ("Content-Length", str(len(form))),
            ("Connection", "close"),
        ]

    def _read(self, status: int, body: bytes) -> _Granted:
        if 400 <= status < 500 and status != 429:
            raise FetchRefusedError(
                f"{self.grant.title} gives no access token ({status}); check {self.grant.setting} and that "
                "the app is active, then run callnotes retry."
            )
        try:
            if status == 200:
                return _Granted.model_validate_json(body)
        except ValidationError:
            pass
        raise self._away()

    def _away(self) -> FetchFailedError:
        return FetchFailedError(
            f"{self.grant.title} gives no access token now; it is tried again by itself, or at once with "
            "callnotes retry."
        )


def _whole(response: httpcore2.Response) -> bytes:
    body = bytearray()
    for piece in response.iter_stream():
        body += piece
        if len(body) > _LONGEST_ANSWER:
            break
    return bytes(body)
