"""What must hold of a house and its portal after whatever happened: always, and when all is healed.

In: a world. Raises AssertionError that names the record and what is wrong. Judged by what people said and by
the portal's own history of every value, never by what the house says of itself alone.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator

from sqlalchemy import func, select

from crm_sync.keys import contact_key, note_key, review_key
from crm_sync.reconcile import reconcile
from lifecycle import reading
from models.call import Call
from models.crm import SetContactField
from models.stages import Stage
from storage.ledger import operation_in
from storage.tables import DecisionRow, LedgerRow, NotesRow
from tests.hubspot_simulator.records import Version
from tests.pipeline.interleavings.world import SAM, Said, World

_OURS = "INTEGRATION"
_THEIRS = "CRM_UI"
_YES = frozenset({"accept", "edit"})


def judge(world: World) -> None:
    """Judge what holds at every moment."""
    assert world.simulator.routes.unknown == []
    _nothing_is_doubled(world)
    _no_field_of_a_person_is_overwritten(world)
    _no_task_of_a_person_is_overwritten(world)
    for call_id, said in world.said.items():
        _no_decision_of_the_desk_is_lost(world, call_id, said)
        _nothing_counts_without_a_person(world, call_id, said)
        _edits_stay(world, call_id, said)


def judge_healed(world: World) -> None:
    """Judge what holds when everything answers again and all that is owed was done."""
    judge(world)
    for call_id, said in world.said.items():
        call = world.now(call_id)
        if call.attempt is not None:
            assert _may_wait(world, call), (call_id, call.stage, call.attempt)
            continue
        _no_decision_in_hubspot_is_lost(world, call, said)
        _ledger_and_portal_agree(world, call, said)
        if call.stage is Stage.SETTLED:
            _settled(world, call, said)
        elif call.stage is Stage.STAGED:
            _staged(world, call, said)
        elif call.stage is Stage.DECLINED:
            assert world.live("notes", note_key(call.id)) is None, "what was said is still in HubSpot"
        else:
            assert call.stage is Stage.IN_REVIEW, call.stage


# -- always


def _nothing_is_doubled(world: World) -> None:
    """A key stands once; a second record has it only where a person put the first one into the bin."""
    for kind in ("notes", "tasks", "contacts"):
        every = world.portal.records.everything(kind)
        keys = Counter(one.value("cn_external_id") for one in every)
        live = Counter(one.value("cn_external_id") for one in every if one.archived_at is None)
        assert kind == "contacts" or None not in keys, f"one of the {kind} has no key"
        for key in keys.keys() - {None}:
            binned = world.said[(key or "").partition(":")[0]].deleted
            assert live[key] <= 1, f"{live[key]} {kind} are {key}"
            assert keys[key] == 1 or kind in binned, f"{keys[key]} {kind} were {key}"


def _no_field_of_a_person_is_overwritten(world: World) -> None:
    """A contact's field that we wrote held before what the proposal showed, by the ledger."""
    query = select(LedgerRow.intended).where(LedgerRow.key.contains(":field:"))
    with world.shelves.database.reading() as session:
        found = [operation_in(intended) for intended in session.scalars(query)]
    asked = [one for one in found if isinstance(one, SetContactField)]
    for contact in world.portal.records.everything("contacts"):
        for name, versions in contact.history.items():
            for before, ours in _by_us_after(versions):
                if contact.value("cn_external_id") and before is None:
                    continue  # a contact that we made on a person's word
                was = None if before is None else before.value or None
                assert any(_asked_for(one, name, was, ours.value) for one in asked), (
                    f"{name} of contact {contact.id} was {was!r} and is now {ours.value!r}"
                )


def _asked_for(asked: SetContactField, name: str, was: str | None, is_now: str) -> bool:
    """True also for one whose values were forgotten, when consent was declined."""
    forgotten = not asked.value
    return asked.name == name and (forgotten or (asked.value == is_now and (asked.expected or None) == was))


def _no_task_of_a_person_is_overwritten(world: World) -> None:
    """What a person changed on a follow-up stays so."""
    for task in world.portal.records.everything("tasks"):
        if ":fu:" not in (task.value("cn_external_id") or ""):
            continue
        for name, versions in task.history.items():
            for before, ours in _by_us_after(versions):
                assert before is None or before.by.type != _THEIRS, (
                    f"{name} of task {task.id} was {before.value!r} by a person and is now {ours.value!r}"
                )


def _by_us_after(versions: list[Version]) -> Iterator[tuple[Version | None, Version]]:
    """Yield each value of ours with the one that it took the place of; the newest stands first."""
    for place, one in enumerate(versions):
        if one.by.type == _OURS:
            yield (versions[place + 1] if place + 1 < len(versions) else None), one


def _no_decision_of_the_desk_is_lost(world: World, call_id: str, said: Said) -> None:
    if said.declined:
        return
    newest = select(func.max(NotesRow.version)).where(NotesRow.call_id == call_id).scalar_subquery()
    query = select(DecisionRow).where(DecisionRow.call_id == call_id, DecisionRow.notes_version == newest)
    with world.shelves.database.reading() as session:
        rows = {one.item_id: one for one in session.scalars(query.order_by(DecisionRow.id))}
        held = {item: (one.verdict, one.text) for item, one in rows.items()}
        by_sam = {item for item, one in rows.items() if one.by == SAM}
    assert said.decided == {item: held.get(item) for item in said.decided}, f"{call_id}: {said} {held}"
    assert by_sam <= said.decided.keys(), f"{call_id}: nobody said {by_sam - said.decided.keys()}"


def _nothing_counts_without_a_person(world: World, call_id: str, said: Said) -> None:
    yes = {item for item, (verdict, _) in said.decided.items() if verdict in _YES}
    there = "confirmed" in said.there
    no = {item for item, (verdict, _) in said.decided.items() if verdict == "reject"}
    for note in world.records("notes", note_key(call_id)):
        ours = [one for one in note.history["cn_review_status"] if one.by.type == _OURS]
        assert yes or there or all(one.value != "confirmed" for one in ours), f"{call_id} counts by itself"
    for task in world.portal.records.everything("tasks"):
        key = task.value("cn_external_id") or ""
        if key.startswith(f"{call_id}:fu:"):
            item = key.rpartition(":")[2]
            assert item in yes or (there and item not in no), f"{key} stands there without a yes"
    if "c1" in no or not ("c1" in yes or there):
        with world.shelves.database.reading() as session:
            keys = session.scalars(select(LedgerRow.key).where(LedgerRow.call_id == call_id)).all()
        assert not any(":field:" in key for key in keys), f"{call_id} changes a field without a yes"
    for contact in world.records("contacts", contact_key(call_id)):
        assert said.wished, f"contact {contact.id} was made without a wish"


def _edits_stay(world: World, call_id: str, said: Said) -> None:
    note = world.live("notes", note_key(call_id))
    if note is None or not said.edits or said.declined:
        return
    body = note.value("hs_note_body") or ""
    for edit in said.edits:
        assert edit in body, f"{edit} of a person is gone from note {note.id} of {call_id}"


# -- when all is healed


def _may_wait(world: World, call: Call) -> bool:
    """Only a person can go on where the contact is gone."""
    assert call.attempt is not None
    gone = call.contact_id is None or world.adapter.party(call.contact_id) is None
    return call.attempt.code in {"crm.contact_not_found", "crm.contact_needed"} and gone


def _ledger_and_portal_agree(world: World, call: Call, said: Said) -> None:
    """As `callnotes crm reconcile` reads it: but for what people changed there, all is as it was written."""
    book = world.shelves.ledger_book()
    assert all(one.is_done for one in book.entries(call.id)), f"something of {call.id} was never written"
    for found in reconcile(call.id, adapter=world.adapter, ledger=book):
        by_others = found.key in said.touched or (":field:" in found.key and world.contacts_touched)
        by_others |= world.merged  # what hung on the loser hangs on the winner now
        assert found.agrees or by_others, f"{found.key}: {found.told}"


def _no_decision_in_hubspot_is_lost(world: World, call: Call, said: Said) -> None:
    """The newest one counts, or is told beside the call or in its history."""
    task = world.live("tasks", review_key(call.id))
    if task is None or call.stage not in {Stage.STAGED, Stage.SETTLED}:
        return
    newest = task.history["cn_review_status"][0]
    if call.stage is Stage.STAGED:
        decided = newest.by.type == _THEIRS and newest.value in {"confirmed", "rejected"}
        assert not decided or call.stage_why, f"{newest.value} in HubSpot is told nowhere at {call.id}"
        return
    dossier = reading.dossier(world.shelves, call.id)
    told = any(one.kind == "decided_there_too" for one in dossier.events)
    by_them = {one.verdict for one in dossier.decisions if "HubSpot" in one.by}
    for verdict in {"confirmed", "rejected"}.intersection(said.there[-1:]):
        wanted = {"reject"} if verdict == "rejected" else _YES
        assert told or by_them & wanted or call.stage_why, f"{verdict} in HubSpot is told nowhere, {call.id}"


def _staged(world: World, call: Call, said: Said) -> None:
    if not said.deleted & {"notes"}:
        note = world.live("notes", note_key(call.id))
        assert note is not None, f"{call.id} waits without a note"
        assert note.value("cn_review_status") == "pending"
    if not said.deleted & {"tasks"}:
        task = world.live("tasks", review_key(call.id))
        assert task is not None, f"{call.id} waits without a task"
    keys = {one.value("cn_external_id") or "" for one in world.portal.records.everything("tasks")}
    assert not [key for key in keys if key.startswith(f"{call.id}:fu")], f"{call.id} is not confirmed"


def _settled(world: World, call: Call, said: Said) -> None:
    decided = {one.item_id: one.verdict for one in reading.decisions(world.shelves, call.id)}
    yes = {item for item, verdict in decided.items() if verdict in _YES}
    note = world.live("notes", note_key(call.id))
    assert (note is not None) == bool(yes) or "notes" in said.deleted, f"{call.id}: {decided}, note {note}"
    if note is not None:
        assert note.value("cn_review_status") == "confirmed"
        assert "UNCONFIRMED" not in (note.value("hs_note_body") or "")
    task = world.live("tasks", review_key(call.id))
    assert task is not None or "tasks" in said.deleted, f"{call.id} has no review task"
    if task is not None:
        assert task.value("hs_task_status") == "COMPLETED"
        assert task.value("cn_review_status") == ("confirmed" if yes else "rejected")
    for item in ("p1", "f1"):
        made = world.records("tasks", f"{call.id}:fu:{item}")
        assert (len(made) == 1) == (item in yes), f"{item} of {call.id} is {decided[item]}: {made}"
    records = {one.key: one for one in reading.dossier(world.shelves, call.id).records}
    assert (f"{call.id}:field:c1" in records) == ("c1" in yes)
