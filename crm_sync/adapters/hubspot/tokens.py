"""Which token lets the next request in: the one of the settings, or the app's, renewed before it ends.

In: a store that all workers share, and an app. Out: a token for one request; nothing is remembered here, so
that what one worker renews, and what an admin takes back, holds for all of them at once.
HubSpot's access tokens last 30 minutes. Source: reference 1.8.
Not here: what is sent to HubSpot for it (oauth.py), how the tokens are kept (storage/crm_connection.py).
"""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import timedelta
from typing import Final, Protocol

from crm_sync.adapters.hubspot.oauth import App, NoAnswerError, OAuthAnswerError
from models.crm_connection import HeldTokens
from models.errors import CrmBusyError
from models.ports import Clock, RateGate, TokenStore

#: So long before its end a token is renewed; the old one is good meanwhile.
AHEAD: Final = timedelta(minutes=5)
#: With less than this left a token could end on its way.
_LEAST: Final = timedelta(seconds=20)
_NOT_LET_IN_S: Final = 900.0
#: Where HubSpot gives none, and the old one is still good, it is asked again so late.
_AGAIN_S: Final = 30.0
_PATIENCE_S: Final = 60.0
_ASK_AGAIN_S: Final = 0.1


class TokenSource(Protocol):
    """Gives the token for each request."""

    def get(self, *, instead_of: str | None = None) -> str:
        """Return a token; where HubSpot did not take `instead_of`, another one if there is any."""
        ...


@dataclass(frozen=True)
class PastedToken:
    """The token of the settings, which is all there is."""

    token: str = field(repr=False)

    def get(self, *, instead_of: str | None = None) -> str:
        """Return it, whatever became of it."""
        del instead_of
        return self.token


@dataclass(frozen=True)
class RenewedToken:
    """The access token of an app's connection, renewed once for all workers and threads."""

    store: TokenStore
    app: App
    gate: RateGate
    clock: Clock
    sleep: Callable[[float], None] = time.sleep

    def get(self, *, instead_of: str | None = None) -> str:
        """Return a token that is good for a while.

        Raises CrmClosedError where nobody has connected the app or HubSpot does not renew its connection,
        CrmBusyError where another worker takes too long to renew it, and what HubSpot's OAuth raises.
        """
        for _ in range(int(_PATIENCE_S / _ASK_AGAIN_S)):
            held = self.store.held()
            if held is None:
                self.gate.close("not_connected", _NOT_LET_IN_S)
            token = held.access.get_secret_value()
            if token != instead_of and self._lasts(held, AHEAD):
                return token
            is_good = token != instead_of and self._lasts(held, _LEAST)
            claimed = self.store.claim(held, for_s=2 * self.app.timeout_s + _AGAIN_S)
            if claimed is not None:
                self._renew(claimed, is_good=is_good)
            elif is_good:
                return token
            else:
                self.sleep(_ASK_AGAIN_S)
        raise CrmBusyError("Another worker renews what lets us into HubSpot; the work is tried again.")

    def _lasts(self, held: HeldTokens, least: timedelta) -> bool:
        return held.good_until - self.clock() > least

    def _renew(self, claimed: HeldTokens, *, is_good: bool) -> None:
        try:
            grant = self.app.refresh(claimed.refresh)
        except (NoAnswerError, OAuthAnswerError) as error:
            self.store.put_off(claimed, for_s=_AGAIN_S if is_good else 0.0)
            if is_good:
                return
            if isinstance(error, OAuthAnswerError) and error.is_final:
                self.gate.close(
                    "app_refused" if error.blames_the_app else "connection_refused", _NOT_LET_IN_S
                )
            raise
        self.store.renewed(claimed, grant)
