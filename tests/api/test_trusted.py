"""Trust is given and withdrawn at the right counts, by rulings alone, and is told; what it spares people."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import timedelta

import pytest

from lifecycle import erase, outgoing, samples, trusted
from lifecycle.digest import digest_of
from lifecycle.trusted import to_be_named
from models.access import Actor
from models.notes import CallNotes
from models.samples import ItemByItem
from storage import drafts
from storage.accounts import Account
from storage.tables import OutgoingEventRow
from tests.api.calls import staged_call
from tests.api.house import NOW, House
from tests.api.test_people_pages import enter
from tests.lifecycle.judged import sample_of

FAY = Actor(name="fay@example.com", role="auditor")
EVE = Actor(name="eve@example.com", role="admin")
ACCOUNT = Account(id="fay", email="fay@example.com", role="auditor", made_at=NOW)


def judged(house: House, call_id: str, rulings: Sequence[bool], *, last: bool) -> None:
    """Finish a sample of promises of this call; the last ruling is given as an auditor gives it."""
    house.pass_time(timedelta(minutes=1))
    name = sample_of(house.doors.shelves, call_id, (*rulings, None))
    ruling = "right" if last else "not_said"
    samples.judge(house.doors.shelves, name, len(rulings) + 1, ruling, actor=FAY)


def is_trusted(house: House) -> bool:
    return any(one.trusted for one in trusted.trust_in_effect(house.doors.shelves))


def test_trust_is_given_at_80_of_80_withdrawn_at_80_of_81_and_given_again_at_109_of_110(house: House) -> None:
    shelves, call_id = house.doors.shelves, staged_call(house)
    told = outgoing.add(
        shelves, name="desk", url="https://example.com/h", events=("trust.given", "trust.withdrawn"),
        with_items=False, private_hosts=(), actor=EVE,
    )  # fmt: skip
    assert told
    judged(house, call_id, [True] * 78, last=True)
    assert not is_trusted(house)
    judged(house, call_id, [], last=True)
    assert is_trusted(house)
    judged(house, call_id, [], last=False)
    (fallen,) = trusted.trust_in_effect(shelves)
    assert (fallen.trusted, fallen.right, fallen.judged) == (False, 80, 81)
    assert fallen.why.startswith("80 of the newest 81 judged items were right, so at least 93.33% are")
    mail = digest_of(shelves, ACCOUNT, day=NOW.date(), zone=house.doors.zone, public_url=None)
    assert mail is not None
    assert f"was withdrawn on 20 Nov: {fallen.why}" in mail.text
    judged(house, call_id, [True] * 27, last=True)
    assert not is_trusted(house), "108 of 109"
    judged(house, call_id, [], last=True)
    assert is_trusted(house), "109 of 110"
    lines = [one for one in shelves.audit().entries() if one.action in {"gave_trust", "withdrew_trust"}]
    assert [one.action for one in reversed(lines)] == ["gave_trust", "withdrew_trust", "gave_trust"]
    assert lines[-1].detail == "promise, general: 80 of 80 (rules, rules, 1)"
    with shelves.database.reading() as session:
        events = [(one.kind, one.call_id) for one in session.query(OutgoingEventRow)]
    assert events == [("trust.given", None), ("trust.withdrawn", None), ("trust.given", None)]


def test_trust_ends_by_the_clock_where_the_cases_went_with_their_calls(house: House) -> None:
    shelves, call_id = house.doors.shelves, staged_call(house)
    judged(house, call_id, [True] * 79, last=True)
    assert trusted.review_trust_now(shelves) == ()
    erase.erase(shelves, call_id, by="eve@example.com", reason="asked", enqueue=house.doors.enqueue)
    (ended,) = trusted.review_trust_now(shelves)
    assert (ended.trusted, ended.judged) == (False, 0)
    assert ended.why.startswith("0 of at least 80 judged items are there")


@pytest.mark.parametrize(("risk", "of_calls"), [("high", "high_risk"), ("low", "every_call")])
def test_what_is_not_trusted_is_named_one_by_one(house: House, risk: str, of_calls: str) -> None:
    shelves, call_id = house.doors.shelves, staged_call(house)
    with shelves.database.reading() as session:
        stored = drafts.notes(session, call_id)
        assert stored is not None
        notes = CallNotes.model_validate({**stored[1].model_dump(), "risk": risk})
        assert to_be_named(session, notes, of_calls) == {"p1"}  # type: ignore[arg-type]  # one of the two
        assert to_be_named(session, stored[1], "high_risk") == frozenset(), "of an everyday call none"
    judged(house, call_id, [True] * 79, last=True)
    with shelves.database.reading() as session:
        assert to_be_named(session, notes, of_calls) == frozenset()  # type: ignore[arg-type]
        other = notes.model_copy(update={"category": "billing"})
        assert to_be_named(session, other, of_calls) == {"p1"}  # type: ignore[arg-type]


@pytest.mark.parametrize("of_calls", ["high_risk", "every_call"])
def test_the_page_says_what_holds_without_trust_once_and_by_the_setting(
    house: House, of_calls: ItemByItem
) -> None:
    object.__setattr__(house.doors.shelves, "item_by_item", of_calls)
    enter(house, "eve@example.com", "admin")
    fay = enter(house, "fay@example.com", "auditor")
    judged(house, staged_call(house), [True], last=True)
    page = fay.get("/samples").text
    assert "2 of at least 80 judged items are there." in page
    assert "is signed" not in page
    assert ("of a call of high risk is accepted by itself" in page) is (of_calls == "high_risk")
    assert ("of every call" in page) is (of_calls == "every_call")
    assert "2 von mindestens 80" in fay.get("/samples", headers={"accept-language": "de"}).text
