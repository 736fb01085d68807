"""Names of durable work are stable: what was enqueued yesterday must be found today."""

from __future__ import annotations

from typing import get_args

import pytest

from models.call import Verb
from models.workflows import (
    APP_VERSION,
    DRAFT_CALL_V1,
    DRAINED_QUEUES,
    KINDS,
    KINDS_OF_VERB,
    PROCESS_CALL_V1,
    WORKFLOW_OF,
    Kind,
    kind_after,
    parts_of_id,
    place_in_line,
    stored_kind,
    workflow_id,
)


def test_every_kind_of_work_of_every_verb_has_a_workflow_of_its_own() -> None:
    assert set(KINDS_OF_VERB) == set(get_args(Verb))
    assert set(WORKFLOW_OF) == {(verb, kind) for verb, kinds in KINDS_OF_VERB.items() for kind in kinds}
    assert len({*WORKFLOW_OF.values(), PROCESS_CALL_V1, DRAFT_CALL_V1}) == len(WORKFLOW_OF) + 2


def test_the_names_and_the_version_are_those_that_are_stored_out_there() -> None:
    assert APP_VERSION == "1"
    assert (PROCESS_CALL_V1, DRAFT_CALL_V1) == ("process_call_v1", "draft_call_v1")
    assert DRAINED_QUEUES == {"process": "recognition", "settle": "crm"}
    assert KINDS == ("recognition", "model", "crm", "fetch")
    assert WORKFLOW_OF == {
        ("process", "recognition"): "recognise_call_v1",
        ("process", "model"): "draft_call_v2",
        ("process", "crm"): "stage_call_v1",
        ("settle", "crm"): "settle_call_v1",
        ("fetch", "fetch"): "fetch_recording_v1",
    }


@pytest.mark.parametrize(
    ("verb", "attempt", "kind", "expected"),
    [
        ("process", 1, "recognition", "c1:process:1"),
        ("process", 2, "recognition", "c1:process:2"),
        ("process", 2, "model", "c1:process:2:model"),
        ("process", 2, "crm", "c1:process:2:crm"),
        ("settle", 1, "crm", "c1:settle:1"),
    ],
)
def test_a_retry_and_each_kind_of_work_are_work_of_their_own(
    verb: Verb, attempt: int, kind: Kind, expected: str
) -> None:
    assert workflow_id(call_id="c1", verb=verb, attempt=attempt, kind=kind) == expected
    assert parts_of_id(expected) == ("c1", verb, attempt)


def test_work_goes_from_kind_to_kind_and_ends() -> None:
    assert [kind_after("process", kind) for kind in KINDS_OF_VERB["process"]] == ["model", "crm", None]
    assert kind_after("settle", "crm") is None


def test_a_row_of_an_earlier_version_is_at_the_first_kind_of_its_verb() -> None:
    assert stored_kind("settle", "recognition") == "crm"
    assert stored_kind("process", "model") == "model"


def test_a_person_goes_before_a_live_call_and_that_before_a_back_fill() -> None:
    assert place_in_line("settle", "backfill") < place_in_line("process", "live")
    assert place_in_line("process", "live") < place_in_line("process", "backfill")
