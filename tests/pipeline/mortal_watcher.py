"""Watches a folder and dies by SIGKILL before its n-th touch of the disk, for every n until it lives on.

In: a place, and whether what is only read, and our own shelves, count as well (`all`). Out: how often it
died, on standard output; an exit code that is not 0 when a call was lost, came twice, or a file was left.
"""

from __future__ import annotations

import json
import os
import signal
import sys
from pathlib import Path
from typing import Any

from callnotes.logs import configure_logs
from storage.audio import AudioShelf
from storage.database import open_database
from storage.master_key import MasterKey
from storage.shelves import Shelves, utc_now
from tests.api.house import PROVEN, wav
from tests.databases import with_tables
from tests.pipeline.watched_house import LEGS_S, WatchedHouse

_TOUCHES = frozenset({"open", "os.rename", "os.remove", "os.mkdir"})
_MOST = 500


def main(place: Path, *, everywhere: bool) -> int:
    """Die at every touch; return how often."""
    configure_logs(level="error")
    whole = _filled(place / "whole")
    _watch(whole, 0, everywhere=False)  # here, so that every child begins with warm statements
    _check(whole)
    for number in range(1, _MOST):
        folder = _filled(place / str(number))
        if _ends_alive(folder, number, everywhere=everywhere):
            _check(folder)
            return number
        assert _ends_alive(folder, 0, everywhere=False)
        _check(folder)
    raise AssertionError("it never lived to the end")


def _ends_alive(folder: Path, die_before: int, *, everywhere: bool) -> bool:
    child = os.fork()
    if child == 0:
        try:
            _watch(folder, die_before, everywhere=everywhere)
            os._exit(0)
        finally:
            os._exit(1)
    ended = os.waitstatus_to_exitcode(os.waitpid(child, 0)[1])
    assert ended in {0, -signal.SIGKILL}, ended
    return ended == 0


def _watch(folder: Path, die_before: int, *, everywhere: bool) -> None:
    touches = 0

    def count(event: str, arguments: tuple[Any, ...]) -> None:
        nonlocal touches
        if event not in _TOUCHES or not (everywhere or _changes_the_folder(event, arguments)):
            return
        touches += 1
        if touches == die_before:
            os.kill(os.getpid(), signal.SIGKILL)

    with _shelves(folder / "house") as shelves:
        house = WatchedHouse(shelves, folder / "monitor")
        house.look()
        house.now_s = LEGS_S - 1  # a leg that stands alone after a death is not taken alone yet
        if die_before:
            sys.addaudithook(count)
        house.look()


def _changes_the_folder(event: str, arguments: tuple[Any, ...]) -> bool:
    """True beneath the watched folder, which is open, and so named by no path."""
    path = arguments[0]
    return (
        not isinstance(path, int)
        and not os.fsdecode(path).startswith("/")
        and (event != "open" or bool(arguments[2] & os.O_CREAT))
    )


def _shelves(folder: Path) -> Shelves:
    """Open the shelves without looking whether the tables are new: they are, and it takes its time."""
    key = MasterKey.at(folder / "master.key")
    database = open_database(f"sqlite:///{folder / 'callnotes.db'}", key=key)
    return Shelves(database, AudioShelf(folder, key), utc_now)


def _filled(folder: Path) -> Path:
    with_tables(folder / "house")
    monitor = folder / "monitor"
    monitor.mkdir()
    for seed, name in enumerate(("single.wav", "pair-in.wav", "pair-out.wav", "bad-out.wav")):
        (monitor / name).write_bytes(wav(seed=seed))
    (monitor / "bad-in.wav").write_bytes(b"no recording")
    (monitor / "pair.json").write_text(json.dumps(PROVEN | {"external_id": "pair-1"}))
    return folder


def _check(folder: Path) -> None:
    with _shelves(folder / "house") as shelves:
        house = WatchedHouse(shelves, folder / "monitor")
        calls = house.calls()
        kinds = sorted(call.recording.media_type for call in calls if call.recording)
        assert kinds == ["application/x-callnotes-legs", "audio/wav"], kinds
        assert {call.external_ids for call in calls} == {(), ("pair-1",)}
        assert house.waiting() == set(), house.waiting()
        assert house.within("done") == {"single.wav", "pair-in.wav", "pair-out.wav", "pair.json"}
        failed = {"bad-in.wav", "bad-out.wav"}
        assert house.within("failed") == failed | {f"{name}.reason.txt" for name in failed}


if __name__ == "__main__":
    print(main(Path(sys.argv[1]), everywhere="all" in sys.argv))
