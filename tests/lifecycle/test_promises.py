"""Confirmed promises have rows that are true at every moment, and people's acts on them are kept."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import suppress
from datetime import date, datetime, timedelta
from pathlib import Path
from typing import Any
from uuid import uuid4

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import select

from lifecycle import cancel, consent, drafts, erase, link, promises_due, reading, review
from lifecycle.correct_speakers import correct_speakers
from lifecycle.make_again import make_again
from lifecycle.promise_value import PromiseDetail
from lifecycle.promises import ActKind, PromiseAct, act_on_promise
from lifecycle.promises_due import PromiseDue, tell_due
from lifecycle.take_back import take_back
from models.access import Actor
from models.corrections import SwapRoles
from models.errors import CallNotesError, DecidedMeanwhileError, InputError, ItemNotFoundError, StageError
from models.promises import Proof
from models.review import Decision
from storage.database import Session
from storage.promise_projection import bring_up_to_date, rebuild
from storage.promise_rows import words_of
from storage.shelves import Shelves, open_shelves
from storage.tables import ProjectionRow, PromiseChangeRow, PromiseNoticeRow, PromiseRow
from tests.databases import with_tables
from tests.lifecycle.house import DECLINED, NOW, Queue
from tests.lifecycle.promised import FRIDAY, MONDAY, SAM, promised, promising_notes

LEE = "lee@example.com"
KEPT = PromiseAct(kind="kept", proof=Proof(kind="note", words="Called on Thursday"))
WHY = "The customer asked for it"


@pytest.fixture
def shelves(tmp_path: Path, database_url: str | None) -> Iterator[Shelves]:
    with open_shelves(with_tables(tmp_path / "s"), database_url=database_url, clock=lambda: NOW) as opened:
        yield opened


@pytest.fixture
def house(tmp_path: Path) -> Iterator[Shelves]:
    with open_shelves(with_tables(tmp_path / "house"), clock=lambda: NOW) as opened:
        promised(opened)
        yield opened


def rows(shelves: Shelves) -> dict[tuple[str, str], dict[str, Any]]:
    with shelves.database.reading() as session:
        return {
            (row.call_id, row.item_id): {
                **{column.name: getattr(row, column.name) for column in PromiseRow.__table__.columns},
                **words_of(session, row).model_dump(),
                "sealed": None,
            }
            for row in session.scalars(select(PromiseRow))
        }


def act(
    shelves: Shelves,
    call_id: str,
    kind: ActKind,
    item: str = "p1",
    seen: int | None = None,
    **more: Any,  # noqa: ANN401 - any field of the act
) -> PromiseDetail:
    return act_on_promise(shelves, call_id, item, PromiseAct(kind=kind, why=WHY, **more), by=LEE, seen=seen)


def test_only_what_is_confirmed_in_full_has_a_row_and_the_same_promise_has_one(shelves: Shelves) -> None:
    call = promised(shelves, decided=False)
    yes = Decision(item_id="p1", verdict="edit", text="Call back at noon", by=SAM, at=NOW)
    review.decide(shelves, call.id, (yes,), by=SAM, enqueue=Queue())
    assert rows(shelves) == {}
    no = Decision(item_id="f2", verdict="reject", by=SAM, at=NOW)
    review.decide(shelves, call.id, (no,), accept_rest=True, by=SAM, enqueue=Queue())
    found = rows(shelves)
    assert sorted(item for _, item in found) == ["p1", "p2"]
    ours, theirs = found[call.id, "p1"], found[call.id, "p2"]
    assert (ours["text"], ours["side"], ours["owner"], ours["due_on"]) == (
        "Call back at noon",
        "ours",
        SAM,
        None,
    )
    assert (theirs["owner"], theirs["owner_name"], theirs["due_time"]) == (SAM, "Dana", "10:00")
    assert theirs["due_at"] == datetime.fromisoformat("2026-11-30T10:00:00+00:00")
    assert (theirs["contact_id"], theirs["team"], theirs["state"]) == ("contact_1", "north", "open")


def test_a_promise_takes_the_due_date_of_its_follow_up_and_what_was_taken_back_is_none(
    shelves: Shelves,
) -> None:
    call = promised(shelves)
    found = rows(shelves)
    assert sorted(item for _, item in found) == ["f2", "p1", "p2"]
    assert (found[call.id, "p1"]["due_on"], found[call.id, "p1"]["follow_up_id"]) == ("2026-11-27", "f1")
    assert found[call.id, "p1"]["due_at"] == datetime.fromisoformat("2026-11-28T00:00:00+00:00")


def test_what_people_do_is_kept_with_its_reason_and_can_be_undone(shelves: Shelves) -> None:
    call = promised(shelves)
    act(shelves, call.id, "postponed", due_on=MONDAY, due_time="09:00")
    act(shelves, call.id, "reassigned", owner=" Lee@Example.com ")
    found = act_on_promise(shelves, call.id, "p1", KEPT, by=LEE)
    assert (found.promise.state, found.promise.owner, found.promise.due_on) == ("kept", LEE, "2026-11-30")
    assert [(one.kind, one.by) for one in found.changes] == [
        ("postponed", LEE), ("reassigned", LEE), ("kept", LEE)
    ]  # fmt: skip
    assert found.changes[2].proof == Proof(kind="note", words="Called on Thursday")
    with pytest.raises(StageError, match="kept"):
        act(shelves, call.id, "broken")
    assert act(shelves, call.id, "undone").promise.state == "open"
    assert act(shelves, call.id, "undone").promise.owner == SAM
    assert act(shelves, call.id, "undone").promise.due_on == "2026-11-27"
    with pytest.raises(StageError, match="Nothing was done"):
        act(shelves, call.id, "undone")
    assert act(shelves, call.id, "cancelled").promise.standing == "cancelled"
    assert act(shelves, call.id, "reopened").promise.standing == "open"


def test_the_second_to_act_sees_the_first_and_changes_nothing(shelves: Shelves) -> None:
    call = promised(shelves)
    act(shelves, call.id, "broken", seen=0)
    with pytest.raises(DecidedMeanwhileError):
        act_on_promise(shelves, call.id, "p1", KEPT, by=SAM, seen=0)
    assert rows(shelves)[call.id, "p1"]["state"] == "broken"


@pytest.mark.parametrize(
    ("wish", "says"),
    [
        (PromiseAct(kind="kept"), "something that shows it"),
        (PromiseAct(kind="kept", proof=Proof(kind="call", ref="call_none")), "No call that you see"),
        (PromiseAct(kind="broken"), "say why"),
        (PromiseAct(kind="postponed", why=WHY), "new day"),
        (PromiseAct(kind="postponed", why=WHY, due_on=MONDAY, due_time="ten"), "hours and minutes"),
        (PromiseAct(kind="reassigned", owner="Lee"), "e-mail address"),
        (PromiseAct(kind="cancelled", why="x" * 2001), "at most 2000"),
    ],
)
def test_what_is_missing_is_said_and_nothing_is_kept(house: Shelves, wish: PromiseAct, says: str) -> None:
    (call_id, item_id), *_ = sorted(rows(house))
    with pytest.raises(InputError, match=says):
        act_on_promise(house, call_id, item_id, wish, by=LEE)
    assert rows(house)[call_id, item_id]["revision"] == 0


def test_an_unseen_promise_is_as_if_it_were_not_there_until_it_is_given_to_the_person(house: Shelves) -> None:
    (call_id, _), *_ = sorted(rows(house))
    lee = Actor(name=LEE, role="agent")
    with pytest.raises(ItemNotFoundError):
        act_on_promise(house, call_id, "p1", KEPT, by=LEE, actor=lee)
    act_on_promise(
        house,
        call_id,
        "p1",
        PromiseAct(kind="reassigned", owner=LEE),
        by=SAM,
        actor=Actor(name=SAM, role="agent"),
    )
    assert act_on_promise(house, call_id, "p1", KEPT, by=LEE, actor=lee).promise.state == "kept"
    entries = [(one.actor, one.action) for one in house.audit().entries(call_id=call_id)]
    assert entries == [(LEE, "marked_a_promise_kept"), (SAM, "reassigned_a_promise")]


class Told:
    """Keeps what was told in the transaction in which it was taken, as an outbox does."""

    def __init__(self) -> None:
        self.found: list[PromiseDue] = []
        self.fails = False

    def __call__(self, session: Session, one: PromiseDue) -> None:
        if self.fails:
            raise StageError("the outbox is full")
        self.found.append(one)


def test_each_notice_is_told_once_and_what_was_slept_through_is_told_as_it_stands(
    tmp_path: Path, database_url: str | None
) -> None:
    moment, told = [NOW], Told()
    with open_shelves(
        with_tables(tmp_path / "h"), database_url=database_url, clock=lambda: moment[0]
    ) as shelves:
        call = promised(shelves)
        assert tell_due(shelves, told) == 0
        moment[0] = datetime.fromisoformat("2026-11-26T08:00:00+00:00")
        told.fails = True
        with pytest.raises(StageError):
            tell_due(shelves, told)
        told.fails = False
        assert (tell_due(shelves, told), tell_due(shelves, told)) == (2, 0)
        assert {(one.item_id, one.notice) for one in told.found} == {("f2", "soon"), ("p1", "soon")}
        act(shelves, call.id, "postponed", item="f2", due_on=MONDAY)
        moment[0] += timedelta(days=4, hours=3)
        told.found.clear()
        tell_due(shelves, told)
        assert {(one.item_id, one.notice) for one in told.found} == {
            ("f2", "due"), ("p1", "overdue"), ("p2", "overdue")
        }  # fmt: skip
        act(shelves, call.id, "cancelled", item="f2")
        moment[0] += timedelta(days=30)
        assert tell_due(shelves, told) == 0


def test_an_erased_call_leaves_no_promise_and_the_certificate_says_so(house: Shelves) -> None:
    (call_id, _), *_ = sorted(rows(house))
    act(house, call_id, "cancelled")
    review.mark_settled(house, call_id)
    sealed = erase.erase(house, call_id, by=LEE, reason="asked by letter", enqueue=Queue())
    assert rows(house) == {}
    with house.database.reading() as session:
        assert session.scalars(select(PromiseChangeRow)).all() == []
    gone = {(one.what, one.count) for one in sealed.certificate.went}
    assert gone >= {("confirmed promises", 3), ("changes of promises", 1)}


def test_nobody_is_told_of_what_was_overdue_long_before(tmp_path: Path) -> None:
    with open_shelves(tmp_path / "h", clock=lambda: NOW) as shelves:
        promised(shelves, due=date(2026, 10, 1))
        told = Told()
        tell_due(shelves, told)
        assert told.found == []
        with shelves.database.reading() as session:
            assert len(session.scalars(select(PromiseNoticeRow)).all()) == 2


def test_rows_of_calls_from_before_are_made_at_the_start_and_after_a_kill_the_rest(house: Shelves) -> None:
    for number in range(1, 4):
        promised(house, number)
    before = rows(house)
    with house.database.transaction() as session:
        for row in session.scalars(select(PromiseRow)):
            session.delete(row)
        known = session.get(ProjectionRow, "promises")
        assert known is not None
        known.done_to = sorted(before)[2][0]  # killed behind the first call
    assert bring_up_to_date(house.database, house.zone) == 3
    assert rows(house) == {key: row for key, row in before.items() if key[0] != sorted(before)[2][0]}
    assert rebuild(house.database, house.zone) == 4
    assert rows(house) == before
    assert bring_up_to_date(house.database, house.zone) == 0


_ACTS: dict[str, Callable[[Shelves, str, str], object]] = {
    "accept rest": lambda house, call, item: review.decide(
        house, call, (), accept_rest=True, by=SAM, enqueue=Queue()
    ),
    "reject one": lambda house, call, item: review.decide(
        house, call, (Decision(item_id=item, verdict="reject", by=SAM, at=NOW),), by=SAM, enqueue=Queue()
    ),
    "edit one": lambda house, call, item: review.decide(
        house,
        call,
        (Decision(item_id=item, verdict="edit", text=f"Otherwise {uuid4()}", by=SAM, at=NOW),),
        by=SAM,
        enqueue=Queue(),
    ),
    "take back": lambda house, call, item: take_back(house, call, by=SAM),
    "link": lambda house, call, item: link.link_contact(house, call, f"contact_{item}", by=SAM),
    "match": lambda house, call, item: link.link_matched(house, call, "contact_9"),
    "settle": lambda house, call, item: review.mark_settled(house, call),
    "withdraw": lambda house, call, item: consent.record(house, call, DECLINED, enqueue=Queue()),
    "cancel": lambda house, call, item: cancel.cancel(house, call),
    "make again": lambda house, call, item: make_again(
        house, call, decide_anew=True, by=SAM, enqueue=Queue()
    ),
    "correct": lambda house, call, item: correct_speakers(
        house, call, (SwapRoles(kind="swap"),), by=SAM, enqueue=Queue(), decide_anew=True
    ),
    "note anew": lambda house, call, item: drafts.store_notes(
        house, promising_notes(call, due=MONDAY if item == "p1" else FRIDAY)
    ),
    "stage": lambda house, call, item: drafts.mark_staged(house, call),
    "kept": lambda house, call, item: act_on_promise(house, call, item, KEPT, by=LEE),
    "postponed": lambda house, call, item: act(house, call, "postponed", item, due_on=MONDAY),
    "reassigned": lambda house, call, item: act(house, call, "reassigned", item, owner=LEE),
    "cancelled": lambda house, call, item: act(house, call, "cancelled", item),
    "reopened": lambda house, call, item: act(house, call, "reopened", item),
    "undone": lambda house, call, item: act(house, call, "undone", item),
    "tell": lambda house, call, item: promises_due.tell_due(house, lambda _session, _one: None),
}
_STEPS = st.lists(
    st.tuples(st.sampled_from(sorted(_ACTS)), st.sampled_from(["p1", "p2", "f1", "f2"])), max_size=14
)


def _holds_through(house: Shelves, steps: list[tuple[str, str]], moment: list[datetime]) -> None:
    call = promised(house)
    for word, item in steps:
        with suppress(CallNotesError):
            _ACTS[word](house, call.id, item)
        moment[0] += timedelta(hours=5) if word == "tell" else timedelta(seconds=1)
        before = rows(house)
        rebuild(house.database, house.zone)
        assert rows(house) == before, word
    counting = reading.call(house, call.id).stage.value in {"in_review", "settled"}
    assert counting or not [key for key in rows(house) if key[0] == call.id]
    if reading.call(house, call.id).stage.value == "declined":
        with house.database.reading() as session:
            assert not session.scalars(
                select(PromiseChangeRow).where(PromiseChangeRow.call_id == call.id)
            ).all()


def _house_of(folder: Path, steps: list[tuple[str, str]]) -> None:
    moment = [NOW]
    with open_shelves(
        with_tables(folder / str(uuid4())), clock=lambda: moment[0], undo=timedelta(minutes=2)
    ) as house:
        _holds_through(house, steps, moment)


@settings(max_examples=8, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(steps=_STEPS)
def test_after_every_act_the_rows_are_those_that_would_be_made_anew(
    tmp_path: Path, steps: list[tuple[str, str]]
) -> None:
    _house_of(tmp_path, steps)


@pytest.mark.soak
@pytest.mark.timeout(1800)
@settings(max_examples=200, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(steps=_STEPS)
def test_after_every_act_of_many_the_rows_are_those_that_would_be_made_anew(
    tmp_path: Path, steps: list[tuple[str, str]]
) -> None:
    _house_of(tmp_path, steps)
