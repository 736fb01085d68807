"""kill -9 at each point of staging and settling on HubSpot: one set of records, and nothing without a yes."""

from __future__ import annotations

import signal
from collections import Counter
from collections.abc import Iterable, Iterator
from pathlib import Path

import pytest

from callnotes.enqueue import open_queue
from callnotes.hubspot import hubspot_of
from callnotes.shelves import intake_limits, shelves_of
from lifecycle import attempts, consent, drafts, intake, reading, review
from models.call import CallDetails, Customer
from models.stages import Stage
from tests.hubspot_simulator import Portal, Simulator, simulator
from tests.journeys.mortal import Death
from tests.journeys.mortal_hubspot import (
    REJECTING_POINTS,
    SETTLING_POINTS,
    STAGING_POINTS,
    hubspot_settings_in,
    work_on_hubspot,
)
from tests.lifecycle.house import GRANTED, Queue, notes_of, transcript_of
from tests.processes import FORKS

LAURA = "laura@example.com"
_PHONE = "+12025550143"
_PATIENCE_S = 90
_IN_CI = 1
_IN_SOAK = 50


def inside(points: Iterable[str]) -> tuple[str, ...]:
    """Return the points that only HubSpot has; the edges of steps are died at on the local CRM, too.

    Those of the steps that read HubSpot are kept: what they found is lost by it.
    """
    own = ("before ", "sent ", "after ", "match:end", "review:end")
    return tuple(point for point in points if point.startswith(own))


class House:
    """A house on a portal, with one call whose notes are drafted; its workers are processes that die."""

    def __init__(self, folder: Path, running: Simulator) -> None:
        self.folder, self.url, self.portal = folder, running.address, running.portal
        self.settings = hubspot_settings_in(folder, self.url)
        self.portal.add_owner(LAURA)
        self.contact = self.portal.act_as_user().create("contacts", firstname="Daniel", phone=_PHONE)
        with shelves_of(self.settings) as shelves:
            with hubspot_of(self.settings, shelves) as adapter:
                adapter.set_up()
            self.call_id = intake.accept(
                shelves,
                CallDetails(agent=LAURA, customer=Customer(phone=_PHONE)),
                GRANTED,
                audio=None,
                transcript=transcript_of(None),
                limits=intake_limits(self.settings),
                enqueue=Queue(),
            ).call.id
            consent.gate(shelves, self.call_id)
            drafts.store_transcript(shelves, transcript_of(self.call_id))
            drafts.store_notes(shelves, notes_of(self.call_id))
            with open_queue(self.settings) as enqueue:
                for kind in ("recognition", "model"):
                    attempts.begin(shelves, self.call_id, "process", 1, kind=kind)
                    attempts.hand_on(shelves, self.call_id, "process", 1, kind=kind, enqueue=enqueue)

    def dies(self, points: Iterable[str]) -> None:
        """Kill a worker at each of these points in turn; each one goes on where the last one died."""
        for point in points:
            assert self._run(Death(point)) == -signal.SIGKILL, point
            self._nothing_is_doubled(point)

    def rests(self, stage: Stage) -> None:
        """Let a worker live."""
        assert self._run(None) == 0
        with shelves_of(self.settings) as shelves:
            call = reading.call(shelves, self.call_id)
        assert (call.stage, call.attempt) == (stage, None)
        self._nothing_is_doubled("the end")

    def decide(self, *, yes: bool) -> None:
        with shelves_of(self.settings) as shelves, open_queue(self.settings) as enqueue:
            review.decide(
                shelves,
                self.call_id,
                (),
                accept_rest=yes,
                reject_rest=not yes,
                by=LAURA,
                enqueue=enqueue,
            )

    def seen(self, kind: str) -> dict[str, str | None]:
        """Return the review status of each record of the kind by its key, the live ones alone."""
        return {
            (one.value("cn_external_id") or "").partition(":")[2]: one.value("cn_review_status")
            for one in self.portal.records.live(kind)
        }

    def city(self) -> str | None:
        return self.portal.records.get("contacts", self.contact).value("city")

    def _run(self, death: Death | None) -> int | None:
        process = FORKS.Process(target=work_on_hubspot, args=(str(self.folder), self.url, death))
        process.start()
        process.join(_PATIENCE_S)
        assert process.exitcode is not None, "the worker hangs"
        return process.exitcode

    def _nothing_is_doubled(self, when: str) -> None:
        for kind in ("notes", "tasks"):
            keys = Counter(one.value("cn_external_id") for one in self.portal.records.everything(kind))
            assert max(keys.values(), default=1) == 1, (when, keys)


@pytest.fixture
def running() -> Iterator[Simulator]:
    with simulator(Portal(tier="professional")) as opened:
        yield opened


def _accepted(folder: Path, running: Simulator, staging: Iterable[str], settling: Iterable[str]) -> None:
    house = House(folder, running)
    house.dies(staging)
    house.rests(Stage.STAGED)
    assert (house.seen("notes"), house.seen("tasks")) == ({"note": "pending"}, {"review": "pending"})
    assert house.city() is None
    house.decide(yes=True)
    house.dies(settling)
    house.rests(Stage.SETTLED)
    assert house.seen("notes") == {"note": "confirmed"}
    assert house.seen("tasks") == {"review": "confirmed", "fu:f1": None, "fu:p1": None}
    assert house.city() == "Leeds"


def _rejected(folder: Path, running: Simulator, points: Iterable[str]) -> None:
    house = House(folder, running)
    house.rests(Stage.STAGED)
    house.decide(yes=False)
    house.dies(points)
    house.rests(Stage.SETTLED)
    assert (house.seen("notes"), house.seen("tasks")) == ({}, {"review": "rejected"})
    assert house.city() is None


@pytest.mark.timeout(600)
@pytest.mark.parametrize("time", range(_IN_CI))
def test_a_worker_that_dies_at_each_point_leaves_one_set_of_records(
    tmp_path: Path, running: Simulator, time: int
) -> None:
    _accepted(tmp_path / "house", running, inside(STAGING_POINTS), inside(SETTLING_POINTS))


@pytest.mark.timeout(600)
@pytest.mark.parametrize("time", range(_IN_CI))
def test_a_worker_that_dies_over_a_rejection_leaves_nothing_that_counts(
    tmp_path: Path, running: Simulator, time: int
) -> None:
    _rejected(tmp_path / "house", running, inside(REJECTING_POINTS))


@pytest.mark.soak
@pytest.mark.parametrize("time", range(_IN_SOAK))
def test_fifty_deaths_at_each_point_and_at_each_edge_of_a_step(
    tmp_path: Path, running: Simulator, time: int
) -> None:
    _accepted(tmp_path / "accepted", running, STAGING_POINTS, SETTLING_POINTS)
    with simulator(Portal(tier="professional")) as another:
        _rejected(tmp_path / "rejected", another, REJECTING_POINTS)
