"""A note that a person edited in HubSpot keeps that text; only what says "unconfirmed" goes."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from crm_sync.adapters.hubspot.kept import shown, without_proposal
from crm_sync.adapters.hubspot.wording import as_html, as_text
from crm_sync.perform import perform
from crm_sync.plan_staging import plan_staging
from models.crm import PutNote
from models.errors import CrmBusyError
from tests.contracts.crm_adapter import NOTE, TASK
from tests.contracts.hubspot_world import HubSpotWorld, hubspot_world
from tests.crm_sync.example import CALL, NOTES, PARTY
from tests.in_memory_ledger import InMemoryLedger

PENDING = plan_staging(CALL, NOTES, party=PARTY)[0]


@pytest.fixture
def world() -> Iterator[HubSpotWorld]:
    with hubspot_world() as opened:
        yield opened


def _body(world: HubSpotWorld) -> str:
    (note,) = world.portal.records.everything("notes")
    return note.value("hs_note_body") or ""


def _edit(world: HubSpotWorld, text: str, *, source: str = "CRM_UI") -> None:
    (note,) = world.portal.records.everything("notes")
    world.portal.act_as_user(source=source).set("notes", note.id, hs_note_body=text)


@pytest.mark.parametrize(
    ("status", "left"), [("live", "Ours<br><p></p><p>He wants <b>two</b> machines</p>"), ("pending", None)]
)
def test_an_edited_note_keeps_the_persons_text(world: HubSpotWorld, status: str, left: str | None) -> None:
    ledger = InMemoryLedger()
    note = NOTE.model_copy(
        update={"body": "UNCONFIRMED - proposed by Call notes, not reviewed\n\nHe wants one"}
    )
    perform(note, adapter=world.adapter, ledger=ledger)
    theirs = (
        "<p>UNCONFIRMED - proposed by Call&nbsp;notes, not reviewed</p><p>He wants <b>two</b> machines</p>"
    )
    _edit(world, theirs)
    record = perform(
        note.model_copy(update={"body": "Ours\n\nOur text", "status": status}),
        adapter=world.adapter,
        ledger=ledger,
    )
    assert record.kept_text
    assert _body(world) == (left or theirs)


def test_a_rejected_note_goes_into_the_bin_as_the_person_left_it(world: HubSpotWorld) -> None:
    ledger = InMemoryLedger()
    perform(NOTE, adapter=world.adapter, ledger=ledger)
    _edit(world, "Only mine")
    rejected = NOTE.model_copy(update={"body": "REJECTED", "status": "rejected"})
    assert perform(rejected, adapter=world.adapter, ledger=ledger).kept_text
    assert _body(world) == "Only mine"
    assert [one.archived_at is not None for one in world.portal.records.everything("notes")] == [True]


def test_html_that_only_looks_different_is_no_edit(world: HubSpotWorld) -> None:
    ledger = InMemoryLedger()
    perform(NOTE.model_copy(update={"body": "One & two\nthree"}), adapter=world.adapter, ledger=ledger)
    _edit(world, "<div><p>One&nbsp;&amp; two</p><p>three<br></p></div>")
    record = perform(
        NOTE.model_copy(update={"body": "Ours", "status": "live"}), adapter=world.adapter, ledger=ledger
    )
    assert not record.kept_text
    assert _body(world) == "Ours"


def test_a_text_of_ours_whose_answer_was_lost_is_not_taken_for_a_persons(world: HubSpotWorld) -> None:
    ledger = InMemoryLedger()
    perform(NOTE, adapter=world.adapter, ledger=ledger)
    world.adapter.apply(NOTE.model_copy(update={"body": "written, and never told"}))
    record = perform(
        NOTE.model_copy(update={"body": "Ours", "status": "live"}), adapter=world.adapter, ledger=ledger
    )
    assert not record.kept_text
    assert _body(world) == "Ours"


def test_a_kept_text_says_once_who_confirmed_it(world: HubSpotWorld) -> None:
    ledger = InMemoryLedger()
    perform(NOTE, adapter=world.adapter, ledger=ledger)
    _edit(world, "Mine")
    live = NOTE.model_copy(
        update={"body": "Confirmed by <Lee>, today.\n\nOurs", "status": "live", "written": NOTE.body}
    )
    assert [world.adapter.apply(live).result for _ in range(2)] == ["applied", "already_applied"]
    assert _body(world) == "Confirmed by &lt;Lee&gt;, today.<br>Mine"


def test_a_persons_text_stays_when_it_is_confirmed_in_two_tries(world: HubSpotWorld) -> None:
    ledger = InMemoryLedger()
    perform(NOTE, adapter=world.adapter, ledger=ledger)
    _edit(world, f"{NOTE.body} and mine")
    live = NOTE.model_copy(update={"body": "Ours", "status": "live"})
    world.portal.faults.add("503", path="associations")
    with pytest.raises(CrmBusyError):
        perform(live, adapter=world.adapter, ledger=ledger)
    record = perform(live, adapter=world.adapter, ledger=ledger)
    assert record.kept_text
    assert _body(world).endswith("and mine")


def test_a_review_status_that_a_person_set_is_not_set_back_when_the_task_is_written_anew(
    world: HubSpotWorld,
) -> None:
    world.adapter.apply(TASK)
    (task,) = world.portal.records.everything("tasks")
    world.person.set("tasks", task.id, cn_review_status="confirmed")
    world.adapter.apply(TASK.model_copy(update={"body": "How to decide, anew"}))
    assert task.value("cn_review_status") == "confirmed"
    world.adapter.apply(TASK.model_copy(update={"status": "done", "verdict": "rejected"}))
    assert task.value("cn_review_status") == "rejected"


def test_what_a_person_did_with_a_follow_up_whose_answer_was_lost_is_not_undone(
    world: HubSpotWorld,
) -> None:
    follow_up = TASK.model_copy(update={"key": "call-1:fu:f1", "status": "live", "kind": "call"})
    ledger = InMemoryLedger()
    world.portal.faults.add("lost", method="POST", path="tasks$|batch/upsert")
    with pytest.raises(CrmBusyError):
        perform(follow_up, adapter=world.adapter, ledger=ledger)
    (task,) = world.portal.records.everything("tasks")
    world.person.set("tasks", task.id, hs_task_status="COMPLETED", hs_task_subject="Called him")
    edited = follow_up.model_copy(update={"body": "Another text of ours"})
    perform(edited, adapter=world.adapter, ledger=ledger)
    assert (task.value("hs_task_status"), task.value("hs_task_subject")) == ("COMPLETED", "Called him")
    assert task.value("hs_task_body") == "Another text of ours"


def test_of_a_whole_proposal_exactly_the_head_and_the_ways_go() -> None:
    assert isinstance(PENDING, PutNote)
    lines = PENDING.body.split("\n")
    left = without_proposal("<br>".join(lines), CALL.id, PENDING.body).split("<br>")
    gone = [line for line in lines if line not in left]
    assert gone[0].startswith("UNCONFIRMED")
    assert gone[1].startswith("How to decide.")
    assert all(CALL.id in line for line in gone[2:])
    assert len(gone) == 5


@pytest.mark.parametrize("typed", [" He called again", "<p>He called again</p>", "<b> He called again</b>"])
def test_what_a_person_typed_behind_the_last_line_of_ours_stays(typed: str) -> None:
    assert isinstance(PENDING, PutNote)
    theirs = as_html(PENDING.body) + typed
    left = as_text(without_proposal(theirs, CALL.id, PENDING.body))
    assert left.rstrip().endswith("He called again")
    assert "YOUR_EMAIL" not in left


@pytest.mark.parametrize(
    ("one", "other", "same"),
    [
        ("a<br>b", "<p>a</p>\n<p>b</p>", True),
        ("<b>a</b>", "<STRONG class='x'>a</STRONG>", True),
        ("a", "<b>a</b>", False),
        ("a &lt; b", "a < b", True),
        ("a", "a.", False),
        ('<a href="https://a">x</a>', '<a href="https://b">x</a>', False),
    ],
)
def test_two_texts_are_the_same_when_they_show_the_same(one: str, other: str, *, same: bool) -> None:
    assert (shown(one) == shown(other)) is same
