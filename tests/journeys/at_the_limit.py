"""Thousands of calls are staged in HubSpot at the pace of its smallest account, on a simulated clock.

In: how many calls. Out: what was measured: requests for each call, the part of the limit that was used,
refusals as the portal counts them, connections. Two processes' worth of workers, each with a gate of its own
over one database; a request reaches the portal up to a quarter of a second after its turn. By hand, and by
`make soak`: python -m tests.journeys.at_the_limit --calls 5000
"""

from __future__ import annotations

import argparse
import random
import sys
import tempfile
from collections.abc import Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from crm_sync.adapters.hubspot import HubSpotAdapter
from crm_sync.adapters.hubspot.portal_schema import set_up
from crm_sync.match import match
from crm_sync.perform import perform
from crm_sync.plan_staging import plan_staging
from crm_sync.seen_fields import fields_to_see
from models.call import Customer
from models.decided_there import PendingRecord
from models.hubspot_limits import limits_of
from storage.rate_gate import SharedRateGate
from storage.shelves import Shelves, open_shelves
from tests.crm_sync.example import CALL, NOTES, ZONE
from tests.hubspot_simulator import Portal, Simulator, simulator
from tests.in_memory_ledger import InMemoryLedger
from tests.simulated_clock import SimulatedClock

_PROCESSES: Final = 2
_THREADS: Final = 2
_CONTACTS: Final = 20
_LATE_S: Final = (0.05, 0.25)
_LIMITS: Final = limits_of("free", margin=0.05, time_zone="Europe/Berlin")


class FarGate(SharedRateGate):
    """The gate of a worker whose requests take their time on the way to HubSpot."""

    def enter(self, policy: str) -> None:
        super().enter(policy)
        self.sleep(random.uniform(*_LATE_S))


@dataclass(frozen=True)
class Measured:
    """What staging so many calls took: `used` is the part of the limit of ten seconds that was used."""

    calls: int
    requests: int
    searches: int
    took_s: float
    refused: dict[str, int]
    connections: int
    staged: int
    looks: int

    @property
    def used(self) -> float:
        """The requests under the limit of ten seconds, as a part of all that it allows."""
        return (self.requests - self.searches) / (10 * self.took_s)

    @property
    def for_a_call(self) -> float:
        """How many requests a call costs."""
        return self.requests / self.calls

    def told(self) -> str:
        """Say it in a few lines."""
        return (
            f"{self.calls} calls staged ({self.staged} notes) in {self.took_s / 3600:.2f} simulated hours\n"
            f"{self.requests} requests, {self.for_a_call:.1f} for a call, {self.searches} of them searches\n"
            f"{self.used:.1%} of the limit of ten seconds used, refused: {self.refused or 'none'}\n"
            f"{self.looks} requests to look for the decisions on all of them\n"
            f"{self.connections} connections for {_PROCESSES * _THREADS} worker threads"
        )


def staged_at_the_limit(calls: int, folder: Path) -> Measured:
    """Stage so many calls, each with a contact that has a company and a deal."""
    clock = SimulatedClock()
    with simulator(Portal(clock=clock.seconds)) as running, open_shelves(folder, clock=clock) as shelves:
        _people(running)
        with ExitStack() as stack:
            adapters = [stack.enter_context(_process(running, shelves, clock)) for _ in range(_PROCESSES)]
            set_up(adapters[0].client)
            clock.sleep(11)  # what the set-up asked is none of the staging
            asked, began = len(running.portal.asked), clock()
            ledger = InMemoryLedger()
            with ThreadPoolExecutor(_PROCESSES * _THREADS) as threads:
                workers = [adapter for adapter in adapters for _ in range(_THREADS)]
                parts = [range(number, calls, len(workers)) for number in range(len(workers))]
                list(threads.map(lambda adapter, part: _work(adapter, part, clock, ledger), workers, parts))
            took_s = (clock() - began).total_seconds()
            seen = running.portal.asked[asked:]
            tasks = [one for one in ledger.records.values() if one.kind == "task"]
            adapters[0].decisions(
                tuple(
                    PendingRecord(call_id=one.key.partition(":")[0], kind="task", external_id=one.external_id)
                    for one in tasks
                )
            )
        assert running.routes.unknown == []
        return Measured(
            calls=calls,
            requests=len(seen),
            searches=sum(one.path.endswith("/search") for one in seen),
            took_s=took_s,
            refused=dict(running.portal.limits.refused),
            connections=running.connections,
            staged=sum(1 for _ in running.portal.records.live("notes")),
            looks=len(running.portal.asked) - asked - len(seen),
        )


@contextmanager
def _process(running: Simulator, shelves: Shelves, clock: SimulatedClock) -> Iterator[HubSpotAdapter]:
    gate = FarGate(shelves.database, clock, _LIMITS, sleep=clock.sleep)
    adapter = HubSpotAdapter("pat-test", gate=gate, url=running.address, clock=clock.seconds)
    yield adapter
    adapter.close()


def _work(
    adapter: HubSpotAdapter, numbers: Sequence[int], clock: SimulatedClock, ledger: InMemoryLedger
) -> None:
    with clock.working():
        for number in numbers:
            _stage(adapter, number, ledger)


def _stage(adapter: HubSpotAdapter, number: int, ledger: InMemoryLedger) -> None:
    """Do for one call what the pipeline does: find the customer, see the fields, write note and task."""
    customer = Customer(phone=_phone(number % _CONTACTS))
    details = CALL.details.model_copy(update={"customer": customer})
    call = CALL.model_copy(update={"id": f"call-{number}", "details": details})
    found = match(adapter, customer)
    assert found.party is not None
    adapter.field_values(found.party.contact_id, fields_to_see(NOTES))
    planned = plan_staging(
        call, NOTES, party=found.party, why_unmatched=None, zone=ZONE, review_command="callnotes review"
    )
    for operation in planned:
        perform(operation, adapter=adapter, ledger=ledger)


def _people(running: Simulator) -> None:
    portal, person = running.portal, running.portal.act_as_user()
    portal.add_owner("jo@example.com")
    for number in range(_CONTACTS):
        contact = person.create("contacts", firstname=f"P{number}", phone=_phone(number))
        company = person.create("companies", name=f"C{number}", domain=f"c{number}.example")
        deal = person.create("deals", dealname=f"D{number}", dealstage="qualified")
        for kind, record in (("companies", company), ("deals", deal)):
            portal.records.connect(portal.records.get("contacts", contact), portal.records.get(kind, record))


def _phone(number: int) -> str:
    return f"+120255501{number:02d}"


def _is_well(measured: Measured) -> bool:
    """The bars: nothing refused, nine tenths used, a connection for a worker at most, 50 calls for a look."""
    few = measured.connections <= _PROCESSES * _THREADS and measured.looks * 50 <= measured.calls + 49
    return few and not measured.refused and measured.used >= 0.9


def main() -> int:
    """Measure, print, and return 1 where a bar is missed."""
    parser = argparse.ArgumentParser(prog="python -m tests.journeys.at_the_limit", description=__doc__)
    parser.add_argument("--calls", type=int, default=5000)
    given = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        measured = staged_at_the_limit(given.calls, Path(folder) / "house")
    print(measured.told())
    return 0 if _is_well(measured) else 1


if __name__ == "__main__":
    sys.exit(main())
