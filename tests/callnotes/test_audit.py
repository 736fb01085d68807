"""What is done at the command line stands in the audit log: the machine's user, and whom `--as` named."""

from __future__ import annotations

import json
import os
import pwd
from pathlib import Path

import pytest
from sqlalchemy import text

from storage.shelves import open_shelves
from tests.callnotes.house import House
from tests.callnotes.test_main_job import submitted

LAURA = "laura@example.com"


def noted(house: House) -> list[tuple[str, str, str | None, str | None]]:
    """Return action, door, detail and person, the oldest first, of what this user did."""
    with open_shelves(house.folder) as shelves:
        lines = shelves.audit().entries()
    assert {one.actor for one in lines} == {pwd.getpwuid(os.getuid()).pw_name}
    assert all(one.call_id for one in lines if one.action not in {"saw_the_crm", "made_the_first_link"})
    return [(one.action, one.door or "", one.detail, one.for_whom) for one in reversed(lines)]


@pytest.fixture(autouse=True)
def _an_environment_that_lies(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("LOGNAME", "USER", "LNAME", "USERNAME"):
        monkeypatch.setenv(name, "dana")


def test_a_decision_is_noted_with_who_typed_it_and_who_was_named(
    house: House, recording: Path, spoken: Path
) -> None:
    call_id = str(submitted(house, recording, spoken)["id"])
    ours, theirs = (one["id"] for one in house("show", call_id, "--json").document["notes"]["promises"])
    house("show", call_id)
    house("crm", "show")
    house("export", call_id, "--format", "vtt")
    house("link", call_id, "--new", "--name", "Daniel", "--as", LAURA.upper())
    house("review", call_id, "--reject", ours, "--edit", f"{theirs}=Pay on Monday", "--as", LAURA)
    house("review", call_id, "--reject-all", "--as", "Laura from sales")
    lines = noted(house)
    assert lines[:5] == [
        ("submitted", "command_line", None, None),
        ("saw", "command_line", None, None),
        ("saw_the_crm", "command_line", None, None),
        ("exported", "command_line", "vtt", None),
        ("linked", "command_line", "a new contact", LAURA),
    ]
    assert sorted(lines[5:7]) == [
        ("edited", "command_line", theirs, LAURA),
        ("rejected", "command_line", ours, LAURA),
    ]
    ((action, _, _, whom),) = lines[7:]
    assert (action, whom) == ("rejected_the_rest", None)


def test_release_cancel_retry_and_links_are_noted(house: House, recording: Path) -> None:
    submit = ("submit", recording, "--consent", "unknown", "--engine", "rules", "--json")
    call_id = str(house(*submit).document[0]["id"])
    assert house("release", call_id, "--as", LAURA, "--reason", "it is in the contract").code == 0
    assert house("cancel", call_id).code == 0
    assert house("cancel", call_id).code == 0
    assert house("retry", call_id).code == 0
    assert house("accounts", "link").code == 0
    assert [(action, whom) for action, _, _, whom in noted(house)] == [
        ("submitted", None),
        ("released", LAURA),
        ("cancelled", None),
        ("retried", None),
        ("made_the_first_link", None),
    ]


def test_the_log_is_verified_and_written_out_at_the_command_line(house: House) -> None:
    for _ in range(2):
        house("accounts", "link")
    whole = house("audit", "verify", "--json")
    assert (whole.code, whole.document["whole"], whole.document["entries"]) == (0, True, 2)
    assert house("audit", "verify", "--kept", whole.document["end"]).code == 0
    assert house("audit", "verify", "--kept", "x").code == 2
    lines = [json.loads(line) for line in house("audit", "export").out.splitlines()]
    assert [line["action"] for line in lines] == ["made_the_first_link"] * 2 + ["exported_the_audit_log"]
    table = house("audit", "export", "--format", "csv").out.splitlines()
    assert table[0] == "id,at,actor,action,call_id,detail,door,for_whom,hash"
    assert len(table) == 5
    assert house("audit", "export", "--format", "xml").code == 2
    with open_shelves(house.folder) as shelves, shelves.database.transaction() as session:
        session.execute(text("UPDATE audit_log SET action = 'saw' WHERE id = 2"))
    broken = house("audit", "verify")
    assert broken.code == 3
    assert "broken at line 2: This line is not as it was written" in broken.out
    assert house("audit", "verify", "--json").document["broken"] == 2
