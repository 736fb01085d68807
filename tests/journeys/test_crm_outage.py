"""A day without HubSpot, a used-up day, a refused token: nothing is lost, and all is caught up in order."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from callnotes.workshop import worker_place, workshop_of
from crm_sync.adapters.hubspot import HubSpotAdapter
from crm_sync.adapters.hubspot.portal_schema import set_up
from lifecycle import drafts, intake, reading
from models.call import Call, CallDetails, Customer
from models.hubspot_limits import limits_of
from models.stages import Stage
from pipeline.sweep import sweep
from pipeline.worker import worker
from pipeline.workshop import Workshop
from storage.rate_gate import SharedRateGate
from tests.hubspot_simulator import Portal, Simulator, simulator
from tests.journeys.mortal import settings_in
from tests.lifecycle.house import GRANTED, LIMITS, WAV, Queue, notes_of, transcript_of
from tests.simulated_clock import SimulatedClock

_PHONE = "+12025550143"
_CALLS = 3
_BEGAN = datetime(2026, 11, 20, 10, tzinfo=UTC)
_ENOUGH = 1_000_000


@dataclass
class Outage:
    """A house at work before a portal that fails, and the day that passes meanwhile."""

    shop: Workshop
    running: Simulator
    clock: SimulatedClock
    gate: SharedRateGate
    calls: list[Call]

    def until(self, true: Callable[[], bool], what: str) -> None:
        end = time.monotonic() + 60
        while time.monotonic() < end:
            sweep(self.shop)
            if true():
                return
            time.sleep(0.02)
        pytest.fail(f"it never came: {what}")

    def is_held(self) -> bool:
        """Every call has met the closed CRM, and waits."""
        now = [reading.call(self.shop.shelves, call.id) for call in self.calls]
        return all(call.attempt is not None and call.attempt.code == "crm.closed" for call in now)

    def is_staged(self) -> bool:
        return all(reading.call(self.shop.shelves, call.id).stage is Stage.STAGED for call in self.calls)

    def go_on_until(self, moment: datetime) -> None:
        self.clock.sleep((moment - self.clock()).total_seconds())

    def asked(self) -> int:
        return len(self.running.portal.asked)

    def attempts(self) -> list[int]:
        return [reading.call(self.shop.shelves, call.id).attempts for call in self.calls]

    def staged_in_order_of(self) -> list[str]:
        """The calls by the order in which their notes were made."""
        notes = self.running.portal.records.live("notes")
        made = sorted((int(note.id), note.value("cn_external_id") or "") for note in notes)
        return [key.partition(":")[0] for _, key in made]


@contextmanager
def at_work(tmp_path: Path, break_it: Callable[[Portal], None], *, calls: int = 2) -> Iterator[Outage]:
    clock = SimulatedClock(_BEGAN)
    settings = settings_in(tmp_path / "house")
    with simulator(Portal(clock=clock.seconds)) as running, workshop_of(settings) as opened:
        shelves = replace(opened.shelves, clock=clock)
        limits = limits_of("free", margin=0.05, time_zone="Europe/Berlin")
        gate = SharedRateGate(shelves.database, clock, limits, sleep=clock.sleep)
        adapter = HubSpotAdapter("pat-test", gate=gate, url=running.address, clock=clock.seconds)
        set_up(adapter.client)
        running.portal.act_as_user().create("contacts", firstname="Ann", phone=_PHONE)
        shop = replace(
            opened,
            shelves=shelves,
            adapter=adapter,
            crm_state=lambda: gate.standing().state,
            max_attempts=4,
            retry_delay_s=lambda _code, _number: 0.0,
        )
        drafted = []
        for number in range(calls):
            clock.sleep(60)
            drafted.append(_drafted(shop, number))
        break_it(running.portal)
        place = worker_place(settings)
        with worker(shop, replace(place, concurrency=dict(place.concurrency) | {"crm": 1}), stop_within_s=1):
            yield Outage(shop, running, clock, gate, drafted)
        adapter.close()


def _drafted(shop: Workshop, number: int) -> Call:
    call = intake.accept(
        shop.shelves,
        CallDetails(customer=Customer(phone=_PHONE)),
        GRANTED,
        audio=(WAV + bytes([number]),),
        transcript=None,
        limits=LIMITS,
        enqueue=Queue(),
    ).call
    drafts.store_transcript(shop.shelves, transcript_of(call.id))
    drafts.store_notes(shop.shelves, notes_of(call.id))
    return call


def _down(portal: Portal) -> None:
    portal.faults.add("503", times=_ENOUGH)


def test_a_day_of_outage_costs_few_requests_and_is_caught_up_in_order(tmp_path: Path) -> None:
    with at_work(tmp_path, _down, calls=_CALLS) as outage:
        before = outage.asked()
        outage.until(outage.is_held, "all calls are held")
        for hours in (8, 16, 24):
            outage.go_on_until(_BEGAN + timedelta(hours=hours))
            outage.until(lambda: outage.gate.standing().state == "closed", "the way was tried")
        assert outage.asked() - before <= 3 + 3 + 2
        assert sum(outage.attempts()) <= 2 * _CALLS + 3 + 3
        outage.running.portal.faults.clear()
        outage.clock.sleep(901)
        outage.until(outage.is_staged, "all calls are staged")
        assert sorted(outage.staged_in_order_of()) == sorted(call.id for call in outage.calls)
        order = outage.staged_in_order_of()
        assert order[1:] == [call.id for call in outage.calls if call.id != order[0]]
        assert outage.gate.standing().state == "open"
        assert len(list(outage.running.portal.records.live("tasks"))) == _CALLS


def test_a_used_up_day_waits_for_the_account_s_midnight_without_a_request(tmp_path: Path) -> None:
    def used_up(portal: Portal) -> None:
        portal.limits.daily = len(portal.asked) + 1

    with at_work(tmp_path, used_up) as outage:
        outage.until(outage.is_held, "all calls are held")
        standing, asked = outage.gate.standing(), outage.asked()
        assert standing.why == "daily_limit"
        midnight = datetime(2026, 11, 20, 23, tzinfo=UTC)  # of Berlin
        assert standing.until == midnight
        outage.go_on_until(midnight - timedelta(minutes=1))
        sweep(outage.shop)
        assert outage.asked() == asked
        outage.running.portal.limits.daily = 250_000
        outage.go_on_until(midnight)
        outage.until(outage.is_staged, "all calls are staged")


def test_a_refused_token_holds_every_call_and_a_person_lets_them_go_on(tmp_path: Path) -> None:
    with at_work(tmp_path, lambda portal: portal.tokens.clear()) as outage:
        outage.until(outage.is_held, "all calls are held")
        attempt = reading.call(outage.shop.shelves, outage.calls[0].id).attempt
        assert attempt is not None
        assert "token" in attempt.message
        outage.running.portal.tokens["pat-test"] = Portal().tokens["pat-test"]
        limits = outage.gate.limits
        by_hand = SharedRateGate(
            outage.gate.database, outage.clock, limits, by_hand=True, sleep=outage.clock.sleep
        )
        asking = HubSpotAdapter("pat-test", gate=by_hand, url=outage.running.address)
        asking.probe()
        asking.close()
        outage.until(outage.is_staged, "all calls are staged")
