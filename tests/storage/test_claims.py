"""Which workers count as gone, and who may take over from them: one at a time."""

from __future__ import annotations

import pytest

from storage.database import was_away
from storage.shelves import Shelves


def test_a_claim_ends_the_dead_and_names_the_living(shelves: Shelves) -> None:
    heartbeat = shelves.heartbeat()
    for worker in ("one", "two"):
        heartbeat.beat(worker)
    with heartbeat.claim(("two",)) as living:
        assert living == {"one"}
    assert set(heartbeat.beats()) == {"one"}


def test_a_claim_that_fails_leaves_the_dead_to_the_next(shelves: Shelves) -> None:
    heartbeat = shelves.heartbeat()
    heartbeat.beat("one")
    with pytest.raises(RuntimeError), heartbeat.claim(("one",)):
        raise RuntimeError
    assert set(heartbeat.beats()) == {"one"}


def test_a_fault_of_ours_is_no_database_that_was_away() -> None:
    assert not was_away(ValueError("a fault"))
