"""The page of consent rules."""

from __future__ import annotations

from lifecycle import tokens
from models.consent_rules import CAUTIOUS, ConsentRule, ConsentTable
from tests.api.house import PROVEN, House, wav
from tests.api.test_people_pages import enter

TABLE = ConsentTable(rules=(ConsentRule(name="Germany <b>", country="DE", enough="explicit"),))


def with_table(house: House, table: ConsentTable) -> House:
    object.__setattr__(house.doors.shelves, "consent_table", lambda: table)
    return house


def test_the_table_is_shown_with_what_it_makes_of_a_call(house: House) -> None:
    with_table(house, TABLE)
    cora = enter(house, "cora@example.com", "manager")
    shown = cora.get("/consent").text
    assert "Germany &lt;b&gt;" in shown
    assert "no legal advice" in shown
    tried = cora.get("/consent?customer=%2B4930901820").text
    assert "explicit consent is needed (rule “Germany &lt;b&gt;” for the customer" in tried
    assert cora.get("/consent?customer=nobody").status_code == 422


def test_a_table_with_a_mistake_says_so_on_its_page(house: House) -> None:
    with_table(house, CAUTIOUS.model_copy(update={"faults": ("The file is not TOML at line 3.",)}))
    shown = enter(house, "cora@example.com", "manager").get("/consent").text
    assert "every call waits until it is corrected" in shown
    assert "The file is not TOML at line 3." in shown


JANE = "+15125550123"


def test_a_manager_takes_a_person_onto_the_list_and_off_it(house: House) -> None:
    enter(house, "eve@example.com", "admin")
    cora = enter(house, "cora@example.com", "manager", "blue")
    call = house.client.post(
        "/api/v1/calls", data={**PROVEN, "customer": JANE, "team": "blue"}, files={"audio": wav()}
    )
    assert call.json()["stage"] == "queued"
    wrong = cora.post("/consent/opt-outs", data={"customer": "nobody", "reason": "<b>"})
    assert wrong.status_code == 422
    assert 'value="&lt;b&gt;"' in wrong.text
    shown = cora.post("/consent/opt-outs", data={"customer": "(512) 555-0123", "reason": "asked"}).text
    assert "1 open call stopped" in shown
    assert "+1 512-555-0123" in shown
    passport = cora.post("/consent/passport", data={"phone": JANE, "email": ""}).text
    assert "Opted out since" in passport
    assert "not processed, since the person opted out; nothing kept" in passport
    assert cora.post("/consent/passport", data={"customer": ""}).status_code == 422
    removed = cora.post("/consent/opt-outs/remove", data={"customer": JANE})
    assert "Nobody opted out." in removed.text
    assert cora.post("/consent/opt-outs/remove", data={"customer": JANE}).status_code == 422
    assert house.sealed_files() == []
    log = [(one.actor, one.action, one.detail) for one in house.doors.shelves.audit().entries()]
    assert ("cora@example.com", "opted_out", None) in log
    assert ("cora@example.com", "opted_in", None) in log


def test_a_machine_keeps_the_list_and_sees_names_only_with_the_scope(house: House) -> None:
    plain = tokens.make_token(house.doors.shelves, "plain", ("calls:decide", "calls:read"), by="test")
    only = {"authorization": f"Bearer {plain}"}
    body = {"customer": JANE, "by": "dana@example.com", "reason": "asked"}
    added = house.client.post("/api/v1/opt-outs", json=body, headers=only).json()
    assert (added["opt_out"]["customer"], added["opt_out"]["reason"]) == (None, None)
    assert house.client.post("/api/v1/opt-outs", json=body).json()["already_there"]
    assert house.client.get("/api/v1/opt-outs").json()["opt_outs"][0]["customer"] == JANE
    ask = {"customer": JANE}
    assert house.client.post("/api/v1/consent-passport", json=ask, headers=only).status_code == 403
    assert house.client.post("/api/v1/consent-passport", json=ask).json()["opt_out"]["by"] == body["by"]
    gone = house.client.post("/api/v1/opt-outs/remove", json={"customer": JANE, "by": "eve@example.com"})
    assert gone.json() == {"opt_outs": []}
    assert house.client.post("/api/v1/opt-outs", json={"customer": "nobody", "by": "x"}).status_code == 422
