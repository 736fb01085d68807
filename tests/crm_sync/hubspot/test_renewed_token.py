"""An app's token is renewed before it ends, once for all workers and threads, and lets every request in."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from pydantic import SecretStr

from crm_sync.adapters.hubspot import HubSpotAdapter
from crm_sync.adapters.hubspot.oauth import App
from crm_sync.adapters.hubspot.portal_schema import set_up
from crm_sync.adapters.hubspot.tokens import RenewedToken
from models.crm import PutNote
from models.errors import CrmBusyError, CrmClosedError
from models.ports import Clock
from storage.master_key import MasterKey
from storage.shelves import Shelves, open_shelves
from tests.databases import with_tables
from tests.hubspot_gate import OpenGate
from tests.hubspot_simulator import Portal, Simulator, simulator
from tests.simulated_clock import SimulatedClock

_NOTE = PutNote(
    key="c1:note",
    call_id="c1",
    title="Call notes",
    body="A quote is promised.",
    status="pending",
    at=datetime(2026, 11, 20, 14, 5, tzinfo=UTC),
)
_HALF_AN_HOUR_S = 1800.0


@pytest.fixture
def clock() -> SimulatedClock:
    return SimulatedClock()


@pytest.fixture
def portal(clock: SimulatedClock) -> Iterator[Simulator]:
    with simulator(Portal(clock=clock.seconds)) as running:
        running.portal.limits.burst = 100_000
        yield running
        assert running.routes.unknown == []


@pytest.fixture
def shelves(tmp_path: Path, clock: SimulatedClock) -> Iterator[Shelves]:
    with opened(tmp_path, None, clock) as shelves:
        yield shelves


def opened(tmp_path: Path, database_url: str | None, clock: Clock) -> Shelves:
    return open_shelves(with_tables(tmp_path / "house"), database_url=database_url, clock=clock)


def app_of(portal: Simulator) -> App:
    oauth = portal.portal.oauth
    return App(
        client_id=oauth.client_id,
        client_secret=SecretStr(oauth.client_secret),
        redirect_url=oauth.redirect_url,
        url=portal.address,
        timeout_s=5,
    )


def connect(portal: Simulator, shelves: Shelves) -> None:
    app = app_of(portal)
    asked = {
        "client_id": app.client_id,
        "redirect_uri": app.redirect_url,
        "scope": " ".join(portal.portal.tokens["pat-test"]),
    }
    code = portal.portal.oauth.say_yes(asked).partition("code=")[2]
    shelves.crm_connection("hubspot").connect(app.exchange(code), by="an admin")
    app.close()


@contextmanager
def worker(portal: Simulator, shelves: Shelves, gate: OpenGate | None = None) -> Iterator[HubSpotAdapter]:
    gate, app = gate or OpenGate(), app_of(portal)
    tokens = RenewedToken(shelves.crm_connection("hubspot"), app, gate, shelves.clock)
    adapter = HubSpotAdapter(tokens, gate=gate, url=portal.address, timeout_s=5)
    try:
        yield adapter
    finally:
        adapter.close()
        app.close()


@pytest.mark.parametrize("rotates", [True, False])
def test_work_of_hours_goes_on_over_every_end_of_a_token(
    portal: Simulator, shelves: Shelves, clock: SimulatedClock, rotates: bool
) -> None:
    portal.portal.oauth.rotates = rotates
    connect(portal, shelves)
    with worker(portal, shelves) as adapter:
        set_up(adapter.client)
        for minute in range(1, 181):
            clock.sleep(60)
            if minute % 12 == 0:
                adapter.apply(_NOTE.model_copy(update={"key": f"c{minute}:note"}))
    assert portal.portal.oauth.refreshes == 5  # every 36 minutes, at the first request after 25
    assert len(list(portal.portal.records.live("notes"))) == 15


def test_an_end_in_the_middle_of_a_piece_of_work_is_not_noticed(portal: Simulator, shelves: Shelves) -> None:
    connect(portal, shelves)
    gate = OpenGate()
    with worker(portal, shelves, gate) as adapter:
        set_up(adapter.client)
        for _ in range(3):
            portal.portal.oauth.end_access()
            adapter.apply(_NOTE)
    assert len(list(portal.portal.records.live("notes"))) == 1
    assert portal.portal.oauth.refreshes == 3
    assert gate.closed == []
    assert len(gate.entered) >= len(portal.portal.asked)  # what is sent once more takes a turn of its own


def test_two_workers_with_many_threads_renew_once(
    portal: Simulator, tmp_path: Path, database_url: str | None, clock: SimulatedClock
) -> None:
    start = threading.Barrier(8)
    with (
        opened(tmp_path, database_url, clock) as here,
        opened(tmp_path, database_url, clock) as there,
        worker(portal, here) as one,
        worker(portal, there) as two,
        ThreadPoolExecutor(8) as threads,
    ):
        connect(portal, here)
        clock.sleep(_HALF_AN_HOUR_S + 60)
        portal.portal.faults.add("slow", path="/oauth/2026-09/token", seconds=0.3)

        def asks(adapter: HubSpotAdapter) -> None:
            start.wait(20)
            adapter.party("1")

        for done in [threads.submit(asks, (one, two)[number % 2]) for number in range(8)]:
            done.result(30)
    assert portal.portal.oauth.refreshes == 1
    assert portal.token_requests.count("POST /oauth/2026-09/token") == 2


def test_while_one_renews_ahead_of_time_the_others_use_the_old_token(
    portal: Simulator, shelves: Shelves, clock: SimulatedClock
) -> None:
    connect(portal, shelves)
    store = shelves.crm_connection("hubspot")
    held = store.held()
    assert held is not None
    clock.sleep(_HALF_AN_HOUR_S - 120)
    assert store.claim(held, for_s=60) is not None
    with worker(portal, shelves) as adapter:
        set_up(adapter.client, dry_run=True)
    assert portal.portal.oauth.refreshes == 0


def test_a_renewal_that_fails_ahead_of_time_disturbs_nobody_and_one_after_the_end_is_tried_again(
    portal: Simulator, shelves: Shelves, clock: SimulatedClock
) -> None:
    connect(portal, shelves)
    gate = OpenGate()
    with worker(portal, shelves, gate) as adapter:
        set_up(adapter.client)
        clock.sleep(_HALF_AN_HOUR_S - 120)
        portal.portal.faults.add("503", path="/oauth/2026-09/token", times=4)
        adapter.apply(_NOTE)
        assert len(portal.token_requests) == 2  # and not for every request
        clock.sleep(180)
        for _ in range(3):
            with pytest.raises(CrmBusyError):
                adapter.apply(_NOTE)
        assert gate.unanswered_times == 3
        adapter.apply(_NOTE)
    assert portal.portal.oauth.refreshes == 1


def test_a_worker_that_died_while_renewing_holds_up_nobody_for_long(
    portal: Simulator, shelves: Shelves, clock: SimulatedClock
) -> None:
    connect(portal, shelves)
    store = shelves.crm_connection("hubspot")
    clock.sleep(_HALF_AN_HOUR_S)
    held = store.held()
    assert held is not None
    assert store.claim(held, for_s=10) is not None
    app = app_of(portal)
    tokens = RenewedToken(store, app, OpenGate(), clock, clock.sleep)
    began = clock()
    assert tokens.get() in portal.portal.tokens
    assert timedelta(seconds=10) <= clock() - began < timedelta(seconds=11)
    app.close()


def test_who_comes_late_with_an_old_claim_changes_nothing(
    portal: Simulator, shelves: Shelves, clock: SimulatedClock
) -> None:
    connect(portal, shelves)
    store, app = shelves.crm_connection("hubspot"), app_of(portal)
    held = store.held()
    assert held is not None
    late = store.claim(held, for_s=10)
    assert late is not None
    assert store.claim(held, for_s=10) is None
    grant = app.refresh(late.refresh)
    app.close()
    clock.sleep(11)
    connect(portal, shelves)
    now = store.held()
    store.renewed(late, grant)
    store.put_off(late, for_s=900)
    assert store.held() == now
    store.forget()
    store.renewed(late, grant)
    assert store.held() is None


def test_what_is_revoked_or_was_never_connected_is_held_for_an_admin(
    portal: Simulator, shelves: Shelves
) -> None:
    gate = OpenGate()
    with worker(portal, shelves, gate) as adapter:
        with pytest.raises(CrmClosedError, match="no admin has connected"):
            adapter.apply(_NOTE)
        connect(portal, shelves)
        portal.portal.oauth.uninstall()
        with pytest.raises(CrmClosedError, match="An admin runs"):
            adapter.apply(_NOTE)
        connect(portal, shelves)
        set_up(adapter.client)
        adapter.apply(_NOTE)
    assert [why for why, _ in gate.closed] == ["not_connected", "connection_refused"]


def test_tokens_that_were_sealed_with_another_key_are_none(portal: Simulator, shelves: Shelves) -> None:
    connect(portal, shelves)
    mine = shelves.crm_connection("hubspot")
    other = type(mine)(mine.database, MasterKey(b"k" * 32), mine.clock, "hubspot")
    assert mine.held() is not None
    assert other.held() is None
    assert not other.gave_out(mine.new_state())


def test_a_state_is_good_for_a_quarter_of_an_hour(shelves: Shelves, clock: SimulatedClock) -> None:
    store = shelves.crm_connection("hubspot")
    state = store.new_state()
    assert store.gave_out(state)
    assert not any(
        store.gave_out(wrong) for wrong in ("", "..", "1.a.b", state[:-1], f"9{state}", "\u00e9.1")
    )
    clock.sleep(901)
    assert not store.gave_out(state)
