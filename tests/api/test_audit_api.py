"""The audit log over the API: the lines of the page, by pages and filters, and written out."""

from __future__ import annotations

import csv

from models.access import Actor
from tests.api.calls import staged_call
from tests.api.house import House

AUDIT = "/api/v1/audit"


def test_lines_come_by_pages_the_newest_first_and_filters_all_hold(house: House) -> None:
    call = staged_call(house)
    audit = house.doors.shelves.audit()
    for number in range(5):
        audit.note(Actor(name="dana@example.com"), "saw", call_id=call, detail=f"{number}")
    audit.note(Actor(name="eve@example.com"), "invited", detail="x")
    first = house.client.get(AUDIT, params={"who": "Dana@example.com", "limit": 3}).json()
    assert [one["detail"] for one in first["lines"]] == ["4", "3", "2"]
    rest = house.client.get(AUDIT, params={"who": "dana@example.com", "before": first["next_before"]}).json()
    assert ([one["detail"] for one in rest["lines"]], rest["next_before"]) == (["1", "0"], None)
    asked = {"call_id": call, "action": "saw", "until": "2000-01-01T00:00:00Z"}
    assert house.client.get(AUDIT, params=asked).json()["lines"] == []
    assert house.client.get(AUDIT, params={"since": "yesterday"}).status_code == 422


def test_it_is_written_out_with_hashes_and_that_is_a_line_itself(house: House) -> None:
    house.doors.shelves.audit().note(Actor(name="dana@example.com"), "signed_in")
    written = house.client.get(f"{AUDIT}/export", params={"format": "csv", "who": "dana@example.com"})
    assert written.headers["content-type"].startswith("text/csv")
    (line,) = csv.DictReader(written.text.splitlines())
    assert (line["action"], len(line["hash"]) > 20) == ("signed_in", True)
    assert "exported_the_audit_log" in house.client.get(f"{AUDIT}/export").text
