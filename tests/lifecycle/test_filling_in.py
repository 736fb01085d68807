"""A known call that comes in again: what it lacks is filled in, what it has stays."""

from __future__ import annotations

from lifecycle import intake, reading, review
from models.call import Call, CallDetails, Consent, Customer
from storage.shelves import Shelves
from tests.lifecycle.house import DECLINED, GRANTED, LIMITS, WAV, Queue, staged

_BARE = CallDetails()
_TOLD = CallDetails(agent="sam@example.com", team="support", customer=Customer(phone="+12125550142"))


def _submit(shelves: Shelves, details: CallDetails, consent: Consent = GRANTED) -> Call:
    return intake.accept(
        shelves, details, consent, audio=(WAV,), transcript=None, limits=LIMITS, enqueue=Queue()
    ).call


def _filled(shelves: Shelves, call_id: str) -> list[str | None]:
    return [event.why for event in reading.dossier(shelves, call_id).events if event.kind == "filled_in"]


def test_what_a_known_call_lacks_is_filled_in_once_and_an_event_is_kept(shelves: Shelves) -> None:
    first = _submit(shelves, _BARE)
    for _ in range(2):
        again = _submit(shelves, _TOLD)
        assert again.id == first.id
        assert (again.details.agent, again.details.team) == ("sam@example.com", "support")
        assert again.details.customer == Customer(phone="+12125550142")
    assert _filled(shelves, first.id) == ["agent, team, customer"]


def test_what_a_known_call_has_is_never_overwritten(shelves: Shelves) -> None:
    first = _submit(shelves, _TOLD)
    other = CallDetails(agent="lee@example.com", team="sales", customer=Customer(email="dana@example.com"))
    again = _submit(shelves, other)
    assert again.details == first.details
    assert _filled(shelves, first.id) == []


def test_a_staged_call_is_filled_in_and_a_decided_one_is_not(shelves: Shelves) -> None:
    call = staged(shelves)  # it has an agent, and neither team nor customer
    assert _submit(shelves, CallDetails(team="support")).details.team == "support"
    review.decide(shelves, call.id, (), accept_rest=True, by="lee@example.com", enqueue=Queue())
    after = _submit(shelves, _TOLD)
    assert after.id == call.id
    assert after.details.customer == Customer()
    assert _filled(shelves, call.id) == ["team"]


def test_a_decline_takes_over_nothing_of_the_customer(shelves: Shelves) -> None:
    first = _submit(shelves, _BARE)
    declined = _submit(shelves, _TOLD, DECLINED)
    assert declined.id == first.id
    assert declined.details.customer == Customer()
