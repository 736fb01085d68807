"""An admin lets our app into HubSpot: by a browser here, by one elsewhere, and ends it again."""

from __future__ import annotations

import socket
import threading
import time
from collections.abc import Iterator
from urllib.error import HTTPError
from urllib.parse import parse_qsl, urlsplit
from urllib.request import urlopen

import pytest

from callnotes.crm_limits import crm_limits
from callnotes.hubspot import app_of, hubspot_of
from callnotes.redirects import code_brought_back
from callnotes.settings import load_settings
from callnotes.shelves import shelves_of
from crm_sync.adapters.hubspot.oauth import SCOPES
from models.crm_limits import not_asked
from models.errors import CrmClosedError, CrmRefusedError, InputError
from models.hubspot_limits import TEN_SECONDLY
from tests.architecture.repository import DOCS
from tests.callnotes.house import House
from tests.hubspot_simulator import Portal, Simulator, simulator


def free_port() -> int:
    with socket.create_server(("127.0.0.1", 0)) as listening:
        port: int = listening.getsockname()[1]
        return port


@pytest.fixture
def portal() -> Iterator[Simulator]:
    with simulator(Portal()) as running:
        running.portal.limits.burst = 100_000  # its first answer tells us so, and nobody waits
        running.portal.oauth.redirect_url = f"http://localhost:{free_port()}/hubspot"
        yield running
        assert running.routes.unknown == []


@pytest.fixture
def with_app(house: House, portal: Simulator, monkeypatch: pytest.MonkeyPatch) -> House:
    app = portal.portal.oauth
    for name, value in (
        ("CRM", "hubspot"),
        ("HUBSPOT_CLIENT_ID", app.client_id),
        ("HUBSPOT_CLIENT_SECRET", app.client_secret),
        ("HUBSPOT_REDIRECT_URL", app.redirect_url),
        ("HUBSPOT_URL", portal.address),
    ):
        monkeypatch.setenv(f"CALLNOTES_{name}", value)
    return house


def asking(house: House) -> str:
    """The address that an admin is to open."""
    with (
        app_of(load_settings(data=house.folder)) as app,
        shelves_of(load_settings(data=house.folder)) as all_,
    ):
        return app.asking(all_.crm_connection("hubspot").new_state())


def ended_at(portal: Simulator, address: str) -> str:
    """Where the browser of an admin who says yes ends."""
    return portal.portal.oauth.say_yes(dict(parse_qsl(urlsplit(address).query)))


@pytest.fixture
def connected(with_app: House, portal: Simulator) -> House:
    said = with_app("crm", "connect", "--code", ended_at(portal, asking(with_app)))
    assert said.code == 0, said.err
    return with_app


def test_with_a_browser_elsewhere_the_address_is_pasted_and_the_set_up_works_with_these_scopes(
    connected: House, portal: Simulator
) -> None:
    again = connected("crm", "connect", "--code", ended_at(portal, asking(connected)))
    assert "crm setup` makes what is missing" in again.out
    assert frozenset(SCOPES) in portal.portal.oauth.refresh_tokens.values()
    assert connected("crm", "setup").code == 0
    assert "lets us in by OAuth" in connected("crm", "probe").out
    assert "connected to account 4711 by" in connected("crm", "status").out
    assert connected("crm", "status", "--json").document["connection"]["account"] == "4711"
    (check,) = [one for one in connected("doctor", "--json").document if one["name"] == "crm"]
    assert check["state"] == "ok"
    assert "let in by OAuth" in check["found"]


def test_a_browser_on_this_machine_brings_the_code_and_another_state_is_refused(
    with_app: House, portal: Simulator
) -> None:
    address = ended_at(portal, "?" + urlsplit(asking(with_app)).query)
    base, code = address.partition("?")[0], dict(parse_qsl(urlsplit(address).query))["code"]
    brought: list[str] = []
    waiting = threading.Thread(
        target=lambda: brought.append(code_brought_back(base, state="own", wait_s=20)), daemon=True
    )
    waiting.start()
    for visit in (f"{base}?code=forged&state=other", f"{base}?code=forged", f"{base}/elsewhere"):
        with pytest.raises(HTTPError) as refused:
            _visited(visit)
        refused.value.close()
    _visited(f"{base}?code={code}&state=own")
    waiting.join(20)
    assert brought == [code]


def test_waiting_for_the_browser_ends(with_app: House) -> None:
    said = with_app("crm", "connect", "--wait", "1")
    assert said.code == 3
    assert "Nobody came back" in said.err
    assert "/oauth/authorize?" in said.out


def test_an_admin_who_says_no_connects_nothing(with_app: House, portal: Simulator) -> None:
    base = portal.portal.oauth.redirect_url
    said: list[Exception] = []

    def waits() -> None:
        try:
            code_brought_back(base, state="own", wait_s=20)
        except CrmRefusedError as error:
            said.append(error)

    waiting = threading.Thread(target=waits, daemon=True)
    waiting.start()
    _visited(f"{base}?error=access_denied&state=own")
    waiting.join(20)
    assert len(said) == 1
    assert with_app("crm", "connect", "--code", f"{base}?error=access_denied&state=own").code == 2


def test_a_pasted_address_of_another_installation_or_of_long_ago_is_refused(
    with_app: House, portal: Simulator
) -> None:
    address = ended_at(portal, asking(with_app))
    forged = address.replace("state=", "state=1")
    said = with_app("crm", "connect", "--code", forged)
    assert said.code == 2
    assert "does not come from" in said.err
    assert with_app("crm", "connect", "--code", address).code == 0
    again = with_app("crm", "connect", "--code", address)
    assert again.code == 3
    assert "does not take the code" in again.err


def test_neither_tokens_nor_the_secret_stand_in_the_output_the_log_or_the_database(
    connected: House, portal: Simulator, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("CALLNOTES_LOG_LEVEL", "debug")
    said = [connected("crm", "probe"), connected("crm", "status")]
    portal.portal.oauth.end_access()
    said.append(connected("crm", "probe"))
    portal.portal.oauth.uninstall()
    said += [connected("crm", "probe"), connected("crm", "connect", "--code", "no-such-code")]
    oauth = portal.portal.oauth
    settings = load_settings(data=connected.folder)
    with shelves_of(settings) as shelves:
        held = shelves.crm_connection("hubspot").held()
    assert held is not None
    secrets = {held.access.get_secret_value(), held.refresh.get_secret_value(), oauth.client_secret}
    printed = "".join(one.out + one.err for one in said) + repr(held) + repr(settings)
    kept = b"".join(path.read_bytes() for path in connected.folder.glob("callnotes.db*"))
    assert "crm_token_renewed" in printed
    for secret in (*secrets, "no-such-code"):
        assert secret not in printed
        assert secret.encode() not in kept


def test_disconnecting_revokes_and_forgets_and_what_waits_is_told_why(
    connected: House, portal: Simulator
) -> None:
    portal.portal.faults.add("503", path="/revoke")
    away = connected("crm", "disconnect")
    assert away.code == 3
    assert portal.portal.oauth.refresh_tokens
    assert "revoked" in connected("crm", "disconnect").out
    assert portal.portal.oauth.refresh_tokens == {}
    assert "No app is connected" in connected("crm", "disconnect").out
    assert "no app is connected yet" in connected("crm", "status").out
    assert "no admin has connected our app" in connected("crm", "probe").err


def test_work_that_was_held_goes_on_after_an_admin_connected_anew(
    connected: House, portal: Simulator
) -> None:
    settings = load_settings(data=connected.folder)
    portal.portal.oauth.uninstall()
    with shelves_of(settings) as shelves, hubspot_of(settings, shelves) as worker:
        with pytest.raises(CrmClosedError, match="does not renew the connection"):
            worker.probe()
        assert "does not renew the connection" in connected("crm", "status").out
        assert connected("crm", "setup").code == 3
        portal.portal.oauth.account = 815
        anew = connected("crm", "connect", "--code", ended_at(portal, asking(connected)))
        assert anew.code == 0
        assert "account 815" in anew.out
        assert "Before it was account 4711" in anew.out
        assert connected("crm", "setup").code == 0
        assert worker.probe().upsert_by_key


def test_a_wrong_client_secret_is_told_as_such(
    connected: House, portal: Simulator, monkeypatch: pytest.MonkeyPatch
) -> None:
    portal.portal.oauth.end_access()
    monkeypatch.setenv("CALLNOTES_HUBSPOT_CLIENT_SECRET", "mistyped")
    assert "client id and the client secret" in connected("crm", "probe").err
    monkeypatch.setenv("CALLNOTES_HUBSPOT_CLIENT_SECRET", portal.portal.oauth.client_secret)
    assert connected("crm", "setup").code == 0


def test_an_app_has_the_limits_of_apps_whatever_the_account_has_bought(
    with_app: House, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("CALLNOTES_HUBSPOT_TIER", "pack")
    assert crm_limits(load_settings(data=with_app.folder)).of(TEN_SECONDLY).requests == 110


def test_a_token_beside_an_app_and_an_app_without_its_secret_are_refused(
    with_app: House, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("CALLNOTES_HUBSPOT_TOKEN", "pat-test")
    assert "Both a token and an app" in with_app("crm", "probe").err
    monkeypatch.delenv("CALLNOTES_HUBSPOT_TOKEN")
    monkeypatch.delenv("CALLNOTES_HUBSPOT_CLIENT_SECRET")
    assert with_app("crm", "connect", "--code", "any").code == 2


def test_a_port_that_is_taken_is_told(portal: Simulator) -> None:
    with pytest.raises(InputError, match="taken"):
        code_brought_back(f"http://localhost:{portal.port}/hubspot", state="own", wait_s=1)


def test_the_document_names_the_scopes_and_the_symptoms() -> None:
    text = (DOCS / "hubspot.md").read_text(encoding="utf-8")
    for scope in SCOPES:
        last = scope.rpartition(".")[2]
        assert f"`{scope}`" in text or f"`.{last}`" in text
    for why in ("not_connected", "connection_refused", "app_refused"):
        rows = [row for row in text.splitlines() if row.startswith("| HubSpot is not asked just now")]
        assert any(not_asked("HubSpot", why).startswith(row.split(" | ")[0][2:]) for row in rows)


def _visited(address: str) -> bytes:
    """Visit as a browser does, as soon as somebody listens there."""
    until = time.monotonic() + 20
    while True:
        try:
            with urlopen(address, timeout=10) as answer:  # noqa: S310 - an address of this test
                body: bytes = answer.read()
                return body
        except HTTPError:
            raise
        except OSError:
            if time.monotonic() > until:
                raise
            time.sleep(0.02)
