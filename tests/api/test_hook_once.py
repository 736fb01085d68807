"""An event of a hook and the call that it becomes are written together, or neither is."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import func, select

from api.entry import HOOK, Entry
from api.v1.arriving import accept_metadata
from api.webhooks.once import handled_with, once
from lifecycle.new_call import NewCall
from models.call import Call
from storage.database import Session, TakenError
from storage.hook_events import HookEvent
from storage.tables import AuditRow, CallRow, HookEventRow
from tests.api.house import PROVEN, House, open_house


@pytest.fixture
def house(tmp_path: Path) -> Iterator[House]:
    with open_house(tmp_path) as opened:
        yield opened


def _entry(house: House) -> Entry:
    app: Any = house.client.app
    entry: Entry = app.state.entry
    return entry


def _rows(house: House) -> tuple[int, int, int]:
    with house.doors.shelves.database.reading() as session:
        tables = (CallRow, HookEventRow, AuditRow)
        calls, events, lines = (session.scalar(select(func.count()).select_from(one)) or 0 for one in tables)
    return calls, events, lines


def test_what_breaks_at_the_last_moment_leaves_no_call_and_keeps_the_event(house: House) -> None:
    events, before = house.doors.shelves.hook_events(), _rows(house)

    def become(event: HookEvent) -> None:
        writes = handled_with(_entry(house), event)

        def breaks(session: Session, call: Call) -> None:
            writes(session, call)
            raise ZeroDivisionError

        accept_metadata(_entry(house), HOOK, NewCall(**PROVEN), alongside=breaks)

    with pytest.raises(ZeroDivisionError):
        once(events, events.first("zoom", "msg_1", "{}"), become)
    assert _rows(house) == (before[0], before[1] + 1, before[2])
    assert [event.event_id for event in events.unhandled()] == ["msg_1"]


def test_two_that_take_an_event_at_once_make_one_call_and_one_is_told(house: House) -> None:
    events = house.doors.shelves.hook_events()
    first = second = events.first("zoom", "msg_1", "{}")

    def become(event: HookEvent) -> bool:
        if not event.already_there:
            accept_metadata(
                _entry(house), HOOK, NewCall(**PROVEN), alongside=handled_with(_entry(house), event)
            )
        return event.already_there

    assert once(events, first, become) is False
    assert once(events, second, become) is True, "it was taken meanwhile"
    assert _rows(house)[:2] == (1, 1)
    assert events.read("zoom", "msg_1").state == "handled"


def test_an_event_that_is_taken_again_and_again_is_told(house: House) -> None:
    def taken(_event: HookEvent) -> None:
        raise TakenError("It is there already; try again.")

    events = house.doors.shelves.hook_events()
    with pytest.raises(TakenError):
        once(events, events.first("zoom", "msg_1", "{}"), taken)
