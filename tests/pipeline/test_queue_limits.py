"""Each kind of work has limits of its own, which hold from the first call on; and who goes first."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path

from sqlalchemy import select

from callnotes.settings import Settings
from callnotes.workshop import worker_place, workshop_of
from extractor.engine import CallContext, DraftResult
from extractor.engines.rules import RulesEngine
from lifecycle import reading
from lifecycle.figures import figures_now
from models.call import CallDetails, Priority
from models.ports import Cancelled, Progress
from models.stages import Stage
from models.transcript import Transcript
from pipeline.worker import worker
from pipeline.workshop import Workshop
from storage.tables import EventRow
from tests.journeys.arrivals import submit
from tests.journeys.mortal import settings_in
from tests.journeys.plain_ear import PlainEar, two_channel_call

CALLS = 5
BY_RULES = CallDetails(notes_engine="rules")


class SlowNotes(RulesEngine):
    """Waits before each draft."""

    def __init__(self, before: Callable[[], None]) -> None:
        super().__init__()
        self._before = before

    def draft(
        self, transcript: Transcript, context: CallContext, *, progress: Progress, cancelled: Cancelled
    ) -> DraftResult:
        self._before()
        return super().draft(transcript, context, progress=progress, cancelled=cancelled)


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
    wide = settings_in(tmp_path / "house").model_copy(update={"recognition_concurrency": 4})
    with _at_work(wide, Counter()):
        time.sleep(0.3)
    with workshop_of(wide) as shop:
        for number in range(CALLS):
            recording = two_channel_call(tmp_path / f"{number}.wav", seed=number)
            submit(shop.shelves, wide, recording, enqueue=shop.enqueue, details=BY_RULES)

    narrow, counter = wide.model_copy(update={"recognition_concurrency": 1}), Counter()
    with _at_work(narrow, counter) as shop:
        until = time.monotonic() + 60
        while any(call.stage is not Stage.STAGED for call in reading.calls(shop.shelves)):
            assert time.monotonic() < until
            time.sleep(0.05)
    assert counter.most == 1


def test_a_wide_limit_lets_calls_run_side_by_side(tmp_path: Path) -> None:
    """The control: with room for several, several do run at once, so the test above can fail."""
    wide, counter = (
        settings_in(tmp_path / "house").model_copy(update={"recognition_concurrency": 4}),
        Counter(),
    )
    with _at_work(wide, counter) as shop:
        for number in range(CALLS):
            recording = two_channel_call(tmp_path / f"{number}.wav", seed=number)
            submit(shop.shelves, wide, recording, enqueue=shop.enqueue, details=BY_RULES)
        until = time.monotonic() + 60
        while any(call.stage is not Stage.STAGED for call in reading.calls(shop.shelves)):
            assert time.monotonic() < until
            time.sleep(0.05)
    assert counter.most > 1


def test_the_model_has_a_limit_of_its_own(tmp_path: Path) -> None:
    settings = _house(tmp_path, recognition_concurrency=4, model_concurrency=1)
    heard, drafted = Counter(), Counter()
    with _at_work(settings, heard, drafted) as shop:
        _submit(shop, settings, tmp_path, range(CALLS))
        _until(lambda: all(call.stage is Stage.STAGED for call in reading.calls(shop.shelves)))
    assert heard.most > 1, "the control: recognition did run side by side"
    assert drafted.most == 1


def test_a_slow_model_holds_up_no_recognition(tmp_path: Path) -> None:
    settings = _house(tmp_path, recognition_concurrency=1, model_concurrency=1)
    answers = threading.Event()
    with _at_work(settings, lambda: None, lambda: _wait_for(answers)) as shop:
        _submit(shop, settings, tmp_path, range(3))
        _until(lambda: all(call.stage is Stage.TRANSCRIBED for call in reading.calls(shop.shelves)))
        _until(lambda: _waiting(shop)["model"] == (2, 1))
        assert _waiting(shop)["recognition"] == (0, 0)
        answers.set()
        _until(lambda: all(call.stage is Stage.STAGED for call in reading.calls(shop.shelves)))


def test_a_live_call_goes_before_a_back_fill_that_came_first(tmp_path: Path) -> None:
    settings = _house(tmp_path, recognition_concurrency=1)
    goes = threading.Event()
    with _at_work(settings, lambda: _wait_for(goes)) as shop:
        old = _submit(shop, settings, tmp_path, range(3), priority="backfill")
        _until(lambda: _waiting(shop)["recognition"] == (2, 1))
        live = _submit(shop, settings, tmp_path, range(3, 5))
        _until(lambda: _waiting(shop)["recognition"] == (4, 1))
        goes.set()
        _until(lambda: all(call.stage is Stage.STAGED for call in reading.calls(shop.shelves)))
        heard = _in_the_order_heard(shop)
    assert heard[0] in old, "the control: it was alone when the worker took it"
    assert heard[1:3] == live
    assert set(heard[3:]) == set(old) - {heard[0]}


def _house(tmp_path: Path, **limits: int) -> Settings:
    return settings_in(tmp_path / "house").model_copy(update=limits)


def _submit(
    shop: Workshop, settings: Settings, folder: Path, numbers: Iterable[int], *, priority: Priority = "live"
) -> list[str]:
    details = CallDetails(notes_engine="rules", priority=priority)
    ids = []
    for number in numbers:
        recording = two_channel_call(folder / f"{number}.wav", seed=number)
        ids.append(submit(shop.shelves, settings, recording, enqueue=shop.enqueue, details=details).id)
    return ids


def _waiting(shop: Workshop) -> dict[str, tuple[int, int]]:
    """Return ready and running work by kind."""
    return {one.kind: (one.ready, one.running) for one in figures_now(shop.shelves).queue}


def _in_the_order_heard(shop: Workshop) -> list[str]:
    with shop.shelves.database.reading() as session:
        query = select(EventRow.call_id).where(EventRow.kind == "stage.transcribed").order_by(EventRow.id)
        return list(session.scalars(query))


def _wait_for(event: threading.Event) -> None:
    assert event.wait(60)


def _until(true: Callable[[], bool]) -> None:
    end = time.monotonic() + 60
    while not true():
        assert time.monotonic() < end
        time.sleep(0.05)


@contextmanager
def _at_work(
    settings: Settings, before_piece: Callable[[], None], before_draft: Callable[[], None] = lambda: None
) -> Iterator[Workshop]:
    with workshop_of(settings) as opened:
        ear, notes = PlainEar(before=before_piece), SlowNotes(before_draft)
        shop = replace(opened, speech_engine=lambda _name: ear, notes_engine=lambda _name: notes)
        with worker(shop, worker_place(settings), stop_within_s=2):
            yield shop
