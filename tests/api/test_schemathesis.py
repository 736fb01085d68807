"""The running app answers as its description says, whatever it is sent that the description allows."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any, Final

import pytest
import schemathesis
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st
from schemathesis.checks import not_a_server_error
from schemathesis.specs.openapi.checks import (
    content_type_conformance,
    response_headers_conformance,
    response_schema_conformance,
    status_code_conformance,
)

from api.v1.documents import EXAMPLE_CALL, CallDocument
from tests.api.calls import new_call, staged_call
from tests.api.house import TOKEN, House, open_house

CHECKS: Final = [
    not_a_server_error,
    status_code_conformance,
    content_type_conformance,
    response_schema_conformance,
    response_headers_conformance,
]


@pytest.fixture(scope="module")
def inhabited(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[House, list[str]]]:
    """Open a house with a call that is queued and one that waits for a person."""
    folder: Path = tmp_path_factory.mktemp("described")
    with open_house(folder) as house:
        house.doors.shelves.heartbeat().appear("worker-1")
        yield house, [new_call(house), staged_call(house, seed=1)]


def operations(description: dict[str, Any]) -> Iterator[tuple[str, dict[str, Any]]]:
    """Yield every operation of the description with its name."""
    for path, methods in description["paths"].items():
        for method, operation in methods.items():
            yield f"{method.upper()} {path}", operation


def conforms(house: House, call_ids: list[str], *, max_examples: int) -> None:
    """Send every operation this many requests that its description allows, half of them about real calls."""
    schema: Any = schemathesis.openapi.from_asgi("/api/openapi.json", house.client.app)
    asked = 0
    for found in schema.get_all_operations():
        operation = found.ok()
        asked += 1

        @settings(
            max_examples=max_examples,
            database=None,
            derandomize=True,
            suppress_health_check=list(HealthCheck),
            phases=[Phase.explicit, Phase.generate],
        )
        @given(case=operation.as_strategy(), call_id=st.sampled_from([None, *call_ids]), token=st.booleans())
        def answers_as_described(case: Any, call_id: str | None, token: bool) -> None:  # noqa: ANN401
            if call_id is not None and "call_id" in (case.path_parameters or {}):
                case.path_parameters["call_id"] = call_id
            shown = {"Authorization": f"Bearer {TOKEN}"} if token else {"Authorization": "Bearer wrong"}
            case.call_and_validate(headers=shown, checks=CHECKS)

        answers_as_described()
    assert asked > 10


def test_the_running_app_answers_as_described(inhabited: tuple[House, list[str]]) -> None:
    conforms(*inhabited, max_examples=25)


@pytest.mark.soak
def test_the_running_app_answers_as_described_for_long(inhabited: tuple[House, list[str]]) -> None:
    conforms(*inhabited, max_examples=2000)


def test_every_operation_is_described_with_its_answers_and_errors(inhabited: tuple[House, list[str]]) -> None:
    for name, operation in operations(inhabited[0].client.get("/api/openapi.json").json()):
        assert operation["summary"], name
        assert operation["description"], name
        for status, answer in operation["responses"].items():
            assert status != "default", "a default would hide what is not described"
            if int(status) >= 400 and "/readyz" not in name:
                shown = answer["content"]["application/problem+json"]["example"]
                assert shown["status"] == int(status)
        if "/api/v1/" in name:
            assert operation["security"], name
            assert {"401", "422", "503"} <= set(operation["responses"])


def test_no_page_for_people_is_in_the_description(inhabited: tuple[House, list[str]]) -> None:
    paths = inhabited[0].client.get("/api/openapi.json").json()["paths"]
    assert {path for path in paths if not path.startswith("/api/")} <= {"/healthz", "/readyz", "/metrics"}


def test_the_example_of_a_call_is_one() -> None:
    assert set(EXAMPLE_CALL) == set(CallDocument.model_fields)
    CallDocument.model_validate(EXAMPLE_CALL)
