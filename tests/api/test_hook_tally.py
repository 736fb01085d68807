"""Counting deliveries costs the same for ten and for ten thousand, and survives a database that is away."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path
from typing import Any

from structlog.testing import capture_logs

from api.webhooks.tally import WRITTEN_EVERY_S, Tally
from models.errors import StorageError
from models.hook_outcomes import REFUSALS, HookTally
from tests.api.house import NOW, House, open_house


class _Shelf:
    """A shelf that remembers each writing, or is away."""

    def __init__(self) -> None:
        self.written: list[tuple[HookTally, ...]] = []
        self.away = False

    def add(self, counted: Iterable[HookTally]) -> None:
        if self.away:
            raise StorageError("The database is away; try again.")
        self.written.append(tuple(counted))


def _tally(shelf: _Shelf, now_s: list[float]) -> Tally:
    tallies: Any = shelf
    return Tally(tallies, seconds=lambda: now_s[0])


def test_a_flood_is_written_once_in_a_while_and_one_line_is_logged() -> None:
    shelf, now_s = _Shelf(), [0.0]
    tally = _tally(shelf, now_s)
    with capture_logs() as logs:
        for number in range(10_000):
            now_s[0] = number / 1000
            if tally.note("zoom", "signature", at=NOW):
                tally.write()
        tally.write()
    assert len(shelf.written) == 10 // WRITTEN_EVERY_S + 1, "at the start, in between, and at the end"
    assert sum(one.count for rows in shelf.written for one in rows) == 10_000
    assert all(len(rows) == 1 for rows in shelf.written)
    assert [one["count"] for one in logs] == [rows[0].count for rows in shelf.written]
    assert {frozenset(one) for one in logs} == {
        frozenset({"event", "log_level", "provider", "reason", "count"})
    }


def test_what_cannot_be_written_is_kept_and_added_to() -> None:
    shelf, now_s = _Shelf(), [0.0]
    tally = _tally(shelf, now_s)
    shelf.away = True
    tally.note("zoom", "time", at=NOW)
    tally.write()
    tally.note("zoom", "time", at=NOW)
    tally.note("zoom", "accepted", at=NOW)
    tally.write()
    shelf.away = False
    tally.write()
    tally.write()
    ((*rows,),) = shelf.written
    assert {(one.outcome, one.count) for one in rows} == {("time", 2), ("accepted", 1)}


def test_the_rows_are_bounded_and_outlive_the_process(tmp_path: Path) -> None:
    with open_house(tmp_path) as house:
        for _ in range(30):
            _knock(house)
    with open_house(tmp_path) as house:
        _knock(house)
        house.client.get("/metrics")
        (row,) = house.doors.shelves.hook_tallies().every()
        assert (row.provider, row.outcome, row.count) == ("call-recorded", "signature", 31)
        assert row.outcome in REFUSALS


def _knock(house: House) -> None:
    assert house.hook({"type": "call.recorded"}, signature="v1,planted").status_code == 401
