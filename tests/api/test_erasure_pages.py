"""The page Data: what goes when, holds, a dry run before anything is erased, and proven certificates."""

from __future__ import annotations

import json
import re
from datetime import timedelta
from pathlib import Path

import pytest

from models.erasure import SealedCertificate
from models.retention import RetentionRules
from tests.api.calls import staged_call
from tests.api.house import House, open_house
from tests.api.test_people_pages import enter

JANE = "+15125550123"


def test_the_rules_say_what_goes_next_and_a_hold_keeps_it(tmp_path: Path) -> None:
    rules = RetentionRules(audio_days=30, calls_days=90)
    with open_house(tmp_path, retention=rules) as house:
        enter(house, "eve@example.com", "admin")
        cora = enter(house, "cora@example.com", "manager", "blue")
        call, _ = staged_call(house, team="blue", seed=1), staged_call(house, team="blue", seed=2)
        shown = cora.get("/erasures").text
        assert "Kept for 30 days." in shown
        assert "Kept until somebody deletes it." in shown  # hook events
        house.pass_time(timedelta(days=25))
        cora = enter(house, "cleo@example.com", "manager", "blue")
        assert "The next goes on 20 Dec 2026, 15:00: 2 within a week, 2 within 30 days" in words(
            cora.get("/erasures").text
        )
        cora = enter(house, "cara@example.com", "manager", "blue")
        held = cora.post("/erasures/holds", data={"whom": call, "reason": "a claim", "until": "2027-03-31"})
        assert "until 31 Mar 2027" in held.text
        house.pass_time(timedelta(days=6))
        cora = enter(house, "cyra@example.com", "manager", "blue")
        assert "In the next round: 1. Due, but held: 1." in words(cora.get("/erasures").text)
        refused = cora.post("/erasures/foresee", data={"whom": call, "reason": "asked <b>"})
        assert refused.status_code == 409
        assert "legal hold" in refused.text
        assert 'value="asked &lt;b&gt;"' in refused.text
        (hold_id,) = set(re.findall(r'name="hold" value="([^"]+)"', cora.get("/erasures").text))
        assert "Nothing is held." in cora.post("/erasures/holds/end", data={"hold": hold_id}).text
        again = cora.post("/erasures/holds/end", data={"hold": hold_id})
        assert (again.status_code, "not in force any more" in again.text) == (422, True)


def words(html: str) -> str:
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", "", html))


def test_a_person_is_erased_after_a_dry_run_and_the_certificate_can_be_kept(house: House) -> None:
    enter(house, "eve@example.com", "admin")
    cora = enter(house, "cora@example.com", "manager", "blue")
    mine = staged_call(house, team="blue", customer=JANE, seed=1)
    other = staged_call(house, team="blue", customer=JANE, seed=2)
    asked = {"whom": "(512) 555-0123", "reason": "asked by letter"}
    seen = cora.post("/erasures/foresee", data=asked)
    assert seen.status_code == 200
    assert "2 calls would go" in seen.text
    assert "recording: 2" in seen.text
    assert house.client.get(f"/api/v1/calls/{mine}").json()["stage"] == "staged"
    done = cora.post("/erasures", data=asked)
    assert done.url.path.startswith("/erasures/certificates/cert_")
    assert "Proven" in done.text
    assert "5550123" not in done.text + str(done.url)
    for call in (mine, other):
        assert house.client.get(f"/api/v1/calls/{call}").json()["stage"] == "erased"
    file = cora.get(f"{done.url.path}/download")
    assert file.headers["content-disposition"].startswith('attachment; filename="cert_')
    given = SealedCertificate.model_validate(json.loads(file.text))
    assert house.doors.shelves.certificates().is_genuine(given)
    assert "Nothing: no more of it is kept here." in cora.post("/erasures/foresee", data=asked).text
    assert cora.post("/erasures/foresee", data={"whom": mine, "reason": "x"}).status_code in {404, 409}
    acts = [(one.actor, one.action) for one in house.doors.shelves.audit().entries()]
    assert ("cora@example.com", "foresaw_erasure") in acts
    assert ("cora@example.com", "erased_person") in acts


@pytest.mark.parametrize(
    ("whom", "reason", "status"),
    [("", "x", 422), ("nobody", "x", 422), (JANE, " ", 422), ("call_none", "x", 404)],
)
def test_a_wrong_form_says_why_and_loses_nothing(house: House, whom: str, reason: str, status: int) -> None:
    enter(house, "eve@example.com", "admin")
    cora = enter(house, "cora@example.com", "manager", "blue")
    for path in ("/erasures", "/erasures/foresee", "/erasures/holds"):
        answer = cora.post(path, data={"whom": whom, "reason": reason, "crm": "both"[: 4 * (not whom)]})
        assert answer.status_code == status, path
        assert 'role="alert"' in answer.text
        assert f'name="whom" value="{whom}"' in answer.text
    until = {"whom": JANE, "reason": "x", "until": "soon"}
    assert "is no date" in cora.post("/erasures/holds", data=until).text


def test_records_in_the_crm_are_asked_about_and_a_foreign_call_is_not_there(house: House) -> None:
    enter(house, "eve@example.com", "admin")
    cora = enter(house, "cora@example.com", "manager", "blue")
    foreign = staged_call(house, team="red", customer="sam@example.com", seed=2)
    for path in ("/erasures", "/erasures/foresee"):
        assert cora.post(path, data={"whom": foreign, "reason": "x"}).status_code == 404
        refused = cora.post(path, data={"whom": "sam@example.com", "reason": "x"})
        assert (refused.status_code, "that you do not see" in refused.text) == (403, True)
    assert house.client.get(f"/api/v1/calls/{foreign}").json()["stage"] == "staged"
    house.doors.shelves.embedded_crm().create_contact(key="k", name="Jane", phone=JANE, email=None)
    asked = {"whom": JANE, "reason": "asked"}
    seen = cora.post("/erasures/foresee", data=asked).text
    assert "contacts of the embedded CRM: 1</li>" in seen
    assert "said that they are kept" not in seen
    unsaid = cora.post("/erasures", data=asked)
    assert (unsaid.status_code, 'role="alert"' in unsaid.text) == (422, True)
    assert 'value="asked"' in unsaid.text
    removed = cora.post("/erasures", data={**asked, "crm": "remove"})
    assert "contacts of the embedded CRM: 1" in removed.text
