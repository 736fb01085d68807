"""The one table of moves leaves no call without a way on, and no end without a guard."""

from __future__ import annotations

import pytest

from models.stages import ALLOWED_MOVES, END_STAGES, WAITING_STAGES, WORKING_STAGES, Stage, may_move


def reachable(start: Stage) -> frozenset[Stage]:
    """Return every stage that a call in `start` can come to, in any number of moves."""
    found: set[Stage] = set()
    ahead = [start]
    while ahead:
        for then in ALLOWED_MOVES[ahead.pop()] - found:
            found.add(then)
            ahead.append(then)
    return frozenset(found)


def test_every_stage_has_a_line_in_the_table() -> None:
    assert set(ALLOWED_MOVES) == set(Stage)


@pytest.mark.parametrize("stage", sorted(set(Stage) - END_STAGES))
def test_a_call_that_has_not_ended_can_always_be_settled_and_always_be_declined(stage: Stage) -> None:
    assert Stage.SETTLED in reachable(stage)
    assert may_move(now=stage, then=Stage.DECLINED)


@pytest.mark.parametrize("stage", sorted(set(Stage) - {Stage.ERASED}))
def test_everything_but_what_is_erased_can_be_erased(stage: Stage) -> None:
    assert may_move(now=stage, then=Stage.ERASED)


def test_nothing_comes_back_once_erased() -> None:
    assert reachable(Stage.ERASED) == frozenset()


def test_a_settled_or_refused_call_is_never_worked_on_again() -> None:
    assert reachable(Stage.SETTLED) == reachable(Stage.REFUSED) == {Stage.ERASED}


@pytest.mark.parametrize("stage", [Stage.AWAITING_AUDIO, Stage.AWAITING_CONSENT, Stage.DECLINED])
def test_no_call_is_transcribed_without_being_queued_first(stage: Stage) -> None:
    assert not may_move(now=stage, then=Stage.TRANSCRIBED)


def test_nothing_goes_live_without_a_review() -> None:
    assert [now for now in Stage if may_move(now=now, then=Stage.SETTLED)] == [Stage.IN_REVIEW]
    assert [now for now in Stage if may_move(now=now, then=Stage.IN_REVIEW)] == [Stage.STAGED]


def test_once_records_stand_in_the_crm_a_call_can_no_longer_be_cancelled() -> None:
    assert not may_move(now=Stage.STAGED, then=Stage.CANCELLED)
    assert not may_move(now=Stage.IN_REVIEW, then=Stage.CANCELLED)


def test_a_call_either_waits_or_is_worked_on_or_has_ended_or_lacks_its_audio() -> None:
    groups = [WORKING_STAGES, WAITING_STAGES, END_STAGES, frozenset({Stage.AWAITING_AUDIO})]
    assert sorted(stage for group in groups for stage in group) == sorted(Stage)
