"""A house and a portal of HubSpot's in one thread, on one clock that stands still but for what is done.

In: a folder with tables that are up to date. Out: calls, their workers, the people on both sides, and what
each of these people said, by which the house is judged (judgement.py).
"""

from __future__ import annotations

import atexit
import contextlib
import copy
import os
import shutil
import tempfile
from dataclasses import dataclass, field
from datetime import timedelta
from functools import lru_cache
from pathlib import Path
from typing import Any

from callnotes.shelves import intake_limits
from crm_sync.adapters.hubspot import HubSpotAdapter
from extractor.engines.rules import RulesEngine
from lifecycle import consent, drafts, intake, reading
from models.call import Call, CallDetails, Customer
from models.errors import CallNotesError
from models.hubspot_limits import limits_of
from models.notes import CallNotes
from models.transcript import Transcript
from pipeline.look import look
from pipeline.workshop import Workshop
from storage.shelves import open_shelves
from tests.hubspot_gate import OpenGate
from tests.hubspot_simulator import Portal, Simulator
from tests.hubspot_simulator.direct_line import DirectLine, put_through
from tests.hubspot_simulator.records import Entry
from tests.hubspot_simulator.schema import Schema
from tests.journeys.mortal import settings_in
from tests.lifecycle.house import GRANTED, Queue, notes_of, transcript_of
from tests.pipeline.interleavings.stepped import Points, Worker
from tests.simulated_clock import SimulatedClock

LAURA = "laura@example.com"
SAM = "sam@example.com"
_PHONE = "+12025550143"
_REQUEST_S = 0.02
_UNDO = timedelta(minutes=5)


@dataclass
class Said:
    """What people did with one call, as they know it."""

    contact_id: str | None = None
    decided: dict[str, tuple[str, str | None]] = field(default_factory=dict)
    there: list[str] = field(default_factory=list)
    edits: list[str] = field(default_factory=list)
    deleted: set[str] = field(default_factory=set)
    touched: set[str] = field(default_factory=set)
    declined: bool = False
    wished: bool = False


class World:
    """One house, one portal; `begin` gives the calls."""

    def __init__(self, folder: Path, *, unique: bool = True) -> None:
        self.clock = SimulatedClock()
        self.portal = Portal(clock=self.clock.seconds, unique_on_activities=unique)
        self.simulator = Simulator(self.portal)
        self.points = Points()
        self.said: dict[str, Said] = {}
        self.contacts_touched = False
        self.merged = False
        self.shelves = open_shelves(folder, clock=self.clock, undo=_UNDO)
        self.laura = self.portal.act_as_user(self.portal.add_owner(LAURA).user_id)
        self.workflow = self.portal.act_as_user(source="AUTOMATION_PLATFORM")
        self.contacts = [
            self.laura.create("contacts", firstname="Daniel", lastname="Reed", phone=_PHONE),
            self.laura.create("contacts", firstname="Ada", lastname="Moss", city="York"),
            self.laura.create("contacts", firstname="Kim", lastname="Lund"),
        ]
        self.adapter = self._adapter()
        self.workshop = Workshop(
            shelves=self.shelves,
            speech_engine=_none,
            notes_engine=lambda _name: RulesEngine(),
            transcribe_options=_none,
            adapter=self.adapter,
            zone=settings_in(folder).zone,
            phone_regions=("US",),
            limits=intake_limits(settings_in(folder)),
            fetch=_none,
            enqueue=Queue(),
            max_attempts=5,
            observe=lambda event, _call_id: self.points(event),
        )
        self.worker = Worker(self.workshop, self.points)
        self.portal.schema.__dict__.update(copy.deepcopy(_set_up(unique=unique).__dict__))

    def _adapter(self) -> HubSpotAdapter:
        gate = self.shelves.rate_gate(limits_of("starter", margin=0.05, time_zone="UTC"))
        gate.sleep = self.clock.sleep
        adapter = HubSpotAdapter(
            "pat-test",
            gate=gate,
            url="http://hubspot.invalid",
            clock=self.clock.seconds,
            pause=self.clock.sleep,
        )
        put_through(adapter.client, DirectLine(self.simulator, self._passing))
        return adapter

    def _passing(self, point: str) -> None:
        self.points(point)
        self.clock.sleep(_REQUEST_S)

    def close(self) -> None:
        """Close what is open."""
        self.adapter.close()
        self.shelves.database.close()

    # -- calls

    def begin(self, number: int, *, known: bool) -> str:
        """Take a call in and draft its notes; its pending records are owed. Its customer may be unknown."""
        call = intake.accept(
            self.shelves,
            CallDetails(
                agent=LAURA,
                external_id=f"call-{number}",
                customer=Customer(phone=_PHONE) if known else Customer(),
                started_at=self.clock(),
            ),
            GRANTED.model_copy(update={"at": self.clock()}),
            audio=None,
            transcript=_transcript(None, number),
            limits=self.workshop.limits,
            enqueue=Queue(),
        ).call
        assert consent.gate(self.shelves, call.id).answer == "go"
        drafts.store_transcript(self.shelves, _transcript(call.id, number))
        drafts.store_notes(self.shelves, _notes(call.id, number))
        self.said[call.id] = Said()
        self.clock.sleep(1)
        return call.id

    @property
    def calls(self) -> list[str]:
        """The ids of the calls, as they came."""
        return list(self.said)

    def now(self, call_id: str) -> Call:
        """Return the call as it is."""
        return reading.call(self.shelves, call_id)

    # -- workers

    def look(self, *, dies_after: int | None = None) -> None:
        """Let a worker look into HubSpot at what is due, and perhaps die over it."""
        self.clock.sleep(1)
        self.points.left = dies_after
        try:
            with contextlib.suppress(CallNotesError):
                look(self.workshop)
        finally:
            self.points.left = None

    # -- records of a call in the portal

    def records(self, kind: str, key: str) -> list[Entry]:
        """Return all records with this key, also those in the bin."""
        return [one for one in self.portal.records.everything(kind) if one.value("cn_external_id") == key]

    def live(self, kind: str, key: str) -> Entry | None:
        """Return the record with this key that is not in the bin."""
        return next((one for one in self.records(kind, key) if one.archived_at is None), None)


@lru_cache
def _set_up(*, unique: bool) -> Schema:
    """Return what a portal knows of records once it was set up."""
    portal = Portal(unique_on_activities=unique)
    adapter = HubSpotAdapter("pat-test", gate=OpenGate(), url="http://hubspot.invalid")
    put_through(adapter.client, DirectLine(Simulator(portal)))
    adapter.set_up()
    return portal.schema


def folder() -> Path:
    """Return a new folder, in memory where there is such a place: nobody waits for a disk."""
    return Path(
        tempfile.mkdtemp(prefix="callnotes-", dir="/dev/shm" if os.access("/dev/shm", os.W_OK) else None)
    )


@lru_cache(maxsize=1)
def made() -> Path:
    """Return a house with nothing in it, made once: every other one begins as a copy of it."""
    kept = folder() / "made"
    atexit.register(shutil.rmtree, kept.parent, ignore_errors=True)
    with open_shelves(kept):
        return kept


def city_of(number: int) -> str:
    """Return the city that the customer of this call says is his new one."""
    return ("Leeds", "Bath")[number % 2]


def _transcript(call_id: str | None, number: int) -> Transcript:
    told = transcript_of(call_id)
    agent, customer = told.turns
    moved = customer.model_copy(update={"text": f"My new city is {city_of(number)}."})
    return told.model_copy(update={"turns": (agent, moved)})


def _notes(call_id: str, number: int) -> CallNotes:
    notes = notes_of(call_id)
    (field_,) = notes.fields
    city, (proof,) = city_of(number), field_.evidence
    changed = field_.model_copy(
        update={
            "value": city,
            "evidence": (proof.model_copy(update={"quote": f"My new city is {city}."}),),
        }
    )
    return notes.model_copy(update={"fields": (changed,)})


def _none(*_arguments: object) -> Any:  # noqa: ANN401 - never returns
    raise AssertionError("nothing is heard here")
