"""The server while PostgreSQL breaks off and comes back: it says so at once, and works again by itself."""

from __future__ import annotations

import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from pathlib import Path
from typing import Any, Final

import pytest
from fastapi.testclient import TestClient
from pydantic import SecretStr

from api.app import create_app
from api.doors import Doors
from callnotes.doors import doors_of
from lifecycle import reading, recovery
from lifecycle.enqueue import Work
from tests.api.house import PROVEN, TOKEN, wav
from tests.journeys.mortal import settings_in
from tests.postgres import PostgresServer

_CALLS: Final = "/api/v1/calls"
_AT_ONCE: Final = 8
_SOON_S: Final = 5.0


@pytest.fixture
def doors(postgres_url: str, tmp_path: Path) -> Iterator[Doors]:
    settings = settings_in(tmp_path, postgres_url).model_copy(update={"api_tokens": (SecretStr(TOKEN),)})
    with doors_of(settings) as opened:
        opened.shelves.heartbeat().appear("worker-1")
        yield opened


@pytest.fixture
def client(doors: Doors) -> Iterator[TestClient]:
    with TestClient(create_app(doors), headers={"Authorization": f"Bearer {TOKEN}"}) as opened:
        yield opened


def test_after_a_restart_of_postgresql_the_server_is_ready_and_answers(
    postgres: PostgresServer, client: TestClient
) -> None:
    assert _unready(client) == set()
    before = _asked_at_once(client)  # so that several connections wait in the pool for the restart
    assert {answer.status_code for answer in before} == {200}
    postgres.restart()
    after = [*_asked_at_once(client), *_asked_at_once(client)]
    for answer in after:
        assert answer.status_code == 200 or answer.json()["code"] == "storage.failed"
    assert sum(answer.status_code != 200 for answer in after) <= 1
    assert _unready(client) == set()


def test_while_postgresql_is_away_every_answer_says_so_at_once_and_nothing_is_half_taken(
    postgres: PostgresServer, client: TestClient, doors: Doors
) -> None:
    assert _submitted(client, 1).status_code == 201
    postgres.stop()
    try:
        began = time.monotonic()
        assert client.get("/healthz").status_code == 200
        assert {"database", "schema", "worker", "queue"} <= _unready(client)
        for answer in (client.get(_CALLS), _submitted(client, 2)):
            assert answer.status_code == 503
            assert answer.headers["content-type"] == "application/problem+json"
        assert time.monotonic() - began < _SOON_S
    finally:
        postgres.start()
    assert _unready(client) == set()
    assert _submitted(client, 2).status_code == 201
    assert len(reading.calls(doors.shelves)) == 2
    assert len(tuple(doors.shelves.audio.kept())) == 2


def test_a_call_is_kept_once_when_postgresql_breaks_off_before_it_is_handed_over(
    postgres: PostgresServer, doors: Doors
) -> None:
    def break_off(work: Work) -> None:
        postgres.stop()
        doors.enqueue(work)

    header = {"Authorization": f"Bearer {TOKEN}"}
    with TestClient(create_app(replace(doors, enqueue=break_off)), headers=header) as client:
        began = time.monotonic()
        assert _submitted(client, 1).status_code in {201, 503}
        assert time.monotonic() - began < _SOON_S, "nobody waits for the queue"
    postgres.start()
    with TestClient(create_app(doors), headers=header) as client:
        assert _submitted(client, 1).status_code == 200, "it was there already"
    (work,) = recovery.owed(doors.shelves)
    assert work.call_id == reading.calls(doors.shelves)[0].id, "the sweep hands it over"


def _unready(client: TestClient) -> set[str]:
    answer = client.get("/readyz").json()
    return {part["name"] for part in answer["parts"] if not part["ok"]}


def _asked_at_once(client: TestClient) -> list[Any]:
    with ThreadPoolExecutor(_AT_ONCE) as asking:
        return list(asking.map(lambda _: client.get(_CALLS), range(_AT_ONCE)))


def _submitted(client: TestClient, seed: int) -> Any:  # noqa: ANN401 - the client's own answer
    return client.post(_CALLS, data=PROVEN, files={"audio": ("call.wav", wav(seed=seed), "audio/wav")})
