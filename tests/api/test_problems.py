"""Errors as answers: one table, one shape, nothing of what was sent, of a fault only where it was."""

from __future__ import annotations

import asyncio
import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from structlog.testing import capture_logs

from api.private_answers import PrivateAnswers
from api.problems import STATUS_OF_ERROR, status_of
from models import errors
from tests.api.house import House, open_house
from tests.api.test_people_pages import DANA, enter


def _all(parent: type[errors.CallNotesError]) -> Iterator[type[errors.CallNotesError]]:
    yield parent
    for child in parent.__subclasses__():
        yield from _all(child)


@pytest.mark.parametrize("kind", sorted(set(_all(errors.CallNotesError)), key=str))
def test_every_error_has_a_status_that_fits_its_kind(kind: type[errors.CallNotesError]) -> None:
    status = status_of(kind("One sentence."))
    assert 400 <= status < 600
    own = STATUS_OF_ERROR.keys() & set(kind.__mro__) - set(errors.RefusedError.__mro__)
    if issubclass(kind, errors.RefusedError) and not own:
        assert status == 422


def test_a_problem_has_the_members_of_the_standard_and_our_code(house: House) -> None:
    answer = house.client.get("/api/v1/calls/call_nowhere")
    assert answer.headers["content-type"] == "application/problem+json"
    problem = answer.json()
    assert set(problem) == {"type", "title", "status", "detail", "code"}
    assert (problem["status"], problem["code"]) == (404, "call.not_found")
    assert problem["type"] == "urn:callnotes:error:call.not_found"


@pytest.mark.parametrize(
    ("method", "path", "status", "code"),
    [
        ("GET", "/nowhere", 404, "http.not_found"),
        ("DELETE", "/api/v1/calls", 405, "http.method_not_allowed"),
        ("GET", "/docs", 404, "http.not_found"),
    ],
)
def test_a_wrong_address_is_a_problem_too(
    house: House, method: str, path: str, status: int, code: str
) -> None:
    answer = house.client.request(method, path)
    assert (answer.status_code, answer.json()["code"]) == (status, code)
    assert answer.headers["content-type"] == "application/problem+json"


def test_no_answer_is_kept_by_anyone_on_the_way(house: House) -> None:
    for path in ("/api/v1/calls", "/api/v1/calls/x", "/healthz"):
        headers = house.client.get(path).headers
        assert headers["cache-control"] == "no-store"
        assert headers["x-content-type-options"] == "nosniff"


def test_a_fault_of_ours_shows_and_logs_no_word_of_the_call() -> None:
    async def breaks(_scope: object, _receive: object, _send: object) -> None:
        raise ZeroDivisionError("the customer said something private")

    sent: list[dict[str, Any]] = []

    async def send(message: Any) -> None:  # noqa: ANN401 - an ASGI message
        sent.append(dict(message))

    async def receive() -> dict[str, Any]:
        return {"type": "http.request"}

    with capture_logs() as logs:
        asyncio.run(PrivateAnswers(breaks)({"type": "http"}, receive, send))
    assert sent[0]["status"] == 500
    assert json.loads(sent[1]["body"])["code"] == "internal.fault"
    assert (logs[0]["event"], logs[0]["error"]) == ("request_failed", "ZeroDivisionError")
    assert __file__ in logs[0]["where"]
    assert "private" not in repr(logs) + repr(sent)


def test_a_browser_is_shown_a_page_of_a_fault_and_told_what_to_do_next(tmp_path: Path) -> None:
    with open_house(tmp_path, retention=object()) as house:
        dana = enter(house, DANA, "agent")
        answer = dana.get("/guide?part=2", headers={"accept": "text/html", "accept-language": "de"})
        assert answer.status_code == 500
        assert "Etwas ist schiefgegangen" in answer.text
        assert 'href="/guide?part=2"' in answer.text
        assert "AttributeError" not in answer.text
        assert dana.get("/guide").json()["code"] == "internal.fault"
        database = house.doors.shelves.database
        assert database.path
        database.close()
        database.path.rename(tmp_path / "away")
        database.path.mkdir()
        looked = dana.get("/calls", headers={"accept": "text/html"})
        sent = dana.post("/misses/1", data={"kind": "open"}, headers={"accept": "text/html"})
    assert (looked.status_code, sent.status_code) == (503, 503)
    assert "What was kept is safe." in looked.text
    assert "send it again" in sent.text
    assert "/login" not in looked.text, "who cannot be told is not sent away"


def test_the_description_is_whole_and_shows_examples(house: House) -> None:
    description = house.client.get("/api/openapi.json").json()
    for path, methods in description["paths"].items():
        for method, operation in methods.items():
            assert operation.get("summary") or operation.get("description"), (method, path)
            for content in operation.get("requestBody", {}).get("content", {}).items():
                if content[0] == "application/json":
                    assert content[1]["example"], (method, path)
    text = json.dumps(description)
    named = {part.split('"')[0] for part in text.split("#/components/schemas/")[1:]}
    assert named <= set(description["components"]["schemas"])
    assert "HTTPValidationError" not in text
