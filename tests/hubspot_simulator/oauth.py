"""An app that is let in by OAuth: codes, tokens that end, refresh tokens that may change.

In: forms. Out: an `Answer`. Source: reference 1.8, HubSpot's pages "Manage OAuth tokens" and "Revoke an OAuth
token"; what an error looks like is quoted by third parties.
"""

from __future__ import annotations

import secrets
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import urlencode

from tests.hubspot_simulator.refusals import CORRELATION, RefusalError

_LASTS_S = 1800.0
_CODE_LASTS_S = 600.0


@dataclass(frozen=True)
class _Code:
    redirect: str
    scopes: frozenset[str]
    good_until: float


@dataclass
class OAuth:
    """The one app of the portal. `tokens` are those that the portal lets in, each with its scopes.

    `rotates`: a refresh gives another refresh token too, and the old one is good no more.
    """

    clock: Callable[[], float]
    tokens: dict[str, frozenset[str]]
    client_id: str = "app-1"
    client_secret: str = "app-secret"
    redirect_url: str = "http://localhost:8013/hubspot"
    account: int = 4711
    rotates: bool = True
    refreshes: int = 0
    refresh_tokens: dict[str, frozenset[str]] = field(default_factory=dict)
    _codes: dict[str, _Code] = field(default_factory=dict)
    _ends: dict[str, float] = field(default_factory=dict)

    def drop_ended(self) -> None:
        """Let nobody in any more whose token has ended."""
        for token in [token for token, ends in self._ends.items() if ends <= self.clock()]:
            del self._ends[token]
            self.tokens.pop(token, None)

    def end_access(self) -> None:
        """End every access token before its time, as when HubSpot moves or a user was removed."""
        for token in self._ends:
            self._ends[token] = 0.0

    def uninstall(self) -> None:
        """Take the app out of the account: neither kind of token is good any more."""
        self.end_access()
        self.refresh_tokens.clear()

    def say_yes(self, asked: Mapping[str, str]) -> str:
        """Play an admin who says yes: return the address to which the browser is sent."""
        if asked.get("client_id") != self.client_id or asked.get("redirect_uri") != self.redirect_url:
            raise _refused("BAD_CLIENT_ID", "unknown app, or another redirect address")
        code = secrets.token_urlsafe(12)
        scopes = frozenset(asked.get("scope", "").split())
        self._codes[code] = _Code(self.redirect_url, scopes, self.clock() + _CODE_LASTS_S)
        back = {"code": code} | ({"state": asked["state"]} if "state" in asked else {})
        return f"{self.redirect_url}?{urlencode(back)}"

    def token(self, form: Mapping[str, str]) -> dict[str, Any]:
        """Answer a request for tokens. Raises RefusalError (400)."""
        self._check_app(form)
        if form.get("grant_type") == "authorization_code":
            code = self._codes.pop(form.get("code", ""), None)
            if code is None or code.good_until <= self.clock() or code.redirect != form.get("redirect_uri"):
                raise _refused("BAD_AUTH_CODE", "missing or unknown auth code")
            return self._given(code.scopes, secrets.token_urlsafe(12))
        given = form.get("refresh_token", "")
        scopes = self.refresh_tokens.get(given)
        if form.get("grant_type") != "refresh_token" or scopes is None:
            raise _refused("BAD_REFRESH_TOKEN", "missing or invalid refresh token")
        self.refreshes += 1
        if self.rotates:
            del self.refresh_tokens[given]
        return self._given(scopes, secrets.token_urlsafe(12) if self.rotates else given)

    def revoke(self, form: Mapping[str, str]) -> None:
        """Forget a refresh token; one that is unknown is no failure (RFC 7009)."""
        self._check_app(form)
        self.refresh_tokens.pop(form.get("token", ""), None)

    def _check_app(self, form: Mapping[str, str]) -> None:
        if form.get("client_id") != self.client_id or form.get("client_secret") != self.client_secret:
            raise _refused("BAD_CLIENT_SECRET", "client_secret does not match")

    def _given(self, scopes: frozenset[str], refresh: str) -> dict[str, Any]:
        access = secrets.token_urlsafe(24)
        self.tokens[access], self._ends[access] = scopes, self.clock() + _LASTS_S
        self.refresh_tokens[refresh] = scopes
        return {
            "token_type": "bearer",
            "access_token": access,
            "refresh_token": refresh,
            "expires_in": int(_LASTS_S),
            "hub_id": self.account,
            "scopes": sorted(scopes),
        }


def _refused(status: str, message: str) -> RefusalError:
    return RefusalError(400, {"status": status, "message": message, "correlationId": CORRELATION})
