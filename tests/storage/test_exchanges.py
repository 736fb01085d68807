"""What a model was asked is kept sealed, in order, and goes with its call."""

from __future__ import annotations

from sqlalchemy import select

from models.exchange import Exchange
from models.notes import Usage
from storage.shelves import Shelves
from storage.tables import ExchangeRow
from tests.lifecycle.house import accept

SAID = "we will send the green chairs"


def exchange(call_id: str, number: int = 1) -> Exchange:
    return Exchange(
        call_id=call_id, request=f'{{"messages": [], "n": {number}}}', answer=SAID, way="schema",
        cut_off=False, model="m", prompt_version="notes-2+1", usage=Usage(calls=1),
    )  # fmt: skip


def test_exchanges_are_kept_in_order_sealed_and_only_of_calls_that_are_there(shelves: Shelves) -> None:
    call_id = accept(shelves).call.id
    kept = shelves.exchanges()
    for number in (1, 2):
        kept.keep(exchange(call_id, number))
    kept.keep(exchange("no-such-call"))
    found = kept.of(call_id)
    assert [one.request[-2] for one in found] == ["1", "2"]
    assert all(one.answer == SAID and one.at is not None for one in found)
    with shelves.database.reading() as session:
        rows = session.scalars(select(ExchangeRow)).all()
    assert [row.call_id for row in rows] == [call_id, call_id]
    assert not any(SAID.encode() in row.sealed for row in rows)


def test_a_declined_call_keeps_no_exchange(shelves: Shelves) -> None:
    from lifecycle import consent
    from models.call import Consent

    call_id = accept(shelves).call.id
    shelves.exchanges().keep(exchange(call_id))
    declined = Consent(status="declined", by="dana@example.com", at=shelves.clock(), how="said no")
    accept(shelves, consent=declined)
    assert consent.gate(shelves, call_id).answer != "go"
    assert shelves.exchanges().of(call_id) == ()
