"""Which workers count as gone, and who may take over from them: one at a time."""

from __future__ import annotations

import os
import threading
from contextlib import closing

import pytest
from sqlalchemy import text
from sqlalchemy.exc import DBAPIError

from models.errors import StorageError
from storage.database import open_database, was_away
from storage.shelves import Shelves


def test_a_claim_ends_the_dead_and_names_the_living(shelves: Shelves) -> None:
    heartbeat = shelves.heartbeat()
    for worker in ("one", "two"):
        heartbeat.appear(worker)
    with heartbeat.claim(("two",)) as living:
        assert living == {"one"}
    assert set(heartbeat.beats()) == {"one"}


def test_a_worker_that_was_taken_for_dead_is_told_so_and_stays_dead(shelves: Shelves) -> None:
    heartbeat = shelves.heartbeat()
    heartbeat.appear("one")
    assert heartbeat.beat("one")
    with heartbeat.claim(("one",)):
        pass
    assert not heartbeat.beat("one")
    assert heartbeat.beats() == {}


def test_a_process_beats_for_itself_alone(shelves: Shelves, monkeypatch: pytest.MonkeyPatch) -> None:
    heartbeat = shelves.heartbeat()
    heartbeat.appear("one")
    monkeypatch.setattr(os, "getpid", lambda: -1)
    assert not heartbeat.beat("one"), "another process works under this id"
    assert not heartbeat.beat("never seen")


def test_a_claim_that_fails_leaves_the_dead_to_the_next(shelves: Shelves) -> None:
    heartbeat = shelves.heartbeat()
    heartbeat.appear("one")
    with pytest.raises(RuntimeError), heartbeat.claim(("one",)):
        raise RuntimeError
    assert set(heartbeat.beats()) == {"one"}


def test_what_goes_under_one_key_is_done_by_one_at_a_time(shelves: Shelves) -> None:
    order: list[str] = []

    def second() -> None:
        with shelves.database.alone("contact"):
            order.append("second")

    with shelves.database.alone("contact"):
        other = threading.Thread(target=second)
        other.start()
        other.join(0.3)
        order.append("first")
    other.join()
    assert order == ["first", "second"]


@pytest.mark.parametrize("where", ["/?host=/nowhere", "127.0.0.1:1/none"])
def test_a_postgresql_that_cannot_be_reached_counts_as_a_lost_connection(where: str) -> None:
    with closing(open_database(f"postgresql://nobody@{where}")) as database:
        with pytest.raises(StorageError) as caught, database.reading() as session:
            session.execute(text("SELECT 1"))
        assert was_away(caught.value)
        assert isinstance(caught.value.__cause__, DBAPIError)
        assert caught.value.__cause__.connection_invalidated, "DBOS, too, waits for it"


def test_a_fault_of_ours_is_no_database_that_was_away() -> None:
    assert not was_away(ValueError("a fault"))
