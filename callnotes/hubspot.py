"""Opens the adapter of HubSpot from the settings, and makes and ends an app's connection to it.

Apart from the other adapters, since the vendor's client takes a while to load.
"""

from __future__ import annotations

import time
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Final, Literal

from callnotes.crm_limits import crm_limits
from callnotes.settings import Settings
from crm_sync.adapters.hubspot import HubSpotAdapter
from crm_sync.adapters.hubspot.oauth import App
from crm_sync.adapters.hubspot.tokens import PastedToken, RenewedToken, TokenSource
from models.errors import CrmBusyError, SettingsError
from models.ports import RateGate
from storage.shelves import Shelves

_CRM: Final = "hubspot"
_PATIENCE_S: Final = 60.0
_ASK_AGAIN_S: Final = 0.1


@contextmanager
def hubspot_of(settings: Settings, shelves: Shelves, *, by_hand: bool = False) -> Iterator[HubSpotAdapter]:
    """Give the adapter for as long as the context is open; `by_hand` where a person waits for the answer.

    Raises SettingsError where neither a token nor an app is set.
    """
    gate = shelves.rate_gate(crm_limits(settings), by_hand=by_hand)
    with _tokens(settings, shelves, gate) as tokens:
        adapter = HubSpotAdapter(
            tokens,
            gate=gate,
            url=settings.hubspot_url,
            timeout_s=settings.hubspot_timeout_s,
            phone_regions=settings.phone_regions,
            writes_calls=settings.crm_call_record == "write",
        )
        try:
            yield adapter
        finally:
            adapter.close()


@contextmanager
def app_of(settings: Settings) -> Iterator[App]:
    """Give the app that these settings name. Raises SettingsError where they name none, or a token too."""
    if settings.hubspot_client_id is None or settings.hubspot_client_secret is None:
        msg = (
            "No app of HubSpot is set; make one as docs/hubspot.md shows, and set "
            "CALLNOTES_HUBSPOT_CLIENT_ID and CALLNOTES_HUBSPOT_CLIENT_SECRET."
        )
        raise SettingsError(msg)
    if settings.hubspot_token is not None:
        msg = (
            "Both a token and an app of HubSpot are set; unset CALLNOTES_HUBSPOT_TOKEN or "
            "CALLNOTES_HUBSPOT_CLIENT_ID."
        )
        raise SettingsError(msg)
    app = App(
        client_id=settings.hubspot_client_id,
        client_secret=settings.hubspot_client_secret,
        redirect_url=settings.hubspot_redirect_url,
        url=settings.hubspot_url,
        timeout_s=settings.hubspot_timeout_s,
    )
    try:
        yield app
    finally:
        app.close()


@contextmanager
def _tokens(settings: Settings, shelves: Shelves, gate: RateGate) -> Iterator[TokenSource]:
    if settings.hubspot_lets_in_by == "oauth":
        with app_of(settings) as app:
            yield RenewedToken(shelves.crm_connection(_CRM), app, gate, shelves.clock)
        return
    if settings.hubspot_token is None:
        msg = (
            "No token for HubSpot is set; make one as docs/hubspot.md shows, and set CALLNOTES_HUBSPOT_TOKEN."
        )
        raise SettingsError(msg)
    yield PastedToken(settings.hubspot_token.get_secret_value())


def disconnect(app: App, shelves: Shelves) -> Literal["nothing", "revoked", "forgotten"]:
    """Revoke the app's connection at HubSpot, then forget it here.

    `forgotten`: only here, since HubSpot refuses, or the tokens were sealed with another master key.
    Raises CrmBusyError where HubSpot is away, or a worker renews the tokens: nothing is changed then.
    """
    kept = shelves.crm_connection(_CRM)
    if kept.shown() is None:
        return "nothing"
    is_revoked = False
    for _ in range(int(_PATIENCE_S / _ASK_AGAIN_S)):
        held = kept.held()
        if held is None:
            break
        claimed = kept.claim(held, for_s=2 * app.timeout_s)
        if claimed is None:
            time.sleep(_ASK_AGAIN_S)
            continue
        try:
            is_revoked = app.revoke(claimed.refresh)
        except CrmBusyError:
            kept.put_off(claimed, for_s=0.0)
            raise
        break
    else:
        raise CrmBusyError("A worker renews what lets us into HubSpot; run the command again.")
    kept.forget()
    return "revoked" if is_revoked else "forgotten"
