"""The limit of a queue holds from the first call on, also when it was lowered while work was waiting."""

from __future__ import annotations

import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path

from callnotes.settings import Settings
from callnotes.workshop import worker_place, workshop_of
from lifecycle import reading
from models.call import CallDetails
from models.stages import Stage
from pipeline.worker import worker
from pipeline.workshop import Workshop
from tests.journeys.arrivals import submit
from tests.journeys.mortal import settings_in
from tests.journeys.plain_ear import PlainEar, two_channel_call

CALLS = 5
BY_RULES = CallDetails(notes_engine="rules")


class Counter:
    """How many pieces are heard at once, and how many were at most."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self.now = self.most = 0

    def __call__(self) -> None:
        with self._lock:
            self.now += 1
            self.most = max(self.most, self.now)
        time.sleep(0.15)
        with self._lock:
            self.now -= 1


def test_a_lowered_limit_holds_for_the_first_batch_too(tmp_path: Path) -> None:
    wide = settings_in(tmp_path / "house").model_copy(update={"process_concurrency": 4})
    with _at_work(wide, Counter()):
        time.sleep(0.3)
    with workshop_of(wide) as shop:
        for number in range(CALLS):
            recording = two_channel_call(tmp_path / f"{number}.wav", seed=number)
            submit(shop.shelves, wide, recording, enqueue=shop.enqueue, details=BY_RULES)

    narrow, counter = wide.model_copy(update={"process_concurrency": 1}), Counter()
    with _at_work(narrow, counter) as shop:
        until = time.monotonic() + 60
        while any(call.stage is not Stage.STAGED for call in reading.calls(shop.shelves)):
            assert time.monotonic() < until
            time.sleep(0.05)
    assert counter.most == 1


def test_a_wide_limit_lets_calls_run_side_by_side(tmp_path: Path) -> None:
    """The control: with room for several, several do run at once, so the test above can fail."""
    wide, counter = settings_in(tmp_path / "house").model_copy(update={"process_concurrency": 4}), Counter()
    with _at_work(wide, counter) as shop:
        for number in range(CALLS):
            recording = two_channel_call(tmp_path / f"{number}.wav", seed=number)
            submit(shop.shelves, wide, recording, enqueue=shop.enqueue, details=BY_RULES)
        until = time.monotonic() + 60
        while any(call.stage is not Stage.STAGED for call in reading.calls(shop.shelves)):
            assert time.monotonic() < until
            time.sleep(0.05)
    assert counter.most > 1


@contextmanager
def _at_work(settings: Settings, counter: Counter) -> Iterator[Workshop]:
    with workshop_of(settings) as opened:
        ear = PlainEar(before=counter)
        shop = replace(opened, speech_engine=lambda _name: ear)
        with worker(shop, worker_place(settings), stop_within_s=2):
            yield shop
