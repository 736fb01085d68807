"""What notes and completed tasks of the CRM say of a promise is proposed with its words, and never done."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest

from crm_sync.adapters.local import LocalAdapter
from lifecycle.crm_view import complete_task
from lifecycle.erase import erase
from lifecycle.promise_lists import look_at_promise
from lifecycle.promise_signs import note_signs, signs_for
from lifecycle.promises import PromiseAct, act_on_promise
from models.access import Actor
from models.crm import PutTask
from models.crm_activity import CrmActivity
from models.errors import InputError
from models.promises import Proof
from pipeline.signs import Signs
from storage.shelves import Shelves, open_shelves
from tests.contracts.hubspot_world import hubspot_world
from tests.databases import with_tables
from tests.lifecycle.house import NOW, Queue
from tests.lifecycle.promised import SAM, promised
from text.fulfilment import names_the_same

ACTOR = Actor(name=SAM, role="agent")
LATER = NOW + timedelta(days=3)


@pytest.fixture
def house(tmp_path: Path) -> Iterator[Shelves]:
    with open_shelves(with_tables(tmp_path / "house"), clock=lambda: NOW) as opened:
        yield opened


def left(kind: str, text: str, *, key: str | None = None, days: int = 3) -> CrmActivity:
    at = NOW + timedelta(days=days)
    return CrmActivity.model_validate(
        {"kind": kind, "external_id": f"{kind}-{text}", "key": key, "text": text, "at": at}
    )


@pytest.mark.parametrize(
    ("activity", "became"),
    [
        (left("note", "I called back yesterday."), "kept"),
        (left("note", "I did not call back."), None),
        (left("task", "Anything", key="CALL:fu:f1"), "kept"),
        (left("task", "Anything", key="OTHER:fu:f1"), None),
        (left("task", "Anything", key="CALL:fu:f1", days=-1), None),
    ],
)
def test_what_tells_of_it_is_kept_as_a_sign(
    house: Shelves, activity: CrmActivity, became: str | None
) -> None:
    call = promised(house)
    key = activity.key and activity.key.replace("CALL", call.id)
    activity = activity.model_copy(update={"key": key})
    note_signs(house, "contact_1", (activity,))
    assert note_signs(house, "contact_1", (activity,)) == 0, "each once"
    found = signs_for(house, call.id, "p1", actor=ACTOR)
    assert [one.became for one in found] == ([became] if became else [])
    assert look_at_promise(house, call.id, "p1", actor=ACTOR).line.promise.state == "open"
    assert signs_for(house, call.id, "p1", actor=Actor(name="fay@example.com", role="auditor")) == ()


@pytest.mark.parametrize(
    ("title", "same"),
    [("Send the papers to Dana", True), ("Mail papers", True), ("Send a gift", False), ("Papers", False)],
)
def test_a_task_names_a_promise_by_its_act_and_what_it_is_about(title: str, same: bool) -> None:
    assert names_the_same("Send the papers", title) is same


def test_a_person_confirms_with_the_task_as_proof_and_all_goes_with_the_call(house: Shelves) -> None:
    call = promised(house)
    note_signs(house, "contact_1", (left("task", "Call the customer", key=f"{call.id}:fu:f1"),))
    (sign,) = signs_for(house, call.id, "p1", actor=ACTOR)
    proof = Proof(kind="crm_task", ref=sign.ref, words=sign.quote)
    act_on_promise(house, call.id, "p1", PromiseAct(kind="kept", proof=proof), by=SAM, actor=ACTOR)
    whole = look_at_promise(house, call.id, "p1", actor=ACTOR)
    assert (whole.line.promise.state, whole.detail.changes[0].proof) == ("kept", proof)
    assert signs_for(house, call.id, "p1", actor=ACTOR) == ()
    erase(house, call.id, by="eve@example.com", reason="asked", enqueue=Queue())
    assert signs_for(house, call.id, "p1", actor=None) == ()


def test_a_task_done_in_the_embedded_crm_is_found_by_a_worker(house: Shelves) -> None:
    shelf = house.embedded_crm()
    contact = shelf.create_contact(key="k", name="Dana", phone=None, email=None).contact_id
    call = promised(house, contact=contact)
    task = PutTask(
        key=f"{call.id}:fu:f1", call_id=call.id, title="Call the customer", body="",
        status="live", kind="call", contact_id=contact,
    )  # fmt: skip
    task_id = shelf.put(task).external_id or ""
    later: Any = SimpleNamespace(shelves=house, adapter=LocalAdapter(shelf))
    with pytest.raises(InputError):
        complete_task(house, task_id, actor=Actor(name="bob@example.com", role="agent"))
    object.__setattr__(house, "clock", lambda: LATER)
    assert complete_task(house, task_id, actor=ACTOR) == contact
    Signs(later).round()
    (sign,) = signs_for(house, call.id, "p1", actor=ACTOR)
    assert (sign.kind, sign.ref, sign.reasons) == (
        "task",
        task_id,
        ("the task that came of it is completed",),
    )


def test_what_people_leave_in_hubspot_is_found_by_a_worker(house: Shelves) -> None:
    with hubspot_world() as world:
        contact = world.add_contact("Dana Field", email="dana@example.com")
        call = promised(house, contact=contact)
        note = world.person.create(
            "notes", hs_timestamp=LATER.isoformat(), hs_note_body="<p>I called back yesterday.</p>"
        )
        records = world.portal.records
        records.connect(records.get("notes", note), records.get("contacts", contact))
        workshop: Any = SimpleNamespace(shelves=house, adapter=world.adapter)
        Signs(workshop).round()
        (sign,) = signs_for(house, call.id, "p1", actor=ACTOR)
        assert (sign.kind, sign.ref, sign.quote) == ("note", note, "I called back yesterday.")
