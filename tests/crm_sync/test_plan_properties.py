"""What holds for every plan, whatever a machine proposed and whatever people decided."""

from __future__ import annotations

import json
from datetime import time
from zoneinfo import ZoneInfo

from hypothesis import given
from hypothesis import strategies as st

from crm_sync.adapters.local import LocalAdapter
from crm_sync.banners import NO_CONTACT, PREVIEW, UNCONFIRMED
from crm_sync.one_line import one_line
from crm_sync.perform import perform
from crm_sync.plan_settlement import plan_settlement
from crm_sync.plan_staging import plan_staging
from models.call import Call
from models.crm import Operation, Party, PutNote, PutTask, SetContactField
from models.notes import CallNotes, FollowUp, Promise
from tests.in_memory_crm import InMemoryCrm
from tests.in_memory_ledger import InMemoryLedger
from tests.strategies import TRIED, call_notes, calls, decisions_on, mark_of, parties, zones

ZONE = ZoneInfo("Europe/Berlin")
_values = st.dictionaries(st.sampled_from(("jobtitle", "city")), st.none() | st.text(max_size=20))


def staged(call: Call, notes: CallNotes, party: Party | None) -> tuple[PutNote, PutTask]:
    note, task = plan_staging(call, notes, party=party, field_values={}, review_url=None, zone=ZONE)
    assert isinstance(note, PutNote)
    assert isinstance(task, PutTask)
    return note, task


def texts(operations: tuple[Operation, ...]) -> str:
    return "\n".join(json.dumps(op.model_dump(mode="json"), ensure_ascii=False) for op in operations)


# -- staging


@TRIED
@given(calls(), call_notes(), st.none() | parties(), _values, zones)
def test_staging_is_one_pending_note_and_one_review_task_and_nothing_else(
    call: Call, notes: CallNotes, party: Party | None, values: dict[str, str | None], zone: ZoneInfo
) -> None:
    plan = plan_staging(call, notes, party=party, field_values=values, review_url=None, zone=zone)
    assert [(op.op, op.key) for op in plan] == [
        ("put_note", f"{call.id}:note"),
        ("put_task", f"{call.id}:review"),
    ]
    note, task = plan
    assert isinstance(note, PutNote)
    assert isinstance(task, PutTask)
    assert (note.status, task.status, task.kind) == ("pending", "review", "review")
    assert task.owner == call.details.agent


@TRIED
@given(calls(), call_notes(), st.none() | parties())
def test_a_pending_note_says_first_that_nobody_confirmed_it(
    call: Call, notes: CallNotes, party: Party | None
) -> None:
    lines = staged(call, notes, party)[0].body.split("\n")
    assert lines[0] == UNCONFIRMED
    assert lines.count(UNCONFIRMED) == 1
    assert (PREVIEW in lines) == notes.preview
    assert any(line.startswith(NO_CONTACT) for line in lines) == (party is None)
    assert not any(line.startswith("Confirmed by") for line in lines)


@TRIED
@given(calls(), call_notes(), st.none() | parties())
def test_every_item_stands_once_in_the_pending_note_with_all_its_quotes(
    call: Call, notes: CallNotes, party: Party | None
) -> None:
    body = staged(call, notes, party)[0].body
    heads = [line.split(" ")[0] for line in body.split("\n") if line.startswith("[")]
    assert heads == [f"[{item.id}]" for item in notes.items()]
    for item in notes.items():
        for evidence in item.evidence:
            assert f'"{one_line(evidence.quote)}"' in body


@TRIED
@given(calls(), call_notes(), st.none() | parties())
def test_a_note_has_the_lines_that_we_wrote_and_no_others(
    call: Call, notes: CallNotes, party: Party | None
) -> None:
    body = staged(call, notes, party)[0].body
    assert body.split("\n") == body.splitlines()
    assert ("Nothing was promised." in body.split("\n")) == (not notes.promises)


@TRIED
@given(calls(), call_notes(), parties())
def test_a_plan_made_again_is_the_same_plan(call: Call, notes: CallNotes, party: Party) -> None:
    assert staged(call, notes, party) == staged(call, notes, party)


@TRIED
@given(calls(), call_notes(), parties())
def test_a_contact_linked_later_takes_the_same_two_records(
    call: Call, notes: CallNotes, party: Party
) -> None:
    alone, linked = staged(call, notes, None), staged(call, notes, party)
    assert [op.key for op in alone] == [op.key for op in linked]
    assert {op.contact_id for op in alone} == {None}
    assert {op.contact_id for op in linked} == {party.contact_id}


# -- settlement


@TRIED
@given(st.data(), calls(), call_notes(min_items=1), parties(), zones)
def test_nothing_that_was_rejected_reaches_the_crm(
    data: st.DataObject, call: Call, notes: CallNotes, party: Party, zone: ZoneInfo
) -> None:
    decisions = data.draw(decisions_on(notes))
    written = texts(plan_settlement(call, notes, decisions, party=party, zone=zone))
    verdicts = {decision.item_id: decision.verdict for decision in decisions}
    for item in notes.items():
        assert (mark_of(item.id) in written) == (verdicts[item.id] != "reject")


@TRIED
@given(st.data(), calls(), call_notes(min_items=1), parties(), zones)
def test_every_confirmed_promise_and_follow_up_is_taken_care_of_exactly_once(
    data: st.DataObject, call: Call, notes: CallNotes, party: Party, zone: ZoneInfo
) -> None:
    decisions = data.draw(decisions_on(notes))
    plan = plan_settlement(call, notes, decisions, party=party, zone=zone)
    confirmed = {decision.item_id for decision in decisions if decision.verdict != "reject"}
    follow_ups = [item for item in notes.follow_ups if item.id in confirmed]
    linked = {item.from_promise for item in follow_ups}
    promises = [item for item in notes.promises if item.id in confirmed and item.id not in linked]
    tasks = {op.key: op for op in plan if isinstance(op, PutTask) and op.kind != "review"}
    assert list(tasks) == [f"{call.id}:fu:{item.id}" for item in (*follow_ups, *promises)]
    to_do: tuple[FollowUp | Promise, ...] = (*follow_ups, *promises)
    for item in to_do:
        task = tasks[f"{call.id}:fu:{item.id}"]
        assert (task.status, task.owner) == ("live", call.details.agent)
        assert (task.due_at is None) == (item.due is None)
        if item.owner.side == "theirs" or isinstance(item, Promise):
            assert task.kind == "task"
        if item.due is not None and task.due_at is not None:
            local = task.due_at.astimezone(zone)
            skipped = item.due.time == "02:30" and local.time() == time(3, 30)
            assert local.date() == item.due.date or skipped
            assert f"{local:%H:%M}" == (item.due.time or "17:00") or skipped


@TRIED
@given(st.data(), calls(), call_notes(min_items=1), parties())
def test_a_field_is_changed_only_by_a_yes_and_only_from_the_value_that_was_seen(
    data: st.DataObject, call: Call, notes: CallNotes, party: Party
) -> None:
    decisions = data.draw(decisions_on(notes))
    by_item = {decision.item_id: decision for decision in decisions}
    plan = plan_settlement(call, notes, decisions, party=party, zone=ZONE)
    changes = {op.key: op for op in plan if isinstance(op, SetContactField)}
    expected = [f for f in notes.fields if f.crm_property and by_item[f.id].verdict != "reject"]
    assert list(changes) == [f"{call.id}:field:{field.id}" for field in expected]
    for field in expected:
        change, decision = changes[f"{call.id}:field:{field.id}"], by_item[field.id]
        assert (change.contact_id, change.name) == (party.contact_id, field.crm_property)
        assert change.expected == field.old_value
        assert change.value == (decision.text or field.value).strip()


@TRIED
@given(st.data(), calls(), call_notes(min_items=1), parties())
def test_the_review_task_is_closed_last_and_the_note_has_no_banner(
    data: st.DataObject, call: Call, notes: CallNotes, party: Party
) -> None:
    plan = plan_settlement(call, notes, data.draw(decisions_on(notes)), party=party, zone=ZONE)
    assert len({op.key for op in plan}) == len(plan)
    note, *_, review = plan
    assert isinstance(note, PutNote)
    assert isinstance(review, PutTask)
    assert (review.key, review.status) == (f"{call.id}:review", "done")
    assert (note.key, note.status) in {(f"{call.id}:note", "live"), (f"{call.id}:note", "rejected")}
    assert UNCONFIRMED not in note.body.split("\n")


@TRIED
@given(st.data(), calls(), call_notes(min_items=1), st.none() | parties())
def test_when_everything_is_rejected_the_note_is_withdrawn_and_nothing_else_happens(
    data: st.DataObject, call: Call, notes: CallNotes, party: Party | None
) -> None:
    decisions = data.draw(decisions_on(notes, verdicts="reject"))
    note, review = plan_settlement(call, notes, decisions, party=party, zone=ZONE)
    assert isinstance(note, PutNote)
    assert isinstance(review, PutTask)
    assert (note.status, review.status) == ("rejected", "done")


# -- both, performed


@TRIED
@given(st.data(), calls(), call_notes(min_items=1))
def test_performing_everything_again_changes_nothing(
    data: st.DataObject, call: Call, notes: CallNotes
) -> None:
    shelf, ledger = InMemoryCrm(), InMemoryLedger()
    adapter = LocalAdapter(shelf)
    party = adapter.create_contact(key="k", name="Martin Reed", phone="+12025550143", email=None)
    before = plan_staging(call, notes, party=party, field_values={"jobtitle": None}, review_url=None)
    after = plan_settlement(
        call,
        notes,
        data.draw(decisions_on(notes)),
        party=party,
        zone=ZONE,
        field_values={"jobtitle": None, "city": None},
    )
    for operation in (*before, *after):
        perform(operation, adapter=adapter, ledger=ledger)
    kept = (dict(shelf.records), json.dumps(shelf.contacts), shelf.writes, dict(ledger.records))
    for operation in (*before, *after):
        perform(operation, adapter=adapter, ledger=ledger)
    assert kept == (dict(shelf.records), json.dumps(shelf.contacts), shelf.writes, dict(ledger.records))


@TRIED
@given(st.data(), calls(), call_notes(min_items=1))
def test_before_a_yes_the_contact_is_as_it_was_and_no_task_is_live(
    data: st.DataObject, call: Call, notes: CallNotes
) -> None:
    shelf = InMemoryCrm()
    adapter = LocalAdapter(shelf)
    party = adapter.create_contact(key="k", name="Martin Reed", phone="+12025550143", email=None)
    before = json.dumps(shelf.contacts)
    for operation in plan_staging(call, notes, party=party, field_values=data.draw(_values), review_url=None):
        perform(operation, adapter=adapter, ledger=InMemoryLedger())
    assert json.dumps(shelf.contacts) == before
    assert sorted(record.status for record in shelf.records.values()) == ["pending", "review"]
