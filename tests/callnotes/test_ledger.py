"""The ledger at the command line: what waits for the CRM, and whether both agree."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.callnotes.house import House
from tests.callnotes.test_main_job import CONSENT
from tests.hubspot_simulator import Portal, simulator


def test_a_lost_answer_shows_in_the_status_and_is_settled_by_reconcile(
    house: House, recording: Path, spoken: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    with simulator(Portal()) as portal:
        monkeypatch.setenv("CALLNOTES_CRM", "hubspot")
        monkeypatch.setenv("CALLNOTES_HUBSPOT_TOKEN", "pat-test")
        monkeypatch.setenv("CALLNOTES_HUBSPOT_URL", portal.address)
        monkeypatch.setenv("CALLNOTES_MAX_ATTEMPTS", "1")
        assert house("crm", "setup").code == 0
        portal.portal.faults.add("lost", path="batch/upsert")
        arrives = ("submit", recording, "--transcript", spoken, *CONSENT, "--engine", "rules", "--wait")
        assert house(*arrives).code == 3
        (call,) = house("calls", "--json").document
        status = house("crm", "status", "--json").document
        assert status["open_records"] == 1
        assert [cause["code"] for cause in status["causes"]] == ["crm.busy"]
        assert "1 x crm.busy" in house("crm", "status").out

        (finding,) = house("crm", "reconcile", "--json").document
        assert (finding["key"], finding["resolved"]) == (f"{call['id']}:note", True)
        assert house("crm", "status", "--json").document["open_records"] == 0
        assert house("retry", str(call["id"]), "--wait").code == 0
        assert len(list(portal.portal.records.live("notes"))) == 1
        looked = house("crm", "reconcile", str(call["id"]))
        assert "2 looked at, 2 agree, 0 settled by it." in looked.out
        assert house("crm", "reconcile", "--json").document == []
