"""An upgrade with work in flight: what an earlier version queued, began or let wait is done, once.

The earlier version processed a call in one workflow on one queue, and wrote to the CRM from another queue.
"""

from __future__ import annotations

import os
import signal
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from dbos import DBOSClient, DBOSPortableJSONSerializer

from callnotes.enqueue import open_queue
from callnotes.logs import configure_logs
from callnotes.settings import Settings
from callnotes.shelves import shelves_of
from callnotes.workshop import worker_place, workshop_of
from lifecycle import reading, review
from lifecycle.enqueue import Work
from models.call import CallDetails, Customer
from models.stages import Stage
from models.workflows import APP_NAME, APP_VERSION, PROCESS_CALL_V1
from pipeline import durable
from pipeline.attempt import Attempt
from pipeline.process_call import PROCESS_STEPS_V1
from pipeline.worker import worker
from storage.crm_reading import read_crm
from tests.journeys.arrivals import WHEN, submit
from tests.journeys.mortal import Death, mortal_workshop, settings_in, wait_for_rest
from tests.journeys.plain_ear import two_channel_call
from tests.processes import FORKS

_PHONE = "+12125550142"
_LEE = "lee@example.com"


class EarlierQueue:
    """Queues work as the earlier version did: one queue and one workflow per verb, no priorities."""

    def __init__(self, settings: Settings) -> None:
        self._client = DBOSClient(
            system_database_url=settings.queue_database,
            serializer=DBOSPortableJSONSerializer(),
            application_name=APP_NAME,
        )

    def __call__(self, work: Work) -> None:
        options: Any = {
            "workflow_name": f"{work.verb}_call_v1",
            "queue_name": work.verb,
            "workflow_id": f"{work.call_id}:{work.verb}:{work.attempt}",
            "app_version": APP_VERSION,
        }
        self._client.enqueue(options, work.call_id, work.attempt)

    def close(self) -> None:
        self._client.destroy()


def earlier_worker(settings: Settings, death: Death) -> None:
    """Work as the earlier version did, until it dies. Runs in a process of its own."""
    configure_logs(level="error")
    with workshop_of(settings) as opened:
        shop = mortal_workshop(opened, death)
        place = worker_place(settings)
        shop.shelves.heartbeat().appear(place.executor_id)

        def whole(call_id: str, number: int) -> str:
            attempt = Attempt(shop, call_id, "process", number, "recognition")
            return attempt.through(PROCESS_STEPS_V1, to_the_end=True)

        durable.start(
            database_url=place.queue_database,
            executor_id=place.executor_id,
            workflows={PROCESS_CALL_V1: whole},
            queues={"process": 1},
        )
        signal.pause()


def worker_of_today(settings: Settings) -> None:
    """Work until all rests. Runs in a process of its own."""
    configure_logs(level="error")
    with workshop_of(settings) as opened:
        shop = mortal_workshop(opened, None)
        place = replace(worker_place(settings), beat_s=0.2, dead_after_s=1.0)
        with worker(shop, place, stop_within_s=2):
            wait_for_rest(shop)
            os._exit(0)


def _run(target: Any, *arguments: Any) -> int | None:  # noqa: ANN401 - whatever a process takes
    process = FORKS.Process(target=target, args=arguments)
    process.start()
    process.join(90)
    assert process.exitcode is not None, "the worker hangs"
    return process.exitcode


@pytest.mark.parametrize("point", ["transcribe:end", "before apply"])
def test_work_of_an_earlier_version_in_flight_is_done_once(
    tmp_path: Path, database_url: str | None, point: str
) -> None:
    settings = settings_in(tmp_path / "house", database_url)
    shelves = shelves_of(settings)
    shelves.embedded_crm().create_contact(key="c", name="Daniel", phone=_PHONE, email=None)
    details = CallDetails(customer=Customer(phone=_PHONE), started_at=WHEN, agent_channel="left")
    with open_queue(settings):  # makes the queue's tables
        earlier = EarlierQueue(settings)

    def arrives(number: int) -> str:
        recording = two_channel_call(tmp_path / f"{number}.wav", seed=number)
        return submit(shelves, settings, recording, enqueue=earlier, details=details).id

    reviewed = arrives(0)
    assert _run(worker_of_today, settings) == 0
    review.decide(shelves, reviewed, (), accept_rest=True, by=_LEE, enqueue=earlier)
    begun, waiting = arrives(1), arrives(2)
    earlier.close()

    assert _run(earlier_worker, settings, Death(point)) == -signal.SIGKILL
    assert reading.call(shelves, begun).stage is not Stage.QUEUED
    assert reading.call(shelves, waiting).stage is Stage.QUEUED
    assert reading.call(shelves, reviewed).stage is Stage.IN_REVIEW

    assert _run(worker_of_today, settings) == 0
    assert reading.call(shelves, reviewed).stage is Stage.SETTLED
    for call_id in (begun, waiting):
        dossier = reading.dossier(shelves, call_id)
        assert (dossier.call.stage, dossier.call.attempt) == (Stage.STAGED, None)
        assert dossier.transcript_version == 1
        assert [record.kind for record in dossier.records] == ["note", "task"]
    assert sorted(note.status for note in read_crm(shelves.database).notes) == ["live", "pending", "pending"]
    shelves.database.close()
