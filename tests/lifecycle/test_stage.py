from __future__ import annotations

import ast
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from structlog.testing import capture_logs

from lifecycle.stage import move
from models.errors import StageError
from models.stages import ALLOWED_MOVES, END_STAGES, WORKING_STAGES, Stage, may_move
from storage import calls
from storage.events import events_of
from storage.shelves import Shelves
from tests.lifecycle.house import NOW, accept

_ROOT = Path(__file__).parents[2]
_BEHIND_THE_GATE = frozenset({Stage.TRANSCRIBED, Stage.DRAFTED, Stage.STAGED, Stage.IN_REVIEW, Stage.SETTLED})


@given(then=st.lists(st.sampled_from(list(Stage)), max_size=12))
def test_no_path_reaches_work_without_passing_the_gate(then: list[Stage]) -> None:
    """Only `queued` leads to `transcribed`, and `queued` is where the gate stands."""
    now, passed = Stage.AWAITING_AUDIO, False
    for stage in then:
        if may_move(now=now, then=stage):
            passed = stage is Stage.QUEUED or (passed and stage in _BEHIND_THE_GATE)
            now = stage
        assert passed or now not in _BEHIND_THE_GATE


def test_nothing_comes_back_from_being_erased() -> None:
    assert ALLOWED_MOVES[Stage.ERASED] == frozenset()
    assert set(ALLOWED_MOVES) == set(Stage)


def test_every_stage_can_be_reached_and_every_call_can_be_erased() -> None:
    reached = {Stage.AWAITING_AUDIO}
    while True:
        more = reached.union(*(ALLOWED_MOVES[stage] for stage in reached))
        if more == reached:
            break
        reached = more
    assert reached == set(Stage)
    assert all(Stage.ERASED in ALLOWED_MOVES[stage] for stage in Stage if stage is not Stage.ERASED)
    assert WORKING_STAGES.isdisjoint(END_STAGES)


def test_a_move_that_the_table_forbids_changes_nothing(shelves: Shelves) -> None:
    call = accept(shelves).call

    def move_twice() -> None:
        with shelves.database.transaction() as session:
            row = calls.locked(session, call.id)
            move(session, row, Stage.TRANSCRIBED, at=NOW)
            move(session, row, Stage.SETTLED, at=NOW)

    with capture_logs() as logs, pytest.raises(StageError):
        move_twice()
    assert logs == []
    with shelves.database.reading() as session:
        assert calls.find(session, call.id).stage == "queued"


def test_a_move_says_why_and_by_whom(shelves: Shelves) -> None:
    call = accept(shelves).call
    with shelves.database.transaction() as session:
        row = calls.locked(session, call.id)
        move(session, row, Stage.CANCELLED, at=NOW, why="sent twice", by="dana@example.com")
    with shelves.database.reading() as session:
        last = events_of(session, call.id)[-1]
        assert calls.find(session, call.id).stage_why == "sent twice"
    assert (last.kind, last.why, last.by) == ("stage.cancelled", "sent twice", "dana@example.com")


def test_only_one_function_moves_a_call() -> None:
    places = []
    for room in ("api", "callnotes", "lifecycle", "pipeline", "storage"):
        for path in (_ROOT / room).rglob("*.py"):
            for node in ast.walk(ast.parse(path.read_text("utf-8"))):
                for target in node.targets if isinstance(node, ast.Assign) else []:
                    names = target.elts if isinstance(target, ast.Tuple) else [target]
                    if any(isinstance(name, ast.Attribute) and name.attr == "stage" for name in names):
                        places.append(path.relative_to(_ROOT).as_posix())
    assert places == ["lifecycle/stage.py"]
