"""Workers that share a gate keep a limit together, as the CRM counts it, and leave little of it unused."""

from __future__ import annotations

import random
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta

import pytest

from models.crm_limits import DAILY, Closed, CrmLimits, RateLimit, Told
from models.errors import CrmBusyError, CrmClosedError
from models.hubspot_limits import SECONDLY, TEN_SECONDLY, limits_of
from storage.database import open_database
from storage.rate_gate import SharedRateGate
from storage.shelves import Shelves
from tests.hubspot_simulator.limits import Limits
from tests.simulated_clock import SimulatedClock

FREE = limits_of("free", margin=0.05, time_zone="America/New_York")


@pytest.fixture
def clock() -> SimulatedClock:
    return SimulatedClock()


def gate_on(
    shelves: Shelves, clock: SimulatedClock, limits: CrmLimits = FREE, *, by_hand: bool = False
) -> SharedRateGate:
    return SharedRateGate(shelves.database, clock, limits, by_hand, clock.sleep)


def small(daily: int) -> CrmLimits:
    return FREE.model_copy(update={"daily": daily})


@pytest.mark.parametrize(("policy", "requests"), [(TEN_SECONDLY, 150), (SECONDLY, 40)])
def test_workers_of_several_machines_break_no_rolling_window_and_leave_little_unused(
    shelves: Shelves, clock: SimulatedClock, policy: str, requests: int
) -> None:
    gates = [gate_on(shelves, clock) for _ in range(3)]
    portal, began, chance = Limits(clock.seconds), clock(), random.Random(7)
    for _ in range(requests):
        gate = chance.choice(gates)
        gate.enter(policy)
        portal.take(is_search=policy == SECONDLY)
    took_s = (clock() - began).total_seconds()
    allowed_per_s = 10 if policy == TEN_SECONDLY else 5
    assert portal.refused == {}
    assert requests / took_s > (0.9 if policy == TEN_SECONDLY else 0.75) * allowed_per_s


def test_the_limit_holds_also_for_requests_that_arrive_late(sqlite_shelves: Shelves) -> None:
    clock = SimulatedClock()
    gate, chance = gate_on(sqlite_shelves, clock), random.Random(3)
    arrivals = []
    for _ in range(200):
        gate.enter(TEN_SECONDLY)
        arrivals.append(clock.seconds() + chance.uniform(0, 0.3))
    arrivals.sort()
    now = [0.0]
    portal = Limits(lambda: now[0])
    for now[0] in arrivals:
        portal.take(is_search=False)
    assert portal.refused == {}


@pytest.mark.parametrize("requests", [1, 5, 100, 110, 190, 250])
@pytest.mark.parametrize("margin", [0.0, 0.05, 0.5])
def test_no_window_holds_too_many_whatever_the_limit_and_the_margin(requests: int, margin: float) -> None:
    for interval_s in (1.0, 10.0):
        spacing = RateLimit(policy="x", requests=requests, interval_s=interval_s).spacing(margin)
        in_a_window = int((interval_s + 0.29) / spacing.total_seconds()) + 1
        assert in_a_window <= requests


def test_threads_and_processes_at_the_same_moment_get_turns_of_their_own(shelves: Shelves) -> None:
    limits = FREE.model_copy(
        update={"paced": (RateLimit(policy="quick", requests=1000, interval_s=1.0),), "margin": 0.0}
    )
    turns: list[datetime] = []

    def ask(_: int) -> None:
        database = open_database(shelves.database.engine.url.render_as_string(hide_password=False))
        gate = SharedRateGate(database, lambda: datetime.now(UTC), limits, sleep=lambda _s: None)
        turns.extend(gate._turn("quick") for _ in range(5))
        database.close()

    with ThreadPoolExecutor(4) as threads:
        list(threads.map(ask, range(4)))
    assert len(turns) == len(set(turns)) == 20


def test_an_answer_teaches_what_the_account_really_may(
    sqlite_shelves: Shelves, clock: SimulatedClock
) -> None:
    first, second = gate_on(sqlite_shelves, clock), gate_on(sqlite_shelves, clock)
    first.enter(TEN_SECONDLY)
    first.answered(TEN_SECONDLY, Told(requests=190, remaining=189, daily=650_000, daily_remaining=649_000))
    first.enter(TEN_SECONDLY)
    paced, _, daily = second.standing().limits
    assert (paced.requests, round(paced.per_s, 2)) == (190, 18.05)
    assert (daily.requests, daily.used) == (650_000, 1001)


def test_where_another_program_has_used_the_limit_up_a_pause_is_made_before_it_is_refused(
    sqlite_shelves: Shelves, clock: SimulatedClock
) -> None:
    gate, began = gate_on(sqlite_shelves, clock), clock()
    gate.enter(TEN_SECONDLY)
    gate.answered(TEN_SECONDLY, Told(remaining=0))
    gate.enter(TEN_SECONDLY)
    assert clock() - began >= timedelta(seconds=1)


def test_what_was_refused_makes_every_worker_wait(sqlite_shelves: Shelves, clock: SimulatedClock) -> None:
    one, other, began = gate_on(sqlite_shelves, clock), gate_on(sqlite_shelves, clock), clock()
    one.enter(TEN_SECONDLY)
    one.refused(TEN_SECONDLY, 10)
    other.enter(TEN_SECONDLY)
    assert clock() - began >= timedelta(seconds=10)
    other.enter(SECONDLY)
    assert clock() - began < timedelta(seconds=11)
    assert [limit.refused for limit in other.standing().limits] == [1, 0, 0]


def test_who_would_wait_longer_than_a_minute_comes_again_later(
    sqlite_shelves: Shelves, clock: SimulatedClock
) -> None:
    gate = gate_on(sqlite_shelves, clock)
    gate.refused(TEN_SECONDLY, 90)
    with pytest.raises(CrmBusyError, match="no room"):
        gate.enter(TEN_SECONDLY)


def test_the_day_s_limit_is_not_overdrawn_and_holds_until_the_account_s_midnight(
    shelves: Shelves, clock: SimulatedClock
) -> None:
    one, other = gate_on(shelves, clock, small(20)), gate_on(shelves, clock, small(20))
    for _ in range(19):
        one.enter(TEN_SECONDLY)
    with pytest.raises(CrmClosedError, match="midnight"):
        one.enter(TEN_SECONDLY)
    with pytest.raises(CrmClosedError, match="midnight"):
        other.enter(SECONDLY)
    standing = other.standing()
    assert (standing.state, standing.why) == ("closed", "daily_limit")
    assert standing.until == datetime(2026, 11, 21, 5, tzinfo=UTC)  # midnight in New York
    assert standing.limits[-1].policy == DAILY
    assert standing.limits[-1].left == 0
    with pytest.raises(CrmClosedError):
        gate_on(shelves, clock, small(20), by_hand=True).enter(TEN_SECONDLY)

    clock.sleep((standing.until - clock()).total_seconds())
    assert other.standing().state == "trying"
    other.enter(TEN_SECONDLY)
    other.answered(TEN_SECONDLY, Told())
    assert one.standing().state == "open"
    assert one.standing().limits[-1].used == 1


def test_a_day_that_does_not_end_when_it_should_is_asked_about_every_hour(
    sqlite_shelves: Shelves, clock: SimulatedClock
) -> None:
    gate = gate_on(sqlite_shelves, clock)
    with pytest.raises(CrmClosedError):
        gate.close("daily_limit")
    until = gate.standing().until
    assert until is not None
    clock.sleep((until - clock()).total_seconds())
    gate.enter(TEN_SECONDLY)
    with pytest.raises(CrmClosedError):
        gate.close("daily_limit")
    assert gate.standing().until == until + timedelta(hours=1)


def test_an_outage_closes_for_longer_each_time_and_the_first_answer_opens(
    shelves: Shelves, clock: SimulatedClock
) -> None:
    gate, other = gate_on(shelves, clock), gate_on(shelves, clock)
    for _ in range(2):
        gate.enter(TEN_SECONDLY)
        gate.unanswered()
    waits = []
    for _ in range(8):
        gate.enter(TEN_SECONDLY)
        with pytest.raises(CrmClosedError, match="does not answer"):
            gate.unanswered()
        with pytest.raises(CrmClosedError):
            other.enter(TEN_SECONDLY)
        until = other.standing().until
        assert until is not None
        waits.append(round((until - clock()).total_seconds()))
        clock.sleep(waits[-1] + 1)
    assert waits == [30, 60, 120, 240, 480, 900, 900, 900]
    other.enter(TEN_SECONDLY)
    other.answered(TEN_SECONDLY, Told())
    assert gate.standing().state == "open"
    gate.enter(TEN_SECONDLY)
    gate.unanswered()  # counted anew


def test_two_failures_with_an_answer_between_them_are_no_outage(
    sqlite_shelves: Shelves, clock: SimulatedClock
) -> None:
    gate = gate_on(sqlite_shelves, clock)
    for _ in range(5):
        gate.enter(TEN_SECONDLY)
        gate.unanswered()
        gate.enter(TEN_SECONDLY)
        gate.answered(TEN_SECONDLY, Told())
    assert gate.standing().state == "open"


@pytest.mark.parametrize("why", ["unreachable", "moving", "not_let_in", "missing_scopes"])
def test_a_person_who_tries_by_hand_opens_it_and_closes_nothing(
    sqlite_shelves: Shelves, clock: SimulatedClock, why: Closed
) -> None:
    gate, by_hand = gate_on(sqlite_shelves, clock), gate_on(sqlite_shelves, clock, by_hand=True)
    with pytest.raises(CrmClosedError):
        gate.close(why, 900)
    with pytest.raises(CrmClosedError):
        gate.enter(TEN_SECONDLY)
    by_hand.enter(TEN_SECONDLY)
    by_hand.answered(TEN_SECONDLY, Told())
    gate.enter(TEN_SECONDLY)
    with pytest.raises(CrmClosedError):
        by_hand.close(why, 900)
    for _ in range(5):
        by_hand.unanswered()
    assert gate.standing().state == "open"
