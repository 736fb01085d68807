"""The audit log on both databases: who reads what of it, looking counted once, an act and its line as one."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path

import pytest

from lifecycle import cancel, consent, link, review
from models.access import Actor
from models.errors import StageError
from models.review import Decision
from storage.audit import LOOKED_ONCE
from storage.shelves import Shelves, open_shelves, utc_now
from tests.lifecycle.house import NOW, Queue, accept, staged

SAM = Actor(name="sam@example.com", role="agent")
PBX = Actor(name="pbx", scopes=("calls:decide",), door="api_token")


def _actions(shelves: Shelves, **asked: str) -> list[str]:
    return [one.action for one in shelves.audit().entries(**asked)]  # type: ignore[arg-type]  # names of filters


def test_looking_again_is_one_line_for_each_person_door_call_and_act(
    tmp_path: Path, database_url: str | None
) -> None:
    now = [utc_now()]
    with open_shelves(tmp_path / "house", database_url=database_url, clock=lambda: now[0]) as shelves:
        log = shelves.audit()
        for _ in range(3):
            log.looked(SAM, "saw", call_id="call_1")
        for actor, action, call_id in (
            (SAM, "saw", "call_2"),
            (SAM, "played", "call_1"),
            (SAM.model_copy(update={"door": "command_line"}), "saw", "call_1"),
            (PBX, "saw", "call_1"),
            (SAM, "saw_the_crm", None),
        ):
            for _ in range(2):
                log.looked(actor, action, call_id=call_id)
        assert len(log.entries()) == 6
        now[0] += LOOKED_ONCE
        log.looked(SAM, "saw", call_id="call_1")
        log.looked(SAM, "saw", call_id="call_1")
        now[0] += LOOKED_ONCE - timedelta(seconds=1)
        log.looked(SAM, "saw", call_id="call_1")
        assert len(log.entries()) == 7


def test_what_a_machine_did_for_a_person_is_found_under_both(shelves: Shelves) -> None:
    call = staged(shelves)
    decision = Decision(item_id="p1", verdict="reject", by="Sam@Example.com", at=NOW)
    review.decide(shelves, call.id, (decision,), by=decision.by, enqueue=Queue(), actor=PBX)
    assert _actions(shelves, actor="pbx") == _actions(shelves, actor=SAM.name) == ["rejected"]
    assert _actions(shelves, actor="eve@example.com") == []


def test_a_manager_reads_of_the_calls_that_a_manager_sees(shelves: Shelves) -> None:
    call = accept(shelves).call  # its agent is Sam
    cancel.cancel(shelves, call.id, actor=SAM)
    shelves.audit().note(SAM, "signed_in")
    sam = Actor(name=SAM.name, role="manager")
    eve = Actor(name="eve@example.com", role="manager", teams=("blue",))
    admin = Actor(name="dana@example.com", role="admin", grants=("calls",))
    read = {one.name: [e.action for e in shelves.audit().entries(seen_by=one)] for one in (sam, eve, admin)}
    assert read == {sam.name: ["cancelled"], eve.name: [], admin.name: ["signed_in", "cancelled"]}


def test_an_act_that_fails_leaves_no_line_and_the_program_leaves_none(shelves: Shelves) -> None:
    call = staged(shelves)
    with pytest.raises(StageError):
        consent.release(shelves, call.id, SAM.name, "why not", enqueue=Queue(), actor=SAM)
    with pytest.raises(StageError):
        cancel.cancel(shelves, call.id, actor=SAM)
    link.link_matched(shelves, call.id, "contact_2")
    assert _actions(shelves) == []
