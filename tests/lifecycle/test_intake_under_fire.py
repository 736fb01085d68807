"""Intake when others are quicker, or when its process is killed: one call or none, never a part."""

from __future__ import annotations

import json
import signal
import subprocess
import sys
from pathlib import Path

import pytest

from lifecycle import reading, recovery
from lifecycle.enqueue import Work
from models.stages import Stage
from storage.shelves import open_shelves
from tests.lifecycle.house import WAV, Queue, accept

_SUBMIT = """
import json, sys
from pathlib import Path
from storage.shelves import open_shelves
from tests.lifecycle.house import WAV, accept, Queue
with open_shelves(Path(sys.argv[1]), database_url=sys.argv[3] or None) as shelves:
    print("ready", flush=True)
    sys.stdin.readline()
    queue = Queue()
    found = []
    for number in range(8):
        audio = [WAV + bytes([number])]
        accepted = accept(shelves, audio=audio, external_id=f"{sys.argv[2]}-{number}", queue=queue)
        found.append((accepted.call.id, accepted.already_there))
    print(json.dumps([found, len(queue.work)]))
"""

#: Dies at the nth line of our code that is reached while the call is taken in.
_DIE_AT_LINE = """
import os, signal, sys
from pathlib import Path
import storage, lifecycle
from storage.shelves import open_shelves
from tests.lifecycle.house import WAV, accept, Queue
left = int(sys.argv[2])
rooms = tuple(str(Path(room.__file__).parent) for room in (storage, lifecycle))
def trace(frame, event, _arg):
    global left
    if not frame.f_code.co_filename.startswith(rooms):
        return None
    if event == "line":
        left -= 1
        if left <= 0:
            os.kill(os.getpid(), signal.SIGKILL)
    return trace
shelves = open_shelves(Path(sys.argv[1]))
sys.settrace(trace)
accept(shelves, audio=[WAV[:100], WAV[100:]], external_id="pbx-1")
sys.settrace(None)
print("lines", int(sys.argv[2]) - left)
"""


def _python(code: str, *arguments: str) -> list[str]:
    return [sys.executable, "-c", code, *arguments]


def test_processes_that_submit_the_same_files_at_once_make_one_call_each(
    tmp_path: Path, database_url: str | None
) -> None:
    open_shelves(tmp_path, database_url=database_url).database.close()
    running = [
        subprocess.Popen(
            _python(_SUBMIT, str(tmp_path), name, database_url or ""),
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
        )
        for name in ("left", "right", "middle")
    ]
    for process in running:
        assert process.stdout is not None
        assert process.stdout.readline().strip() == "ready"
    answers = []
    for process in running:
        assert process.stdin is not None
        process.stdin.write("go\n")
        process.stdin.flush()
    for process in running:
        said, complaint = process.communicate(timeout=90)
        assert process.returncode == 0, complaint
        answers.append(json.loads(said.splitlines()[-1]))
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
    folder = str(tmp_path_factory.mktemp("whole"))
    whole = subprocess.run(
        _python(_DIE_AT_LINE, folder, "1000000"), check=True, capture_output=True, text=True
    )
    return int(whole.stdout.split()[-1])


@pytest.mark.parametrize("share", [0.05, 0.2, 0.35, 0.5, 0.65, 0.8, 0.9, 0.97])
def test_a_process_killed_anywhere_leaves_a_whole_call_or_none(
    tmp_path: Path, lines: int, share: float
) -> None:
    killed = subprocess.run(
        _python(_DIE_AT_LINE, str(tmp_path / "house"), str(int(lines * share))),
        check=False,
        capture_output=True,
    )
    assert killed.returncode == -signal.SIGKILL
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
