"""Intake when others are quicker, or when its process is killed: one call or none, never a part."""

from __future__ import annotations

import os
import signal
import sys
from multiprocessing.connection import Connection
from pathlib import Path
from types import FrameType
from typing import TYPE_CHECKING

import pytest

import lifecycle
import storage
from lifecycle import reading, recovery
from lifecycle.enqueue import Work
from models.stages import Stage
from storage.shelves import open_shelves
from tests.lifecycle.house import WAV, Queue, accept
from tests.processes import FORKS

if TYPE_CHECKING:
    from _typeshed import TraceFunction


def _submit(folder: Path, name: str, database_url: str | None, gate: Connection) -> None:
    """Submit eight files once the gate opens, and tell what they became. Runs in a process of its own."""
    with open_shelves(folder, database_url=database_url) as shelves:
        gate.send("ready")
        gate.recv()
        queue = Queue()
        found = []
        for number in range(8):
            audio = [WAV + bytes([number])]
            accepted = accept(shelves, audio=audio, external_id=f"{name}-{number}", queue=queue)
            found.append((accepted.call.id, accepted.already_there))
        gate.send((found, len(queue.work)))


def _die_at_line(folder: Path, number: int, told: Connection) -> None:
    """Die at the nth line of our code that is reached while the call is taken in; else tell how many were."""
    left = number
    rooms = tuple(str(Path(str(room.__file__)).parent) for room in (storage, lifecycle))

    def trace(frame: FrameType, event: str, _argument: object) -> TraceFunction | None:
        nonlocal left
        if not frame.f_code.co_filename.startswith(rooms):
            return None
        if event == "line":
            left -= 1
            if left <= 0:
                os.kill(os.getpid(), signal.SIGKILL)
        return trace

    with open_shelves(folder) as shelves:
        sys.settrace(trace)
        accept(shelves, audio=[WAV[:100], WAV[100:]], external_id="pbx-1")
        sys.settrace(None)
    told.send(number - left)


def test_processes_that_submit_the_same_files_at_once_make_one_call_each(
    tmp_path: Path, database_url: str | None
) -> None:
    open_shelves(tmp_path, database_url=database_url).database.close()
    gates = []
    for name in ("left", "right", "middle"):
        gate, its_gate = FORKS.Pipe()
        FORKS.Process(target=_submit, args=(tmp_path, name, database_url, its_gate)).start()
        its_gate.close()
        gates.append(gate)
    for gate in gates:
        assert gate.recv() == "ready"
    for gate in gates:
        gate.send("go")
    answers = [gate.recv() for gate in gates]  # EOFError from one that broke
    for gate in gates:
        gate.close()
    with open_shelves(tmp_path, database_url=database_url) as shelves:
        calls = reading.calls(shelves)
        assert len(calls) == 8
        assert {len(call.external_ids) for call in calls} == {3}
        assert len(shelves.audio.kept()) == 8
        assert len(recovery.owed(shelves)) == 8
        shelves.sweep()
        assert len(shelves.audio.kept()) == 8
    for number in range(8):
        assert len({found[number][0] for found, _ in answers}) == 1
        assert sorted(found[number][1] for found, _ in answers) == [False, True, True]
    assert sum(enqueued for _, enqueued in answers) == 8


@pytest.fixture(scope="module")
def lines(tmp_path_factory: pytest.TempPathFactory) -> int:
    """How many lines of our code one intake runs through."""
    told, tells = FORKS.Pipe(duplex=False)
    assert _run(tmp_path_factory.mktemp("whole"), 1_000_000, tells) == 0
    with told:
        return int(told.recv())


def _run(folder: Path, number: int, tells: Connection) -> int | None:
    open_shelves(folder).database.close()
    process = FORKS.Process(target=_die_at_line, args=(folder, number, tells))
    process.start()
    tells.close()
    process.join(90)
    return process.exitcode


@pytest.mark.parametrize("share", [0.05, 0.2, 0.35, 0.5, 0.65, 0.8, 0.9, 0.97])
def test_a_process_killed_anywhere_leaves_a_whole_call_or_none(
    tmp_path: Path, lines: int, share: float
) -> None:
    told, tells = FORKS.Pipe(duplex=False)
    with told:
        assert _run(tmp_path / "house", int(lines * share), tells) == -signal.SIGKILL
    with open_shelves(tmp_path / "house") as shelves:
        shelves.sweep()
        calls = reading.calls(shelves)
        assert len(shelves.audio.kept()) == len(calls)
        assert list((tmp_path / "house" / "incoming").glob("*")) == []
        for call in calls:
            assert call.stage is Stage.QUEUED
            assert call.external_ids == ("pbx-1",)
            assert recovery.owed(shelves) == (Work(call.id, "process", 1, "recognition", delay_s=0.0),)
            assert call.recording is not None
            with shelves.audio.source(call.recording).lend() as path:
                assert path.read_bytes() == WAV
        again = accept(shelves, external_id="pbx-1", queue=Queue())
        assert again.already_there == bool(calls)
        assert len(reading.calls(shelves)) == 1
