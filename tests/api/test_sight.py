"""Every door that shows calls shows those that the one rule of sight shows, and no other, to everybody."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Final

import pytest
from fastapi.testclient import TestClient

from lifecycle import reading
from models.access import Actor
from models.call import CallDetails
from tests.api.calls import staged_call
from tests.api.house import House, open_house
from tests.api.test_people_pages import enter
from tests.api.test_role_table import PEOPLE

#: Agent and team of each call.
CALLS: Final = (
    ("ann@example.com", "blue"), ("bob@example.com", "blue"), ("lea@example.com", "red"),
    ("cora@example.com", None), ("eve@example.com", "red"), (None, "blue"), (None, None),
)  # fmt: skip

Shown = Callable[[TestClient, list[str]], set[str]]
Town = tuple[House, dict[str, TestClient], list[str]]


def _there(path: str) -> Shown:
    return lambda browser, calls: {
        one for one in calls if browser.get(path.replace("{}", one)).status_code == 200
    }


def _on(path: str) -> Shown:
    def shown(browser: TestClient, calls: list[str]) -> set[str]:
        text = browser.get(path).text
        return {one for one in calls if one in text}

    return shown


#: Each door that shows calls; a role that may not come in there at all sees none by it.
DOORS: Final[dict[str, Shown]] = {
    "the list": _on("/calls"),
    "the list by its team": _on("/calls?q=blue"),
    "the page": _there("/calls/{}"),
    "the recording": _there("/calls/{}/audio"),
    "the versions": _there("/calls/{}/versions"),
    "the export": _there("/calls/{}/export/json"),
    "its ledger": _there("/calls/{}/ledger"),
    "the audit log": _on("/audit"),
    "the audit log's export": _on("/audit/export/jsonl"),
    "the ledger": _on("/ledger"),
    "the CRM": _on("/crm"),
}


@pytest.fixture(scope="module")
def town(
    tmp_path_factory: pytest.TempPathFactory,
) -> Iterator[Town]:
    folder = tmp_path_factory.mktemp("town")
    with open_house(folder, export=lambda dossier, _form: dossier.call.id) as house:
        enter(house, "first@example.com", "admin")
        browsers = {
            who: enter(house, email, role, *teams, granted=granted)
            for who, (email, role, teams, granted) in PEOPLE.items()
        }
        calls = [
            staged_call(house, seed=at, **{k: v for k, v in (("agent", agent), ("team", team)) if v})
            for at, (agent, team) in enumerate(CALLS)
        ]
        yield house, browsers, calls


@pytest.mark.parametrize("who", PEOPLE)
def test_no_door_shows_a_call_that_is_not_seen(town: Town, who: str) -> None:
    house, browsers, calls = town
    email, role, teams, granted = PEOPLE[who]
    grants = {"admin": ("calls",), "auditor": ("personal",)}.get(role, ()) if granted else ()
    actor = Actor.model_validate({"name": email, "role": role, "teams": teams, "grants": grants})
    details = {call.id: call.details for call in reading.calls(house.doors.shelves)}
    seen = {call_id for call_id in calls if actor.sees(details[call_id])}
    assert seen == {call.id for call in reading.calls(house.doors.shelves, seen_by=actor)}
    for name, shows in DOORS.items():
        shown = shows(browsers[who], calls)
        assert shown <= seen, name
        if name in {"the list", "the page", "the versions", "the export"}:
            assert shown == seen, name


def test_what_each_sees_is_what_the_roles_say() -> None:
    seen = {}
    for who, (email, role, teams, granted) in PEOPLE.items():
        grants = ("calls",) if granted and role == "admin" else ()
        actor = Actor.model_validate({"name": email, "role": role, "teams": teams, "grants": grants})
        calls = enumerate(CallDetails(agent=agent, team=team) for agent, team in CALLS)
        seen[who] = [at for at, details in calls if actor.sees(details)]
    everything = list(range(len(CALLS)))
    assert seen == {
        "agent": [0], "foreign_agent": [1], "lead": [0, 1, 2, 5], "other_lead": [2, 4],
        "manager": [0, 1, 3, 5], "other_manager": [2, 4], "auditor": everything,
        "hearing_auditor": everything, "admin": [], "seeing_admin": everything,
    }  # fmt: skip
