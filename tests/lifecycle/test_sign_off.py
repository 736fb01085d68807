"""What is confirmed on a call of high risk waits for a manager, whichever door it came through."""

from __future__ import annotations

import pytest
from sqlalchemy import delete

from lifecycle import drafts, link, reading, review
from lifecycle.sign_off import sign_off
from models.access import Actor, Role
from models.call import Call
from models.errors import SignOffNeededError, StageError
from models.notes import CallNotes, RaisedRisk, Risk
from models.review import Decision
from models.stages import Stage
from storage import accounts
from storage.database import Session
from storage.shelves import Shelves
from storage.tables import AccountRow, TeamMemberRow
from tests.lifecycle.house import NOW, Queue, accept, notes_of, transcript_of
from tests.lifecycle.judged import trust_all

AGENT, BOSS = "sam@example.com", "boss@example.com"
AT_THE_SHELL = Actor(name="root", door="command_line")


def _account(
    session: Session, email: str, role: Role, team: str | None = None, *, closed: bool = False
) -> None:
    session.add(
        AccountRow(
            id=email,
            email=email,
            role=role,
            password_hash="x",
            made_at=NOW,
            disabled_at=NOW if closed else None,
        )
    )
    session.flush()
    if team:
        session.add(TeamMemberRow(team=team, account_id=email))


@pytest.fixture(autouse=True)
def people(shelves: Shelves) -> None:
    with shelves.database.transaction() as session:
        _account(session, AGENT, "agent")
        _account(session, BOSS, "admin")
        accounts.give_grant(session, BOSS, "calls", by="test", at=NOW)
        _account(session, "gone@example.com", "admin", closed=True)
        _account(session, "stranger@example.com", "manager", "another team")


def _staged(
    shelves: Shelves, risk: Risk = "high", flags: tuple[str, ...] = (), *, trusted: bool = True
) -> Call:
    call = accept(shelves).call
    drafts.store_transcript(shelves, transcript_of(call.id))
    notes = notes_of(call.id)
    court = RaisedRisk(
        rule="legal", tier=risk, why="the customer speaks of a court", evidence=notes.promises[0].evidence
    )
    notes = notes.model_copy(update={"risk": risk, "raised": (court,)})
    fields = tuple(one.model_copy(update={"flags": flags}) for one in notes.fields)
    drafts.store_notes(shelves, CallNotes.model_validate({**dict(notes), "fields": fields}))
    drafts.mark_staged(shelves, call.id)
    link.link_matched(shelves, call.id, "contact_1")
    if trusted:
        trust_all(shelves, call.id)
    return call


def _accept_all(shelves: Shelves, call: Call, by: str = AGENT, actor: Actor | None = AT_THE_SHELL) -> Call:
    return review.decide(shelves, call.id, (), accept_rest=True, by=by, enqueue=Queue(), actor=actor)


def test_an_agents_yes_waits_and_a_managers_word_ends_the_waiting(shelves: Shelves) -> None:
    call, queue = _staged(shelves), Queue()
    waiting = _accept_all(shelves, call)
    assert waiting.stage is Stage.STAGED
    assert "waits for a manager" in (waiting.stage_why or "")
    after = sign_off(shelves, call.id, by=BOSS, enqueue=queue, actor=AT_THE_SHELL)
    assert (after.stage, queue.work) == (Stage.IN_REVIEW, [(call.id, "settle", 1)])
    dossier = reading.dossier(shelves, call.id)
    assert dossier.sign_off is not None
    assert (dossier.sign_off.by, dossier.sign_off.why) == (BOSS, "the customer speaks of a court")
    events = [event.kind for event in dossier.events]
    assert events.count("sign_off_needed") == events.count("signed_off") == 1
    assert {one.by for one in reading.decisions(shelves, call.id)} == {AGENT}, (
        "the decisions stay the agent's"
    )


def test_what_is_not_trusted_is_accepted_by_name_before_a_manager_signs(shelves: Shelves) -> None:
    call = _staged(shelves, trusted=False)
    for by in (AGENT, BOSS):
        left = _accept_all(shelves, call, by=by)
        assert (left.stage, left.stage_why) == (Stage.STAGED, None)
    assert reading.dossier(shelves, call.id).by_name == ("p1", "f1", "c1")
    named = tuple(
        Decision(item_id=one, verdict="accept", by=AGENT, at=NOW)
        for one in reading.dossier(shelves, call.id).by_name
    )
    waiting = review.decide(shelves, call.id, named, by=AGENT, enqueue=Queue(), actor=AT_THE_SHELL)
    assert "waits for a manager" in (waiting.stage_why or "")


@pytest.mark.parametrize("risk", ["low", "medium"])
def test_other_calls_need_no_sign_off(shelves: Shelves, risk: Risk) -> None:
    assert _accept_all(shelves, _staged(shelves, risk)).stage is Stage.IN_REVIEW


def test_a_manager_who_decides_the_last_item_signs_with_it(shelves: Shelves) -> None:
    assert _accept_all(shelves, _staged(shelves), by="Boss@Example.com").stage is Stage.IN_REVIEW
    assert [one.for_whom for one in shelves.audit().entries(action="signed_off")] == [BOSS]


@pytest.mark.parametrize("by", [AGENT, "nobody@example.com", "gone@example.com", "stranger@example.com"])
def test_who_is_no_manager_of_this_call_signs_nothing(shelves: Shelves, by: str) -> None:
    call = _staged(shelves)
    assert _accept_all(shelves, call, by=by).stage is Stage.STAGED
    for _ in range(2):
        with pytest.raises(SignOffNeededError):
            sign_off(shelves, call.id, by=by, enqueue=Queue(), actor=AT_THE_SHELL)
        with pytest.raises(SignOffNeededError):
            _accept_all(shelves, call, by=by)
    assert reading.call(shelves, call.id).stage is Stage.STAGED


def test_in_a_house_without_accounts_who_runs_the_command_line_signs_and_that_is_told(
    shelves: Shelves,
) -> None:
    with shelves.database.transaction() as session:
        session.execute(delete(TeamMemberRow))
        session.execute(delete(AccountRow))
    call = _staged(shelves)
    assert _accept_all(shelves, call).stage is Stage.STAGED, "a yes by the way signs nothing"
    with pytest.raises(SignOffNeededError):
        sign_off(shelves, call.id, by=BOSS, enqueue=Queue(), actor=Actor(name="hook", door="api_token"))
    assert sign_off(shelves, call.id, by=BOSS, enqueue=Queue(), actor=AT_THE_SHELL).stage is Stage.IN_REVIEW
    signed = reading.dossier(shelves, call.id).sign_off
    assert signed is not None
    assert (signed.why or "").endswith("signed at the command line, since there are no accounts here")


def test_a_machine_signs_nothing_whomever_it_names(shelves: Shelves) -> None:
    call = _staged(shelves)
    machine = Actor(name="hook", scopes=("calls:decide",), door="api_token")
    assert _accept_all(shelves, call, by=BOSS, actor=machine).stage is Stage.STAGED
    with pytest.raises(SignOffNeededError):
        sign_off(shelves, call.id, by=BOSS, enqueue=Queue(), actor=machine)


def test_who_is_signed_in_counts_on_a_page_and_not_whom_they_name(shelves: Shelves) -> None:
    call = _staged(shelves)
    assert _accept_all(shelves, call, by=BOSS, actor=Actor(name=AGENT, role="agent")).stage is Stage.STAGED


def test_one_more_decision_while_it_waits_signs_nothing_by_the_way(shelves: Shelves) -> None:
    call = _staged(shelves)
    _accept_all(shelves, call)
    edit = Decision(item_id="p1", verdict="edit", text="Call back on Friday", by=BOSS, at=NOW)
    after = review.decide(shelves, call.id, (edit,), by=BOSS, enqueue=Queue(), actor=AT_THE_SHELL)
    assert after.stage is Stage.STAGED


def test_what_is_rejected_whole_needs_no_sign_off(shelves: Shelves) -> None:
    call = _staged(shelves)
    after = review.decide(shelves, call.id, (), reject_rest=True, by=AGENT, enqueue=Queue())
    assert after.stage is Stage.IN_REVIEW


def test_there_is_nothing_to_sign_before_all_is_decided_or_where_the_risk_is_low(shelves: Shelves) -> None:
    call = _staged(shelves)
    with pytest.raises(StageError, match="still open"):
        sign_off(shelves, call.id, by=BOSS, enqueue=Queue(), actor=AT_THE_SHELL)


def test_a_field_to_be_confirmed_alone_is_not_accepted_with_the_rest(shelves: Shelves) -> None:
    call = _staged(shelves, "low", ("confirm_alone",))
    after = _accept_all(shelves, call)
    assert after.stage is Stage.STAGED
    assert {one.item_id for one in reading.decisions(shelves, call.id)} == {"p1", "f1"}
    alone = Decision(item_id="c1", verdict="accept", by=AGENT, at=NOW)
    assert review.decide(shelves, call.id, (alone,), by=AGENT, enqueue=Queue()).stage is Stage.IN_REVIEW


def test_the_rest_is_rejected_with_the_field_that_is_confirmed_alone(shelves: Shelves) -> None:
    call = _staged(shelves, "low", ("confirm_alone",))
    after = review.decide(shelves, call.id, (), reject_rest=True, by=AGENT, enqueue=Queue())
    assert after.stage is Stage.IN_REVIEW
