"""A call that is erased while workers are at it: whatever they were doing, nothing of it comes back.

In: one call after the other, each erased at another place of its way from the queue to the CRM.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from pathlib import Path

import pytest
from sqlalchemy import select

from callnotes.workshop import workshop_of
from crm_sync.adapters.local import LocalAdapter
from lifecycle import consent, erase, intake, link, opt_out, reading, review
from lifecycle.erase_person import erase_person
from lifecycle.retention import apply_retention
from models.call import Call, CallDetails, Customer
from models.crm import Operation, Outcome, SetContactField
from models.erasure import Person
from models.retention import RetentionRules
from models.stages import Stage
from pipeline.workshop import Workshop
from storage.shelves import Shelves
from storage.tables import Table
from tests.journeys.mortal import settings_in
from tests.lifecycle.house import DECLINED, GRANTED, LIMITS, Queue
from tests.lifecycle.house import transcript_of as said
from tests.pipeline.drafted import PHONE, drafted
from tests.pipeline.interleavings.stepped import DiedError, Points, Worker

SAM = "sam@example.com"
SAID = "I will call you back on Friday about the planted oak."
PLANTED = ("planted oak", "Leeds", "+1212555", "pbx-planted", "Jo Planted")
#: In CI the places around a write to the CRM, and a few of the others; `make soak` takes them all.
_WRITES = ("before a write", "after a write")


class Passing(LocalAdapter):
    """The local CRM, with a place before each write and one after it."""

    points: Eraser

    def apply(self, operation: Operation) -> Outcome:
        self.points("before a write")
        outcome = super().apply(operation)
        self.points("after a write")
        return outcome


@dataclass
class Eraser(Points):
    """Erases the call at the place with this number; dies there, too, where it is told."""

    at: int | None = None
    call_id: str = ""
    shop: Workshop | None = None
    dies: bool = False

    def __call__(self, point: str) -> None:
        self.passed.append(point)
        if self.at is None or len(self.passed) - 1 != self.at or self.shop is None:
            return
        self.at = None
        erase.erase(self.shop.shelves, self.call_id, by=SAM, reason="asked", crm="remove", enqueue=Queue())
        if self.dies:
            raise DiedError(point)


@contextmanager
def opened_world(folder: Path, database_url: str | None = None) -> Iterator[tuple[Worker, Eraser]]:
    with workshop_of(settings_in(folder / "house", database_url)) as opened:
        eraser = Eraser()
        adapter = Passing(opened.shelves.embedded_crm())
        adapter.points = eraser
        shop = replace(opened, adapter=adapter, observe=lambda event, _call_id: eraser(event))
        eraser.shop = shop
        yield Worker(shop, Points(), whole=True), eraser


@pytest.fixture
def world(tmp_path: Path) -> Iterator[tuple[Worker, Eraser]]:
    with opened_world(tmp_path) as opened:
        yield opened


def begin(worker: Worker, which: int) -> Call:
    """Take in a call of somebody new, as a transcript, so that no sound is needed."""
    shop = worker.workshop
    transcript = said(None, f"{SAID} {which}", engine="supplied")
    return intake.accept(
        shop.shelves,
        CallDetails(external_id=f"pbx-planted-{which}", customer=Customer(phone=f"+1212555{which:04}")),
        GRANTED,
        audio=None,
        transcript=transcript,
        limits=LIMITS,
        enqueue=Queue(),
    ).call


def work(worker: Worker) -> None:
    """Do what is due; what a dead worker had begun first."""
    while due := worker.due():
        due.sort(key=lambda one: (one.call_id, one.verb, one.attempt, one.kind) not in worker.begun)
        worker.go_on(due[0])


def decide(worker: Worker, call: Call) -> None:
    shelves = worker.workshop.shelves
    if reading.call(shelves, call.id).stage is Stage.STAGED:
        link.link_contact(shelves, call.id, name="Jo Planted", by=SAM)
        review.decide(shelves, call.id, (), accept_rest=True, by=SAM, enqueue=Queue())


def whole_way(worker: Worker, call: Call) -> None:
    work(worker)
    decide(worker, call)
    work(worker)


def kept(worker: Worker, call_id: str) -> list[str]:
    """Return what of the planted stands in any row that is of this call."""
    hits = []
    with worker.workshop.shelves.database.reading() as session:
        for table in Table.metadata.sorted_tables:
            for row in session.execute(select(table)).all():
                text = " ".join(map(str, row))
                if call_id in text and table.name not in {"crm_contacts", "remembered_contacts"}:
                    hits += [f"{table.name}: {one}" for one in PLANTED if one in text]
    return hits


def through_all(world: tuple[Worker, Eraser], *, every: int, dies: bool | None) -> None:
    """Erase one call at each of these places; None lets the worker die there every other time."""
    worker, eraser = world
    shelves = worker.workshop.shelves
    untouched = begin(worker, 9999)
    whole_way(worker, untouched)
    assert reading.call(shelves, untouched.id).stage is Stage.SETTLED
    assert kept(worker, untouched.id)
    passed = tuple(eraser.passed)
    assert len(passed) > 40
    for place, point in enumerate(passed):
        if place % every and point not in _WRITES:
            continue
        eraser.passed, eraser.dies = [], bool(place % 2) if dies is None else dies
        call = begin(worker, place)
        eraser.at, eraser.call_id = place, call.id
        whole_way(worker, call)
        after = reading.call(shelves, call.id)
        assert (after.stage, after.attempt) == (Stage.ERASED, None), (place, point)
        assert kept(worker, call.id) == [], (place, point)
        given = [one.certificate for one in shelves.certificates().of_call(call.id)]
        assert [one.scope for one in given] == (["call", "crm"] if given[0].owed else ["call"])


def test_whatever_a_worker_is_at_when_its_call_is_erased_nothing_comes_back(
    world: tuple[Worker, Eraser],
) -> None:
    through_all(world, every=12, dies=None)


@pytest.mark.soak
@pytest.mark.parametrize("dies", [False, True], ids=["goes on", "dies there"])
def test_at_every_place_alive_or_dead_nothing_comes_back(
    tmp_path: Path, database_url: str | None, *, dies: bool
) -> None:
    with opened_world(tmp_path, database_url) as world:
        through_all(world, every=1, dies=dies)


@pytest.mark.parametrize("theirs", [None, "Ilkley"], ids=["as it was written", "changed by a person since"])
def test_a_field_is_set_back_unless_a_person_changed_it_since(
    world: tuple[Worker, Eraser], tmp_path: Path, theirs: str | None
) -> None:
    worker, _ = world
    shelves, adapter = worker.workshop.shelves, worker.workshop.adapter
    contact = adapter.create_contact(key="c", name="Jo", phone=PHONE, email=None).contact_id
    city = SetContactField(key="x", call_id="x", contact_id=contact, name="city", expected=None, value="York")
    adapter.apply(city)
    call = drafted(worker.workshop, tmp_path, "one")
    work(worker)
    review.decide(shelves, call.id, (), accept_rest=True, by=SAM, enqueue=Queue())
    work(worker)
    assert adapter.field_values(contact, ("city",)) == {"city": "Leeds"}
    if theirs:
        adapter.apply(city.model_copy(update={"key": "y", "expected": "Leeds", "value": theirs}))
    erase.erase(shelves, call.id, by=SAM, reason="asked", crm="remove", enqueue=Queue())
    work(worker)
    assert adapter.field_values(contact, ("city",)) == {"city": theirs or "York"}
    assert kept(worker, call.id) == []
    left = shelves.certificates().of_call(call.id)[-1].certificate.stays
    assert [one.count for one in left] == ([1] if theirs else [])


def test_what_is_to_stay_in_the_crm_stays_there(world: tuple[Worker, Eraser]) -> None:
    worker, _ = world
    shelves = worker.workshop.shelves
    call = begin(worker, 1)
    whole_way(worker, call)
    erase.erase(shelves, call.id, by=SAM, reason="asked", crm="keep", enqueue=Queue())
    work(worker)
    hits = kept(worker, call.id)
    assert hits
    assert {hit.partition(":")[0] for hit in hits} <= {"crm_notes", "crm_tasks"}


def by_opt_out(shelves: Shelves, call: Call) -> None:
    opt_out.add(shelves, call.details.customer, by=SAM, enqueue=Queue())


def by_withdrawal(shelves: Shelves, call: Call) -> None:
    consent.record(shelves, call.id, DECLINED, by=SAM, enqueue=Queue())


def by_retention(shelves: Shelves, _call: Call) -> None:
    apply_retention(shelves, RetentionRules(calls_days=0), enqueue=Queue())


def by_erasing(shelves: Shelves, call: Call) -> None:
    reason = "Jo Planted asked by letter"
    erase.erase(shelves, call.id, by=SAM, reason=reason, crm="remove", enqueue=Queue())


def by_erasing_the_person(shelves: Shelves, call: Call) -> None:
    person = Person(phones=(str(call.details.customer.phone),))
    erase_person(shelves, person, by=SAM, reason="asked by letter", crm="remove", enqueue=Queue())


@pytest.mark.parametrize("end", [by_opt_out, by_withdrawal, by_retention, by_erasing, by_erasing_the_person])
def test_a_call_that_ends_while_it_is_staged_leaves_no_marker_in_any_table_file_or_title(
    world: tuple[Worker, Eraser], tmp_path: Path, end: Callable[[Shelves, Call], None]
) -> None:
    worker, _ = world
    shelves = worker.workshop.shelves
    call = begin(worker, 1)
    work(worker)
    link.link_contact(shelves, call.id, name="Jo Planted", by=SAM)
    assert {"crm_notes: 2125550001", "crm_tasks: 2125550001"} <= everywhere(shelves, tmp_path), (
        "in the titles"
    )
    end(shelves, call)
    work(worker)
    shelves.database.wash()
    assert everywhere(shelves, tmp_path) == set()


def everywhere(shelves: Shelves, folder: Path) -> set[str]:
    """Return what of a person stands in any table or file, as bytes."""
    markers = ("planted oak", "2125550001", "Jo Planted")
    found = set()
    with shelves.database.reading() as session:
        for table in Table.metadata.sorted_tables:
            text = repr(session.execute(select(table)).all())
            found |= {f"{table.name}: {one}" for one in markers if one in text}
    for path in folder.rglob("*"):
        if path.is_file():
            content = path.read_bytes()
            found |= {f"{path.name}: {one}" for one in markers if one.encode() in content}
    return found
