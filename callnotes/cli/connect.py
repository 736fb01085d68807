"""`callnotes crm connect` and `callnotes crm disconnect`: an admin lets our app into HubSpot."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated
from urllib.parse import parse_qs, urlsplit

import typer

from callnotes.cli.operator import operator
from callnotes.cli.place import place_of, settings_of
from models.errors import CrmRefusedError, InputError

if TYPE_CHECKING:
    from callnotes.settings import Settings
    from crm_sync.adapters.hubspot.oauth import App
    from storage.crm_connection import KeptConnection
    from storage.shelves import Shelves

_CRM = "hubspot"
_DONE = {
    "nothing": "No app is connected to HubSpot.",
    "revoked": "HubSpot has revoked the connection, and it is forgotten here.",
    "forgotten": "The connection is forgotten here, but HubSpot did not revoke it: uninstall the app there.",
}


def connect(
    context: typer.Context,
    code: Annotated[
        str | None,
        typer.Option("--code", help="The address at which the browser ended, or the code in it."),
    ] = None,
    wait_s: Annotated[
        float, typer.Option("--wait", min=1, max=900, help="Seconds to wait for the browser.")
    ] = 300,
) -> None:
    """Let the app of the settings into HubSpot: an admin of the account says yes in a browser."""
    from callnotes.hubspot import app_of
    from callnotes.shelves import shelves_of

    place = place_of(context)
    settings = place.settings
    with app_of(settings) as app, shelves_of(settings) as shelves:
        kept = shelves.crm_connection(_CRM)
        given = _asked_for(app, kept, wait_s, place.program) if code is None else _pasted(code, kept)
        if given is None:
            return
        before, grant = kept.shown(), app.exchange(given)
        kept.connect(grant, by=operator().name)
        shelves.audit().note(operator(), "connected_crm")
        print(
            f"HubSpot lets the app into account {grant.account}."
            if grant.account
            else "HubSpot lets the app in."
        )
        if before is not None and before.account != grant.account:
            print(f"Before it was account {before.account}: records that wait there are not found from here.")
        _open_the_way(settings, shelves, place.program)


def disconnect(context: typer.Context) -> None:
    """End the app's connection: revoke it at HubSpot and forget it here."""
    from callnotes.hubspot import app_of
    from callnotes.hubspot import disconnect as ended
    from callnotes.shelves import shelves_of

    settings = settings_of(context)
    with app_of(settings) as app, shelves_of(settings) as shelves:
        outcome = ended(app, shelves)
        if outcome != "nothing":
            shelves.audit().note(operator(), "disconnected_crm")
    print(_DONE[outcome])


def _asked_for(app: App, kept: KeptConnection, wait_s: float, program: str) -> str | None:
    """Print where an admin says yes, and return the code that the browser brings; None where it cannot."""
    from callnotes.redirects import code_brought_back, is_of_this_machine

    state = kept.new_state()
    print("An admin of the HubSpot account opens this address, within a quarter of an hour:\n")
    print(f"{app.asking(state)}\n")
    print("Where the browser runs on another machine, paste the address at which it ends:")
    print(f"{program} crm connect --code 'ADDRESS'", flush=True)
    if not is_of_this_machine(app.redirect_url):
        return None
    return code_brought_back(app.redirect_url, state=state, wait_s=wait_s)


def _pasted(text: str, kept: KeptConnection) -> str:
    """Return the code in what was pasted; of a whole address the state is looked at too."""
    text = text.strip()
    if "?" not in text:
        return text
    asked = parse_qs(urlsplit(text).query)
    if not kept.gave_out(asked.get("state", [""])[0]):
        msg = (
            "The address does not come from `callnotes crm connect` here, or is older than a quarter of an "
            "hour; run the command without --code, and open the address that it prints."
        )
        raise InputError(msg)
    if not asked.get("code"):
        raise CrmRefusedError("HubSpot was told no; nothing is connected. Run the command again.")
    return asked["code"][0]


def _open_the_way(settings: Settings, shelves: Shelves, program: str) -> None:
    """Ask HubSpot once, so that work that was held goes on."""
    from callnotes.hubspot import hubspot_of

    with hubspot_of(settings, shelves, by_hand=True) as adapter:
        try:
            adapter.probe()
        except CrmRefusedError:
            print(f"`{program} crm setup` makes what is missing there.")
