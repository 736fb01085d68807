from __future__ import annotations

import pytest

from lifecycle import attempts, link, reading, review
from lifecycle.intake import accept as accept_call
from models.call import CallDetails, Customer
from models.errors import InputError, StageError
from models.stages import Stage
from storage.shelves import Shelves
from tests.lifecycle.house import DECLINED, GRANTED, LIMITS, WAV, Queue, accept, staged

_LEE = "lee@example.com"


def test_the_machine_links_where_nobody_has(shelves: Shelves) -> None:
    call = accept(shelves).call
    assert link.link_matched(shelves, call.id, "contact_1").contact_id == "contact_1"
    assert link.link_matched(shelves, call.id, "contact_2").contact_id == "contact_1"


def test_a_person_wins_over_the_machine(shelves: Shelves) -> None:
    call = accept(shelves).call
    link.link_matched(shelves, call.id, "contact_1")
    link.link_contact(shelves, call.id, "contact_2", by=_LEE)
    assert link.link_matched(shelves, call.id, "contact_1").contact_id == "contact_2"
    event = reading.dossier(shelves, call.id).events[-1]
    assert (event.kind, event.by) == ("linked", _LEE)


def test_a_wish_for_a_new_contact_is_not_answered_by_a_match(shelves: Shelves) -> None:
    call = staged(shelves, linked=False)
    link.link_contact(shelves, call.id, name="Dana Reed", by=_LEE)
    assert link.link_matched(shelves, call.id, "contact_1").contact_id is None
    wish = link.wished_contact(shelves, call.id)
    assert wish is not None
    assert wish.name == "Dana Reed"
    review.decide(shelves, call.id, (), accept_rest=True, by=_LEE, enqueue=Queue())
    assert link.link_matched(shelves, call.id, "contact_new").contact_id == "contact_new"


def test_a_new_contact_is_named_by_what_is_known_of_the_customer(shelves: Shelves) -> None:
    details = CallDetails(customer=Customer(phone="+442071838750", email="dana@northwind.example"))
    call = accept_call(
        shelves, details, GRANTED, audio=[WAV], transcript=None, limits=LIMITS, enqueue=Queue()
    ).call
    assert link.wished_contact(shelves, call.id) is None
    link.link_contact(shelves, call.id, by=_LEE)
    assert link.wished_contact(shelves, call.id) == link.WishedContact(
        name="dana@northwind.example", phone="+442071838750", email="dana@northwind.example"
    )


def test_a_link_takes_back_the_wish(shelves: Shelves) -> None:
    call = accept(shelves).call
    link.link_contact(shelves, call.id, name="Dana Reed", by=_LEE)
    link.link_contact(shelves, call.id, "contact_1", by=_LEE)
    assert link.wished_contact(shelves, call.id) is None


@pytest.mark.parametrize(("contact_id", "by"), [("", _LEE), ("contact_1", " ")])
def test_a_link_needs_a_contact_and_a_person(shelves: Shelves, contact_id: str, by: str) -> None:
    call = accept(shelves).call
    with pytest.raises(InputError):
        link.link_contact(shelves, call.id, contact_id, by=by)


def test_the_contact_of_an_ended_call_stays(shelves: Shelves) -> None:
    call = accept(shelves, consent=DECLINED).call
    with pytest.raises(StageError):
        link.link_contact(shelves, call.id, "contact_1", by=_LEE)


def test_a_settlement_that_failed_for_its_contact_is_handed_over_again(shelves: Shelves) -> None:
    queue = Queue()
    call = staged(shelves)
    review.decide(shelves, call.id, (), accept_rest=True, by=_LEE, enqueue=queue)
    with pytest.raises(StageError, match="being written"):
        link.link_contact(shelves, call.id, "contact_2", by=_LEE, enqueue=queue)
    attempts.fail(
        shelves,
        call.id,
        "settle",
        1,
        step="write",
        code="crm.contact_not_found",
        message="Gone.",
        retryable=False,
    )
    linked = link.link_contact(shelves, call.id, "contact_2", by=_LEE, enqueue=queue)
    assert (linked.contact_id, linked.stage) == ("contact_2", Stage.IN_REVIEW)
    assert queue.work == [(call.id, "settle", 1), (call.id, "settle", 2)]
