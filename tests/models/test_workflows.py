"""Names of durable work are stable: what was enqueued yesterday must be found today."""

from __future__ import annotations

from typing import get_args

from models.call import Verb
from models.workflows import APP_VERSION, QUEUE_OF_VERB, WORKFLOW_OF_VERB, workflow_id


def test_every_verb_has_a_workflow_and_a_queue() -> None:
    assert set(WORKFLOW_OF_VERB) == set(QUEUE_OF_VERB) == set(get_args(Verb))


def test_the_names_and_the_version_are_those_that_are_stored_out_there() -> None:
    assert APP_VERSION == "1"
    assert WORKFLOW_OF_VERB == {
        "process": "process_call_v1",
        "settle": "settle_call_v1",
        "fetch": "fetch_recording_v1",
    }


def test_a_retry_is_work_of_its_own() -> None:
    assert workflow_id(call_id="c1", verb="process", attempt=1) == "c1:process:1"
    assert workflow_id(call_id="c1", verb="process", attempt=2) == "c1:process:2"
