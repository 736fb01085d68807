"""The queue's tables do not grow for ever, and what is forgotten is not done again."""

from __future__ import annotations

import time
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

from dbos import DBOS

from callnotes.workshop import worker_place, workshop_of
from lifecycle import reading
from models.call import CallDetails
from models.stages import Stage
from pipeline import durable
from pipeline.sweep import sweep
from pipeline.worker import worker
from pipeline.workshop import Workshop
from tests.journeys.arrivals import submit
from tests.journeys.mortal import settings_in
from tests.journeys.plain_ear import PlainEar, two_channel_call


def test_ended_work_is_forgotten_after_its_time_and_not_done_again(
    tmp_path: Path, database_url: str | None
) -> None:
    settings = settings_in(tmp_path / "house", database_url)
    with workshop_of(settings) as opened:
        heard: list[str] = []
        shop = replace(
            opened,
            speech_engine=lambda _name: PlainEar(),
            observe=lambda event, call_id: heard.append(f"{event} {call_id}"),
        )
        recording = two_channel_call(tmp_path / "call.wav", seed=5)
        call = submit(
            shop.shelves,
            settings,
            recording,
            enqueue=shop.enqueue,
            details=CallDetails(notes_engine="rules"),
        )
        with worker(shop, worker_place(settings), stop_within_s=2):
            _wait_until_staged(shop, call.id)
            _wait_until_ended(parts=3)
            now = datetime.now(UTC)
            assert durable.forget_ended(before=now - timedelta(days=7), at_most=500) == 0
            assert durable.forget_ended(before=now + timedelta(seconds=5), at_most=2) == 2
            assert durable.forget_ended(before=now + timedelta(seconds=5), at_most=2) == 1
            assert DBOS.list_workflows() == []
            done = len(heard)
            sweep(shop)
            time.sleep(0.5)
            assert len(heard) == done
            assert reading.call(shop.shelves, call.id).stage is Stage.STAGED


def _wait_until_staged(shop: Workshop, call_id: str) -> None:
    until = time.monotonic() + 60
    while reading.call(shop.shelves, call_id).stage is not Stage.STAGED:
        assert time.monotonic() < until
        time.sleep(0.05)


def _wait_until_ended(*, parts: int) -> None:
    until = time.monotonic() + 30
    while len(DBOS.list_workflows(status="SUCCESS")) < parts:
        assert time.monotonic() < until
        time.sleep(0.05)
