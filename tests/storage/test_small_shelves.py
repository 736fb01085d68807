"""Pieces, hook events and heartbeats: what is kept, found again, and kept apart."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from models.call import CallDetails, Consent
from models.errors import InputError
from storage.database import Session, TakenError
from storage.master_key import MasterKey
from storage.shelves import Shelves
from storage.tables import CallRow, PieceRow

_NOW = datetime(2026, 11, 20, 9, 30, tzinfo=UTC)


def _call(session: Session, call_id: str) -> None:
    session.add(
        CallRow(
            id=call_id,
            stage="queued",
            stage_at=_NOW,
            received_at=_NOW,
            agent_channel=CallDetails().agent_channel,
            consent_status=Consent().status,
        )
    )


@pytest.fixture
def with_call(shelves: Shelves) -> Shelves:
    with shelves.database.transaction() as session:
        _call(session, "call_1")
        _call(session, "call_2")
    return shelves


def test_a_piece_is_found_again_and_replaced(with_call: Shelves) -> None:
    pieces = with_call.pieces("call_1")
    assert pieces.get("left:0") is None
    pieces.put("left:0", '{"words": ["hello"]}')
    pieces.put("left:0", '{"words": ["good morning"]}')
    assert pieces.get("left:0") == '{"words": ["good morning"]}'
    assert with_call.pieces("call_2").get("left:0") is None


def test_a_piece_cannot_be_read_in_the_database(with_call: Shelves) -> None:
    with_call.pieces("call_1").put("left:0", "my card number is four one one one")
    with with_call.database.reading() as session:
        sealed = session.get_one(PieceRow, ("call_1", "left:0")).sealed
    assert b"card" not in sealed


def test_a_piece_moved_to_another_call_or_key_is_not_believed(with_call: Shelves) -> None:
    with_call.pieces("call_1").put("left:0", "words")
    with with_call.database.transaction() as session:
        sealed = session.get_one(PieceRow, ("call_1", "left:0")).sealed
        session.add(PieceRow(call_id="call_2", key="left:0", sealed=sealed, kept_at=_NOW))
        session.add(PieceRow(call_id="call_1", key="left:1", sealed=sealed, kept_at=_NOW))
    assert with_call.pieces("call_2").get("left:0") is None
    assert with_call.pieces("call_1").get("left:1") is None


def test_a_piece_of_another_key_is_simply_not_there(with_call: Shelves) -> None:
    with_call.pieces("call_1").put("left:0", "words")
    other = replace(with_call, database=replace(with_call.database, key=MasterKey(bytes(32))))
    assert other.pieces("call_1").get("left:0") is None


def test_an_event_is_stored_once_by_the_senders_id(shelves: Shelves) -> None:
    events = shelves.hook_events()
    first = events.store("generic", "evt_1", "{}")
    assert not first.already_there
    again = events.store("generic", "evt_1", '{"other": true}')
    assert (again.already_there, again.body) == (True, "{}")
    assert not events.store("other", "evt_1", "{}").already_there
    assert [event.event_id for event in events.unhandled()] == ["evt_1", "evt_1"]


def test_what_became_of_an_event_is_kept(shelves: Shelves) -> None:
    events = shelves.hook_events()
    failed = InputError("The event names no call.")
    for _ in range(2):
        events.failed(events.first("generic", "evt_1", "{}"), failed)
        events.handled(events.first("generic", "evt_2", "{}"), call=None)
    assert events.read("generic", "evt_1").code == "input.invalid"
    assert events.read("generic", "evt_2").state == "handled"
    assert events.unhandled() == ()


def test_of_an_event_that_two_took_at_once_the_second_one_is_told(shelves: Shelves) -> None:
    events = shelves.hook_events()
    first, second = (events.first("generic", "evt_1", body) for body in ("{}", "[]"))
    events.handled(first, call=None)
    with pytest.raises(TakenError):
        events.handled(second, call=None)
    assert events.first("generic", "evt_1", "[]").already_there


def test_a_silent_worker_is_told_from_one_that_ended_in_order(shelves: Shelves) -> None:
    now = _NOW
    heartbeat = replace(shelves.heartbeat(), clock=lambda: now)
    for worker in ("silent", "stopped", "alive"):
        heartbeat.appear(worker)
    heartbeat.stop("stopped")
    now = _NOW + timedelta(seconds=60)
    assert heartbeat.beat("alive")
    assert [worker.id for worker in heartbeat.dead(silent_s=30)] == ["silent"]
    assert [worker.id for worker in heartbeat.alive(within_s=30)] == ["alive"]


def test_a_worker_that_comes_back_is_alive_again(shelves: Shelves) -> None:
    heartbeat = shelves.heartbeat()
    heartbeat.appear("w")
    heartbeat.stop("w")
    assert heartbeat.alive(within_s=30) == ()
    heartbeat.appear("w")
    assert [worker.id for worker in heartbeat.alive(within_s=30)] == ["w"]
