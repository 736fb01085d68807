"""Everything of a person over HTTP: streamed, noted, for who sees all of their calls, and left nowhere."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Iterator
from pathlib import Path

import pytest

from api.access_archive import archive_of
from lifecycle import tokens
from models.access import Scope
from tests.api.calls import staged_call
from tests.api.house import House, open_house
from tests.api.test_erasure_pages import JANE
from tests.api.test_people_pages import enter

PERSON = {"person": "(512) 555-0123", "by": "dana@example.com", "audio": True}


@pytest.fixture
def house(tmp_path: Path) -> Iterator[House]:
    with open_house(tmp_path, export=lambda dossier, form: f"{form} {dossier.call.id}") as opened:
        yield opened


def names_in(body: bytes) -> list[str]:
    with zipfile.ZipFile(io.BytesIO(body)) as archive:
        assert archive.testzip() is None
        return [name.rpartition("/")[2] for name in archive.namelist()]


def everything_under(folder: Path) -> set[Path]:
    return {path for path in folder.rglob("*") if path.is_file()}


def test_a_token_with_both_scopes_gets_the_archive_and_the_log_says_so(house: House, tmp_path: Path) -> None:
    call = staged_call(house, customer=JANE)
    before = everything_under(tmp_path)
    answer = house.client.post("/api/v1/access-requests", json=PERSON)
    assert (answer.status_code, answer.headers["content-type"]) == (200, "application/zip")
    assert answer.headers["cache-control"] == "no-store"
    names = names_in(answer.content)
    assert {"README.txt", "person.json", "notes.json", "call.json"} <= set(names)
    assert any(name.startswith("audio.") for name in names)
    lines = house.client.get("/api/v1/audit", params={"action": "handed_out"}).json()["lines"]
    assert [(one["call_id"], one["for_whom"]) for one in lines] == [(call, "dana@example.com")]
    assert everything_under(tmp_path) - before <= {tmp_path / "audit.head"}


@pytest.mark.parametrize("scope", ["calls:erase", "personal:read"])
def test_one_scope_alone_is_not_enough(house: House, scope: Scope) -> None:
    secret = tokens.make_token(house.doors.shelves, "one", (scope,), by="eve@example.com")
    shown = {"authorization": f"Bearer {secret}"}
    assert house.client.post("/api/v1/access-requests", json=PERSON, headers=shown).status_code == 403


def test_of_nobody_there_is_one_sentence(house: House) -> None:
    for person in ("+1 212 555 0199", "no number"):
        answer = house.client.post("/api/v1/access-requests", json={**PERSON, "person": person})
        assert (answer.status_code, answer.headers["content-type"]) == (422, "application/problem+json")


def test_on_the_page_data_a_manager_gets_it_only_with_every_call_in_sight(house: House) -> None:
    enter(house, "eve@example.com", "admin")
    cora = enter(house, "cora@example.com", "manager", "blue")
    staged_call(house, team="blue", customer=JANE, seed=1)
    assert "When a person asks what is kept" in cora.get("/erasures").text
    given = cora.post("/erasures/access-requests", data={"whom": JANE})
    assert "person.json" in names_in(given.content)
    assert not any(name.startswith("audio.") for name in names_in(given.content))
    staged_call(house, team="red", customer=JANE, seed=2)
    refused = cora.post("/erasures/access-requests", data={"whom": JANE, "audio": "yes"})
    assert (refused.status_code, "that you do not see" in refused.text) == (403, True)


def test_who_stops_listening_midway_leaves_nothing_behind(house: House, tmp_path: Path) -> None:
    staged_call(house, customer=JANE)
    before = everything_under(tmp_path)
    actor = house.client.app.state.entry.tokens.machine(house.client.headers["authorization"])  # type: ignore[attr-defined] # starlette's app
    answer = archive_of(house.doors, JANE, by="dana@example.com", audio=True, actor=actor)
    del answer
    assert everything_under(tmp_path) - before <= {tmp_path / "audit.head"}
