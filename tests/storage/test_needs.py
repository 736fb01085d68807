"""What a call needs stands beside it, whoever changed its stage or an attempt; on both databases."""

from __future__ import annotations

from datetime import UTC, datetime
from itertools import product

from sqlalchemy import update

from models.needs import need_of
from models.stages import Stage
from storage.shelves import Shelves
from storage.tables import AttemptRow, CallRow

NOW = datetime(2026, 11, 27, tzinfo=UTC)
STATES = (None, "queued", "running", "done", "failed", "cancelled")


def _needs(shelves: Shelves) -> dict[str, str]:
    with shelves.database.reading() as session:
        return {row.id: row.need for row in session.query(CallRow)}


def _attempt(call_id: str, number: int, state: str, *, waits: bool = False) -> AttemptRow:
    return AttemptRow(
        call_id=call_id, verb="process", number=number, kind="recognition", state=state, asked_at=NOW,
        not_before=NOW if waits else None,
    )  # fmt: skip


def test_each_stage_with_each_attempt_needs_what_the_rule_says(shelves: Shelves) -> None:
    cases = {f"call_{n:03}": case for n, case in enumerate(product(Stage, STATES))}
    with shelves.database.transaction() as session:
        session.add_all(
            CallRow(
                id=one,
                stage="queued",
                stage_at=NOW,
                received_at=NOW,
                agent_channel="auto",
                consent_status="granted",
            )
            for one in cases
        )
        session.flush()
        session.add_all(_attempt(one, 1, "running") for one in cases)
        session.flush()
        session.add_all(_attempt(one, 2, "queued", waits=True) for one in cases)
    assert set(_needs(shelves).values()) == {"working"}
    with shelves.database.transaction() as session:
        for one, (stage, state) in cases.items():
            session.execute(update(CallRow).where(CallRow.id == one).values(stage=stage.value))
            first = update(AttemptRow).where(AttemptRow.call_id == one, AttemptRow.number == 1)
            session.execute(first.values(state=state or "queued", not_before=None if state else NOW))
    assert _needs(shelves) == {one: need_of(stage, state) for one, (stage, state) in cases.items()}


def test_a_new_call_and_an_attempt_whose_time_has_come(shelves: Shelves) -> None:
    with shelves.database.transaction() as session:
        call = CallRow(
            id="call_1",
            stage="staged",
            stage_at=NOW,
            received_at=NOW,
            agent_channel="auto",
            consent_status="granted",
        )
        session.add(call)
        session.flush()
        session.add(_attempt("call_1", 1, "queued", waits=True))
    assert _needs(shelves) == {"call_1": "waiting"}
    with shelves.database.transaction() as session:
        session.execute(update(AttemptRow).values(not_before=None))
    assert _needs(shelves) == {"call_1": "working"}
