"""A worker on HubSpot that dies by SIGKILL at a named point: every edge of a step, and around every write.

In: a house's folder, a simulator's address, the point. Points of a write are named by the record: `before
apply note` (the ledger holds the intention), `sent note` (HubSpot has done it, and nobody here knows), `after
apply note` (it is known, and not in the ledger). What only reads has no points: nothing is other after it.
"""

from __future__ import annotations

import os
from dataclasses import replace
from pathlib import Path
from typing import Any, Final

from pydantic import SecretStr

from callnotes.logs import configure_logs
from callnotes.settings import Settings
from callnotes.workshop import worker_place, workshop_of
from crm_sync.adapters.hubspot import HubSpotAdapter
from models.crm import Operation, Outcome
from pipeline.worker import worker
from tests.journeys.mortal import Death, Die, dying, settings_in, wait_for_rest

_READS: Final = ("batch/read", "/search")


def _of_steps(*steps: str) -> tuple[str, ...]:
    """Return the points of these steps in the order in which they are passed."""
    points: list[str] = []
    for step in steps:
        verb, _, record = step.partition(" ")
        inside = (f"before apply {record}", f"sent {record}", f"after apply {record}")
        points += [f"{step}:begin", *(inside if verb == "write" else ()), f"{step}:end"]
    return tuple(points)


STAGING_POINTS: Final = _of_steps("begin", "match", "plan", "write note", "write review", "staged", "end")
SETTLING_POINTS: Final = _of_steps(
    "begin", "review", "contact", "plan", "write note", "write fu:f1", "write fu:p1", "write field:c1",
    "write review", "settled", "end",
)  # fmt: skip
#: Where a settlement that rejects all differs: the note goes into the bin.
REJECTING_POINTS: Final = _of_steps("write note")


def hubspot_settings_in(folder: Path, url: str) -> Settings:
    """Return the settings of a house in this folder on a portal at this address."""
    return settings_in(folder).model_copy(
        update={"crm": "hubspot", "hubspot_token": SecretStr("pat-test"), "hubspot_url": url}
    )


def work_on_hubspot(folder: str, url: str, death: Death | None) -> None:
    """Work until every call rests, or die on the way. Runs in a process of its own."""
    settings = hubspot_settings_in(Path(folder), url)
    configure_logs(level="error")
    die = dying(death)
    with workshop_of(settings) as workshop:
        assert isinstance(workshop.adapter, HubSpotAdapter)
        mortal = replace(
            workshop,
            adapter=_MortalHubSpot(workshop.adapter, die),
            observe=lambda event, _call_id: die(event),
        )
        with worker(mortal, worker_place(settings), stop_within_s=2):
            wait_for_rest(mortal)
            os._exit(0)


class _MortalHubSpot:
    """The adapter itself, with points around each write and behind each request that changes HubSpot."""

    def __init__(self, adapter: HubSpotAdapter, die: Die) -> None:
        self._adapter, self._die = adapter, die
        self._record = ""
        pool = adapter.client._pool
        asked = pool.request

        def request(method: str, url: str, **options: Any) -> Any:  # noqa: ANN401 - the vendor's own
            answer = asked(method, url, **options)
            if method != "GET" and not any(read in url for read in _READS):
                self._die(f"sent {self._record}")
            return answer

        pool.request = request  # type: ignore[assignment,method-assign] # one more thing to do behind it

    def __getattr__(self, name: str) -> Any:  # noqa: ANN401 - whatever the adapter has
        return getattr(self._adapter, name)

    def apply(self, operation: Operation) -> Outcome:
        self._record = operation.key.partition(":")[2]
        self._die(f"before apply {self._record}")
        outcome = self._adapter.apply(operation)
        self._die(f"after apply {self._record}")
        return outcome
