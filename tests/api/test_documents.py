"""What docs/hooks.md and docs/api.md show works as written, with real curl and openssl on a real server."""

from __future__ import annotations

import json
import re
import shutil
import subprocess
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest

from api.problems import STATUS_OF_ERROR
from api.webhooks.recorded_event import RecordedEvent
from lifecycle.new_call import NewCall
from storage.shelves import utc_now
from tests.api.calls import call_in_conflict, staged_call
from tests.api.house import PROVEN, SECRET, TOKEN, House, open_house, wav
from tests.api.live_server import live_server
from tests.api.test_versions import second_version

DOCS = Path(__file__).parents[2] / "docs"
API = (DOCS / "api.md").read_text(encoding="utf-8")
HOOKS = (DOCS / "hooks.md").read_text(encoding="utf-8")

pytestmark = pytest.mark.skipif(
    not (shutil.which("curl") and shutil.which("openssl") and shutil.which("bash")),
    reason="curl, openssl or bash is not on this machine",
)


@pytest.fixture
def server(tmp_path: Path) -> Iterator[tuple[House, str]]:
    (tmp_path / "call.wav").write_bytes(wav(seed=99))
    with (
        open_house(tmp_path / "data", clock=utc_now, undo=timedelta(minutes=2)) as house,
        live_server(house.doors) as port,
    ):
        yield house, f"http://127.0.0.1:{port}"


def _run(script: str, folder: Path, url: str, **more: str) -> dict[str, Any]:
    environment = {
        "PATH": "/usr/local/bin:/usr/bin:/bin",
        "URL": url,
        "TOKEN": TOKEN,
        "SECRET": SECRET,
        "AUDIO": str(folder / "call.wav"),
    }
    done = subprocess.run(
        ["bash", "-eu", "-c", script],
        env=environment | more,
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    answer: dict[str, Any] = json.loads(done.stdout)
    return answer


def _blocks(text: str, language: str = "sh") -> list[str]:
    return re.findall(rf"```{language}\n(.*?)```", text, re.DOTALL)


def _sections() -> dict[str, list[str]]:
    """Return the commands under each address of docs/api.md."""
    parts = re.split(r"^### `(.+)`$", API, flags=re.MULTILINE)
    return {heading: _blocks(text) for heading, text in zip(parts[1::2], parts[2::2], strict=True)}


def test_the_ten_lines_of_the_hook_work_as_written(server: tuple[House, str], tmp_path: Path) -> None:
    house, url = server
    script = _blocks(HOOKS)[0]
    assert len(script.splitlines()) == 10
    call = _run(script, tmp_path, url)
    assert call["stage"] == "queued", call
    assert house.enqueued == [(call["id"], "process", 1)]


def test_the_event_that_is_shown_is_one_that_is_taken(server: tuple[House, str]) -> None:
    event = RecordedEvent.model_validate_json(_blocks(HOOKS, "json")[0])
    missing = set(NewCall.model_fields) - set(event.data.model_dump(exclude_none=True))
    assert missing == {"engine"}, "the example shows every field but the one for experts"


def test_every_address_of_the_api_is_documented_and_no_other(server: tuple[House, str]) -> None:
    paths = server[0].client.get("/api/openapi.json").json()["paths"]
    offered = {f"{method.upper()} {path}" for path, methods in paths.items() for method in methods}
    assert set(_sections()) == offered


def _prepared(house: House, heading: str, seed: int) -> str:
    """Bring a call to where this command makes sense, and return its id."""
    verb = heading.rsplit("/", 1)[1]
    if verb == "audio":
        return str(house.client.post("/api/v1/calls", json=PROVEN).json()["id"])
    if verb in ("versions", "diff"):
        return second_version(house, seed=seed)
    if verb in ("link", "review", "take-back", "rerun", "speakers", "items", "undo"):
        call_id = staged_call(house, customer="reed@example.com", seed=seed)
        if verb in ("review", "take-back", "undo"):
            linked = house.client.post(
                f"/api/v1/calls/{call_id}/link", json={"by": "dana@example.com", "new": True}
            )
            assert linked.status_code == 200
        if verb in ("take-back", "undo"):
            decided = {"by": "dana@example.com", "rest": "accept"}
            answer = house.client.post(f"/api/v1/calls/{call_id}/review", json=decided)
            assert answer.json()["stage"] == "in_review"
        return call_id
    if verb in ("conflicts", "{item_id}"):
        return call_in_conflict(house, seed=seed)
    waiting = verb in ("release", "consent")
    fields = {"consent": "unknown"} if waiting else PROVEN
    answer = house.client.post("/api/v1/calls", data=fields, files={"audio": wav(seed=seed)})
    call_id = str(answer.json()["id"])
    if verb == "retry":
        house.client.post(f"/api/v1/calls/{call_id}/cancel")
    return call_id


EXPECTED = {
    "PUT /api/v1/calls/{call_id}/audio": "queued",
    "GET /api/v1/calls/{call_id}": "queued",
    "POST /api/v1/calls/{call_id}/release": "queued",
    "POST /api/v1/calls/{call_id}/consent": "queued",
    "POST /api/v1/calls/{call_id}/link": "staged",
    "POST /api/v1/calls/{call_id}/review": "in_review",
    "POST /api/v1/calls/{call_id}/take-back": "staged",
    "POST /api/v1/calls/{call_id}/items": "staged",
    "POST /api/v1/calls/{call_id}/undo": "staged",
    "POST /api/v1/calls/{call_id}/speakers": "transcribed",
    "POST /api/v1/calls/{call_id}/rerun": "transcribed",
    "POST /api/v1/calls/{call_id}/conflicts": "settled",
    "POST /api/v1/calls/{call_id}/cancel": "cancelled",
    "POST /api/v1/calls/{call_id}/retry": "queued",
    "POST /api/v1/calls/{call_id}/reconcile": "queued",
}
LOOKS_BACK = {
    "GET /api/v1/calls/{call_id}/versions": {"versions"},
    "GET /api/v1/calls/{call_id}/diff": {"before", "after", "diff"},
    "GET /api/v1/calls/{call_id}/ledger": {"records"},
    "GET /api/v1/promises/{call_id}/{item_id}": {"line", "detail"},
    "POST /api/v1/promises/{call_id}/{item_id}": {"line", "detail"},
}


def test_every_command_about_one_call_works_as_written(server: tuple[House, str], tmp_path: Path) -> None:
    house, url = server
    opening = _blocks(API)[0]
    about_one = {heading: blocks for heading, blocks in _sections().items() if "{call_id}" in heading}
    assert set(about_one) == {*EXPECTED, *LOOKS_BACK}
    for seed, (heading, (command,)) in enumerate(about_one.items()):
        call_id = _prepared(house, heading, seed)
        answer = _run(opening + command, tmp_path, url, CALL=call_id)
        if heading in LOOKS_BACK:
            assert set(answer) == LOOKS_BACK[heading]
        else:
            assert answer["stage"] == EXPECTED[heading], heading


def test_every_other_command_works_as_written(server: tuple[House, str], tmp_path: Path) -> None:
    house, url = server
    opening, sections = _blocks(API)[0], _sections()
    form, metadata = sections["POST /api/v1/calls"]
    first = _run(opening + form, tmp_path, url)
    assert (first["stage"], first["customer"]) == ("queued", "+15125550123")
    shown = json.loads(_blocks(API, "json")[0])
    assert set(shown) == set(first), "the document that is shown has every member"
    assert _run(opening + metadata, tmp_path, url)["stage"] == "awaiting_audio"
    (listing,) = sections["GET /api/v1/calls"]
    assert set(_run(opening + listing, tmp_path, url)) == {"calls", "next_cursor"}
    (promised,) = sections["GET /api/v1/promises"]
    assert set(_run(opening + promised, tmp_path, url)) == {"lines", "counts", "next"}
    (status,) = sections["GET /api/v1/crm/status"]
    assert _run(opening + status, tmp_path, url)["open_records"] == 0
    about_people = [one for one in sections if "opt-outs" in one or "passport" in one]
    for path, (command,) in ((one, sections[one]) for one in sorted(about_people, reverse=True)):
        answer = _run(opening + command, tmp_path, url)
        if path == "POST /api/v1/opt-outs":
            assert answer["stopped"] == [first["id"]]
    assert house.client.get("/api/v1/opt-outs").json()["opt_outs"] != []
    house.doors.shelves.heartbeat().appear("worker-1")
    for path in ("GET /healthz", "GET /readyz"):
        assert _run(opening + sections[path][0], tmp_path, url)["status"] == "ok"


def test_every_field_of_a_new_call_is_documented() -> None:
    table = API.split("| Field | Holds |")[1].split("\n\n")[0]
    named = set(re.findall(r"`(\w+)`", "\n".join(line.split("|")[1] for line in table.splitlines() if line)))
    assert named == {*NewCall.model_fields, "transcript", "audio", "left", "right"}


def test_every_status_of_the_table_is_documented() -> None:
    documented = {int(status) for status in re.findall(r"^\| (\d{3})", API, re.MULTILINE)}
    at_the_doors = {status for kind, status in STATUS_OF_ERROR.items() if not kind.code.startswith("crm.")}
    assert at_the_doors - documented <= {410}
