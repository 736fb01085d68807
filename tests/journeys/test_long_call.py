"""A worker dies in the middle of a long call: little is heard again, and the transcript is the same."""

from __future__ import annotations

import hashlib
import json
import os
import signal
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from numpy.typing import NDArray

from callnotes.enqueue import open_queue
from callnotes.logs import configure_logs
from callnotes.shelves import shelves_of
from callnotes.workshop import worker_place, workshop_of
from lifecycle import reading
from models.call import CallDetails
from models.transcript import Transcript
from pipeline.worker import worker
from tests.journeys.arrivals import WHEN, submit
from tests.journeys.mortal import mortal_workshop, settings_in, wait_for_rest
from tests.journeys.plain_ear import RATE, PlainEar
from tests.processes import FORKS
from tests.transcriber.sounds import joined, said, silence, write_wav
from transcriber.engine import Recognised

_PATIENCE_S = 90


class _UnsureEar(PlainEar):
    """Writes down how much it heard; finds a language by the sound, and is not sure of it at first."""

    def __init__(self, diary: Path, *, dies_at: int | None) -> None:
        super().__init__()
        self._diary = diary
        self._dies_at = dies_at
        self._heard = 0

    def recognise(
        self, samples: NDArray[np.float32], language: str | None, hotwords: tuple[str, ...] = ()
    ) -> Recognised:
        print_of = hashlib.sha256(samples.tobytes()).digest()
        with self._diary.open("a", encoding="utf-8") as diary:
            diary.write(json.dumps([print_of.hex(), len(samples) / RATE, language]) + "\n")
        if self._heard == self._dies_at:
            os.kill(os.getpid(), signal.SIGKILL)
        self._heard += 1
        found = super().recognise(samples, language, hotwords)
        code = language or ("en", "de", "nl")[print_of[0] % 3]
        return found.model_copy(update={"language": code, "language_probability": 0.3 + print_of[1] / 2000})


def _work(folder: str, diary: str, dies_at: int | None) -> None:
    settings = settings_in(Path(folder))
    configure_logs(level="error")
    with workshop_of(settings) as workshop:
        ear = _UnsureEar(Path(diary), dies_at=dies_at)
        place = replace(mortal_workshop(workshop, None), speech_engine=lambda _name: ear)
        with worker(place, worker_place(settings), stop_within_s=2):
            wait_for_rest(place)
            os._exit(0)


def _run(folder: Path, diary: Path, dies_at: int | None) -> int | None:
    process = FORKS.Process(target=_work, args=(str(folder), str(diary), dies_at))
    process.start()
    process.join(_PATIENCE_S)
    return process.exitcode


def _house(folder: Path, call: Path) -> Path:
    settings = settings_in(folder)
    with open_queue(settings) as enqueue:
        details = CallDetails(agent="laura@example.com", started_at=WHEN, agent_channel="left")
        submit(shelves_of(settings), settings, call, enqueue=enqueue, details=details)
    return folder


def _transcript(folder: Path) -> Transcript:
    shelves = shelves_of(settings_in(folder))
    (call,) = reading.calls(shelves)
    made = reading.transcript(shelves, call.id)
    assert made is not None
    return made.model_copy(update={"call_id": None})


def _diary(path: Path) -> list[tuple[str, float, str | None]]:
    return [tuple(json.loads(line)) for line in path.read_text("utf-8").splitlines()]


@pytest.fixture(scope="module")
def call(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Four minutes in which both sides speak a minute and a half, in nine pieces or so."""
    left = joined(*(joined(said(14.0, seed=n), silence(14.0)) for n in range(8)))
    right = joined(*(joined(silence(14.0), said(13.0, agent=False, seed=n), silence(1.0)) for n in range(8)))
    return write_wav(tmp_path_factory.mktemp("long") / "call.wav", left, right)


def test_a_killed_worker_hears_at_most_a_minute_again_and_the_transcript_is_the_same(
    call: Path, tmp_path: Path
) -> None:
    undisturbed, killed = _house(tmp_path / "one", call), _house(tmp_path / "other", call)
    assert _run(undisturbed, tmp_path / "one.txt", None) == 0
    for dies_at in (1, 1, 2):  # after a piece in which the language is still open, and later
        assert _run(killed, tmp_path / "other.txt", dies_at) == -signal.SIGKILL
    assert _run(killed, tmp_path / "other.txt", None) == 0
    once, again = _diary(tmp_path / "one.txt"), _diary(tmp_path / "other.txt")
    assert len(once) >= 8
    repeated_s = sum(seconds for _, seconds, _ in again) - sum(seconds for _, seconds, _ in once)
    assert 0.0 < repeated_s <= 3 * 30.0
    assert max(seconds for _, seconds, _ in again) <= 30.0
    assert sorted(set(again)) == sorted(set(once))
    assert _transcript(killed) == _transcript(undisturbed)
