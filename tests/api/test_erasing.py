"""The door for erasing: a dry run first, then certificates that prove themselves."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path
from typing import Any

from tests.api.calls import staged_call
from tests.api.house import House, open_house


def ask(house: House, **changes: object) -> Any:  # noqa: ANN401 - the client's answer
    body = {"by": "dana@example.com", "reason": "asked by letter", **changes}
    return house.client.post("/api/v1/erasures", json=body)


def test_a_call_is_erased_after_a_dry_run_with_a_certificate_that_the_command_line_proves(
    tmp_path: Path,
) -> None:
    with open_house(tmp_path) as house:
        call = staged_call(house)
        seen = ask(house, call_id=call, crm="keep", dry_run=True)
        assert seen.status_code == 200
        assert seen.json()["certificates"] == []
        assert house.client.get(f"/api/v1/calls/{call}").json()["stage"] == "staged"
        done = ask(house, call_id=call, crm="keep").json()
        (given,) = done["certificates"]
        (would_be,) = seen.json()["would_be"]
        assert given["certificate"]["went"] == would_be["went"]
        after = house.client.get(f"/api/v1/calls/{call}").json()
        assert (after["stage"], after["transcript"], after["notes"]) == ("erased", None, None)
        assert house.client.get("/api/v1/erasures").json()["certificates"] == [given]
    file = tmp_path / "certificates.json"
    changed = {**given, "certificate": {**given["certificate"], "by": "eve@example.com"}}
    file.write_text(json.dumps([given, changed]))
    code, said = verified(tmp_path, file)
    assert code == 2
    assert said.startswith("1 of 2 certificates are genuine.\n")


def verified(data: Path, file: Path) -> tuple[int, str]:
    done = subprocess.run(
        [sys.executable, "-m", "callnotes", "--data", str(data), "certificates", "--verify", str(file)],
        env=os.environ, capture_output=True, text=True, timeout=60, check=False,
    )  # fmt: skip
    return done.returncode, done.stdout


def test_a_person_is_erased_and_a_body_that_names_both_or_neither_is_refused(tmp_path: Path) -> None:
    with open_house(tmp_path) as house:
        for changes in ({}, {"call_id": "x", "person": "jane@example.com"}, {"person": "nonsense"}):
            answer = ask(house, **changes)
            assert (answer.status_code, answer.json()["code"]) == (422, "input.invalid"), changes
        assert ask(house, person="jane@example.com", reason=" ").status_code == 422
        assert ask(house, call_id="call_none").status_code == 404
        (given,) = ask(house, person="Jane@example.com").json()["certificates"]
        assert given["certificate"]["scope"] == "person"
        assert "jane@" not in json.dumps(given).lower()
