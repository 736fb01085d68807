"""Counting deliveries costs the same for ten and for ten thousand, and survives a database that is away."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import timedelta
from pathlib import Path
from typing import Any

from structlog.testing import capture_logs

from api.webhooks.tally import WRITTEN_EVERY_S, Tally
from models.errors import StorageError
from models.hook_outcomes import MOST_DELIVERIES, REFUSALS, HookDelivery, HookOutcome, HookTally
from tests.api.house import NOW, House, open_house


class _Shelf:
    """A shelf that remembers each writing, or is away."""

    def __init__(self) -> None:
        self.written: list[tuple[HookTally, ...]] = []
        self.lines: list[HookDelivery] = []
        self.away = False

    def add(self, counted: Iterable[HookTally], deliveries: Iterable[HookDelivery]) -> None:
        if self.away:
            raise StorageError("The database is away; try again.")
        self.written.append(tuple(counted))
        self.lines.extend(deliveries)


def _tally(shelf: _Shelf, now_s: list[float]) -> Tally:
    tallies: Any = shelf
    return Tally(tallies, seconds=lambda: now_s[0])


def test_a_flood_is_written_once_in_a_while_and_one_line_is_logged() -> None:
    shelf, now_s = _Shelf(), [0.0]
    tally = _tally(shelf, now_s)
    with capture_logs() as logs:
        for number in range(10_000):
            now_s[0] = number / 1000
            if tally.note(_ended("signature")):
                tally.write()
        tally.write()
    assert len(shelf.written) == 10 // WRITTEN_EVERY_S + 1, "at the start, in between, and at the end"
    assert sum(one.count for rows in shelf.written for one in rows) == 10_000
    assert all(len(rows) == 1 for rows in shelf.written)
    assert [one.count for one in shelf.lines] == [rows[0].count for rows in shelf.written]
    assert [one["count"] for one in logs] == [rows[0].count for rows in shelf.written]
    assert {frozenset(one) for one in logs} == {
        frozenset({"event", "log_level", "provider", "reason", "count"})
    }


def test_what_cannot_be_written_is_kept_and_added_to() -> None:
    shelf, now_s = _Shelf(), [0.0]
    tally = _tally(shelf, now_s)
    shelf.away = True
    tally.note(_ended("time"))
    tally.write()
    tally.note(_ended("time"))
    tally.note(_ended("accepted"))
    tally.write()
    shelf.away = False
    tally.write()
    tally.write()
    ((*rows,),) = shelf.written
    assert {(one.outcome, one.count) for one in rows} == {("time", 2), ("accepted", 1)}
    assert [(one.outcome, one.count) for one in shelf.lines] == [("time", 2), ("accepted", 1)]


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
        (line,) = house.doors.shelves.hook_tallies().latest("call-recorded")
        assert (line.outcome, line.count) == ("signature", 31), "a flood is one line, also over a restart"
        assert line.why is not None
        assert line.why.startswith("No signature of the event fits")


def test_a_flood_pushes_nothing_out_and_the_latest_fifty_stay(tmp_path: Path) -> None:
    with open_house(tmp_path) as house:
        tallies = house.doors.shelves.hook_tallies()
        tallies.add((), [_ended("accepted", at_s=-10)])
        for second in range(60):
            tallies.add((), [_ended("signature", at_s=second), _ended("time", at_s=second)])
        flood = tallies.latest("zoom")
        assert [(one.outcome, one.count) for one in flood] == [
            ("time", 60),
            ("signature", 60),
            ("accepted", 1),
        ]
        assert flood[0].first_at == NOW
        assert flood[0].last_at == NOW + timedelta(seconds=59)
        tallies.add((), [_ended("signature", at_s=300), *(_ended("again", at_s=400 + n) for n in range(60))])
        latest = tallies.latest("zoom")
        assert [one.outcome for one in latest] == ["again"] * MOST_DELIVERIES
        assert latest[0].last_at == NOW + timedelta(seconds=459)


def _ended(outcome: HookOutcome, *, at_s: float = 0) -> HookDelivery:
    at = NOW + timedelta(seconds=at_s)
    return HookDelivery(provider="zoom", outcome=outcome, first_at=at, last_at=at)


def _knock(house: House) -> None:
    assert house.hook({"type": "call.recorded"}, signature="v1,planted").status_code == 401
