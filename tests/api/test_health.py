"""Whether the process lives and which part of the service cannot work."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest

from models.errors import StorageError
from models.readiness import PartCheck
from storage import standing
from tests.api.house import House, open_house


def not_ready(house: House) -> dict[str, Any]:
    """Return the parts that cannot work, with the reason."""
    answer = house.client.get("/readyz")
    parts = {part["name"]: part["why"] for part in answer.json()["parts"] if not part["ok"]}
    assert answer.status_code == (503 if parts else 200)
    assert answer.json()["status"] == ("not ready" if parts else "ok")
    return parts


def test_health_and_readiness_are_told_to_everybody(tmp_path: Path) -> None:
    with open_house(tmp_path, api_tokens=()) as house:
        house.doors.shelves.heartbeat().appear("worker-1")
        assert house.client.get("/healthz").json() == {"status": "ok"}
        assert not_ready(house) == {}


def test_a_database_that_is_none_any_more_is_named_and_the_process_still_lives(tmp_path: Path) -> None:
    with open_house(tmp_path) as house:
        house.doors.shelves.database.close()
        (tmp_path / "callnotes.db").write_bytes(b"not a database any more" * 100)
        for side in tmp_path.glob("callnotes.db-*"):
            side.unlink()
        assert {"database", "schema", "worker"} <= set(not_ready(house))
        assert str(tmp_path) not in house.client.get("/readyz").text
        assert house.client.get("/healthz").status_code == 200


def test_a_worker_that_fell_silent_is_told(tmp_path: Path) -> None:
    with open_house(tmp_path) as house:
        assert set(not_ready(house)) == {"worker"}
        house.doors.shelves.heartbeat().appear("worker-1")
        assert not_ready(house) == {}
        house.pass_time(timedelta(minutes=1))
        assert set(not_ready(house)) == {"worker"}


@pytest.mark.parametrize("folder", ["incoming", "audio"])
def test_an_audio_shelf_that_cannot_be_written_is_told(tmp_path: Path, folder: str) -> None:
    with open_house(tmp_path) as house:
        house.doors.shelves.heartbeat().appear("worker-1")
        (tmp_path / folder).write_bytes(b"")
        assert set(not_ready(house)) == {"audio"}
        assert house.sealed_files() == []


def test_a_monitor_that_sends_head_gets_the_status_without_a_body(tmp_path: Path) -> None:
    with open_house(tmp_path) as house:
        assert (house.client.head("/healthz").status_code, house.client.head("/healthz").content) == (
            200,
            b"",
        )
        assert house.client.head("/readyz").status_code == 503
        house.doors.shelves.heartbeat().appear("worker-1")
        assert house.client.head("/readyz").status_code == 200


def test_a_full_disk_is_told(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    with open_house(tmp_path) as house:
        house.doors.shelves.heartbeat().appear("worker-1")
        monkeypatch.setattr(standing, "LOW_BYTES", 1 << 62)
        assert set(not_ready(house)) == {"disk"}


def test_a_check_of_the_program_counts_and_a_foreign_error_gives_nothing_away(tmp_path: Path) -> None:
    def refuses() -> None:
        raise StorageError("The queue's tables do not answer; see `callnotes doctor`.")

    def breaks() -> None:
        raise ValueError("postgresql://user:secret@host")

    checks = (PartCheck("queue", refuses), PartCheck("other", breaks))
    with open_house(tmp_path, part_checks=checks) as house:
        house.doors.shelves.heartbeat().appear("worker-1")
        assert set(not_ready(house)) == {"queue", "other"}
        assert "secret" not in house.client.get("/readyz").text
