"""What HubSpot's OAuth is asked: where an admin says yes, and tokens for a code or a refresh token.

In: an app's client id and secret. Out: an address, `Grant`; whatever is sent stands in the body of a form, so
that no address in a log holds a secret. The vendor's client knows version 1 alone, which ends in 2027.
Source: reference 1.8; HubSpot's pages "Manage OAuth tokens" and "Revoke an OAuth token".
Not here: keeping tokens and renewing them in time (tokens.py).
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, Final
from urllib.parse import quote, urlencode

import urllib3
from pydantic import SecretStr, ValidationError
from urllib3.exceptions import HTTPError as NoAnswerError

from models.crm_connection import Grant
from models.errors import CrmBusyError, CrmRefusedError, FailedError

__all__ = ["SCOPES", "App", "NoAnswerError", "OAuthAnswerError"]

_HOST: Final = "https://api.hubapi.com"
_ASKING: Final = "https://app.hubspot.com"
_TOKEN: Final = "/oauth/2026-09/token"  # noqa: S105 - a path
_OK: Final = 200
#: What docs/hubspot.md tells an admin to give a key, asked for by the app.
SCOPES: Final = (
    "crm.objects.contacts.read",
    "crm.objects.contacts.write",
    "crm.objects.companies.read",
    "crm.objects.deals.read",
    "crm.objects.owners.read",
    "crm.schemas.contacts.write",
    "oauth",
)
#: Words in a refusal that blame the app itself, and not the code or the token.
_OF_THE_APP: Final = ("client_id", "client_secret", "invalid_client", "clientid", "clientsecret")


class OAuthAnswerError(Exception):
    """HubSpot answered something else than a token; named as the vendor's own errors are, without a text."""

    def __init__(self, status: int, body: bytes, headers: Mapping[str, str]) -> None:
        """Keep the answer; `body` is never shown."""
        super().__init__(f"HTTP {status}")
        self.status, self.body, self.headers = status, body, headers

    @property
    def is_final(self) -> bool:
        """True where the same again is refused again."""
        return 400 <= self.status < 500 and self.status not in (408, 423, 429, 477)

    @property
    def blames_the_app(self) -> bool:
        """True where it is the app's id or secret that HubSpot does not take."""
        said = self.body.decode("utf-8", "replace").lower()
        return any(word in said for word in (*_OF_THE_APP, "bad_client"))


@dataclass(frozen=True)
class App:
    """An app of HubSpot as its developer's page names it; `url` None means HubSpot itself."""

    client_id: str
    client_secret: SecretStr
    redirect_url: str
    url: str | None = None
    timeout_s: float = 30.0
    _pool: urllib3.PoolManager = field(
        default_factory=lambda: urllib3.PoolManager(retries=False), repr=False, compare=False
    )

    def asking(self, state: str) -> str:
        """Return the address at which an admin of the account says yes."""
        asked = {
            "client_id": self.client_id,
            "redirect_uri": self.redirect_url,
            "scope": " ".join(SCOPES),
            "state": state,
        }
        return f"{self.url or _ASKING}/oauth/authorize?{urlencode(asked, quote_via=quote)}"

    def exchange(self, code: str) -> Grant:
        """Return the tokens for a code, which is good once and for a short time.

        Raises CrmRefusedError where HubSpot does not take the code or the app, CrmBusyError where it is away.
        """
        try:
            return self._granted(grant_type="authorization_code", code=code, redirect_uri=self.redirect_url)
        except (NoAnswerError, OAuthAnswerError) as error:
            raise _not_connected(error) from None  # what was sent may stand in the cause

    def refresh(self, token: SecretStr) -> Grant:
        """Return new tokens; the refresh token may be another one too.

        Raises NoAnswerError, and OAuthAnswerError for any other answer.
        """
        return self._granted(grant_type="refresh_token", refresh_token=token.get_secret_value())

    def revoke(self, token: SecretStr) -> bool:
        """Have HubSpot forget this refresh token; False where it refuses. Raises CrmBusyError."""
        hint = {"token_type_hint": "refresh_token"}
        try:
            self._send(f"{_TOKEN}/revoke", token=token.get_secret_value(), **hint)
        except (NoAnswerError, OAuthAnswerError) as error:
            if isinstance(error, OAuthAnswerError) and error.is_final:
                return False
            raise _not_connected(error) from None
        return True

    def close(self) -> None:
        """Let go of the connections."""
        self._pool.clear()

    def _granted(self, **asked: str) -> Grant:
        status, body, headers = self._send(_TOKEN, **asked)
        try:
            told = json.loads(body)
            return Grant(
                access=told["access_token"],
                refresh=told.get("refresh_token") or asked["refresh_token"],
                lasts_s=told["expires_in"],
                account=str(told["hub_id"]) if told.get("hub_id") else None,
            )
        except (ValueError, KeyError, TypeError, AttributeError, ValidationError):
            # `from None`: the text of the cause could hold what was read.
            raise OAuthAnswerError(502 if status == _OK else status, b"", headers) from None

    def _send(self, path: str, **asked: str) -> tuple[int, bytes, Mapping[str, str]]:
        asked |= {"client_id": self.client_id, "client_secret": self.client_secret.get_secret_value()}
        answer: Any = self._pool.request(
            "POST",
            f"{self.url or _HOST}{path}",
            fields=asked,
            encode_multipart=False,
            redirect=False,
            timeout=urllib3.Timeout(connect=min(10.0, self.timeout_s), read=self.timeout_s),
        )
        if answer.status // 100 != _OK // 100:
            raise OAuthAnswerError(answer.status, answer.data, answer.headers)
        return answer.status, answer.data, answer.headers


def _not_connected(error: Exception) -> FailedError:
    """Say why an admin's command came to nothing."""
    if not isinstance(error, OAuthAnswerError) or not error.is_final:
        return CrmBusyError("HubSpot does not answer or is busy; nothing was changed, run the command again.")
    if error.blames_the_app:
        return CrmRefusedError(
            "HubSpot does not take the client id and the client secret of the app; correct "
            "CALLNOTES_HUBSPOT_CLIENT_ID and CALLNOTES_HUBSPOT_CLIENT_SECRET."
        )
    return CrmRefusedError(
        "HubSpot does not take the code: it was used, is too old, or is of another redirect address than "
        "CALLNOTES_HUBSPOT_REDIRECT_URL; run `callnotes crm connect` anew."
    )
