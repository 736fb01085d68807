"""A call that cannot be opened, damaged or sealed with another master key, keeps no other one waiting."""

from __future__ import annotations

import pytest
from sqlalchemy import delete, select, update
from structlog.testing import capture_logs

from lifecycle import attempts
from lifecycle.fill_attention import fill_attention
from lifecycle.find import find_words
from lifecycle.promise_signs import note_signs, signs_for
from lifecycle.reading_texts import read_texts
from models.access import Actor
from models.crm_activity import CrmActivity
from models.found_texts import Among
from storage.shelves import Shelves
from storage.tables import AttentionRow, CallKeyRow
from tests.lifecycle.house import NOW
from tests.lifecycle.promised import SAM, promised

ACTOR = Actor(name=SAM, role="agent")
OF_THEM = 3


@pytest.mark.parametrize("closed", range(OF_THEM))
def test_the_others_are_read_and_it_is_once_it_opens_again(shelves: Shelves, closed: int) -> None:
    calls = [_waiting(shelves, number) for number in range(OF_THEM)]
    with shelves.database.transaction() as session:
        session.execute(delete(AttentionRow))
    key = _change_key(shelves, calls[closed], bytes(60))
    for _ in range(2):
        read_texts(shelves, "notes")
        fill_attention(shelves)
    others = set(calls) - {calls[closed]}
    assert (_found(shelves), _with_attention(shelves)) == (others, others)
    _change_key(shelves, calls[closed], key)
    assert (read_texts(shelves, "notes"), fill_attention(shelves)) == (1, 1)
    assert (_found(shelves), _with_attention(shelves)) == (set(calls), set(calls))


def test_where_none_opens_a_round_ends_soon_and_says_so(
    shelves: Shelves, monkeypatch: pytest.MonkeyPatch
) -> None:
    for number in range(OF_THEM):
        _change_key(shelves, _waiting(shelves, number), bytes(60))
    monkeypatch.setattr("lifecycle.reading_texts._MOST_CLOSED", OF_THEM - 1)
    with capture_logs() as logs:
        assert read_texts(shelves, "notes") == 0
    assert [one["calls"] for one in logs if one["event"] == "texts_not_read"] == [OF_THEM - 1]


@pytest.mark.parametrize("closed", range(OF_THEM))
def test_signs_for_the_others_are_kept(shelves: Shelves, closed: int) -> None:
    calls = [promised(shelves, number).id for number in range(OF_THEM)]
    _change_key(shelves, calls[closed], bytes(60))
    note = CrmActivity(
        kind="note", external_id="n1", text="I called back yesterday.", at=NOW.replace(year=2027)
    )
    assert note_signs(shelves, "contact_1", (note,)) == OF_THEM - 1
    told = [bool(signs_for(shelves, call, "p1", actor=ACTOR)) for call in calls]
    assert told == [number != closed for number in range(OF_THEM)]


def _waiting(shelves: Shelves, number: int) -> str:
    """Bring a call to where it waits for a decision, with no work under way."""
    call = promised(shelves, number, decided=False).id
    attempts.begin(shelves, call, "process", 1)
    attempts.succeed(shelves, call, "process", 1)
    return call


def _change_key(shelves: Shelves, call_id: str, wrapped: bytes) -> bytes:
    """Lay another key at the call, and return the one that was there."""
    with shelves.database.transaction() as session:
        before = session.get_one(CallKeyRow, call_id).wrapped
        session.execute(update(CallKeyRow).where(CallKeyRow.call_id == call_id).values(wrapped=wrapped))
    return before


def _found(shelves: Shelves) -> set[str]:
    hits = find_words(shelves, "papers", ACTOR, among=Among(), limit=50).hits
    return {one.found.call_id for one in hits}


def _with_attention(shelves: Shelves) -> set[str]:
    with shelves.database.reading() as session:
        return set(session.scalars(select(AttentionRow.call_id)))
