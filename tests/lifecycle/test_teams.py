"""A team is the same however it is written: a manager sees its calls; on both databases."""

from __future__ import annotations

import pytest
from sqlalchemy import text

from lifecycle import links, people, reading
from lifecycle.intake import accept
from lifecycle.teams import known_teams, plain_team
from models.access import Actor
from models.call import CallDetails
from models.errors import InputError
from storage.shelves import Shelves
from tests.lifecycle.house import LIMITS, UNKNOWN, WAV, Queue

CORA, DAN = "cora@example.com", "dan@example.com"
PASSWORD = "a sentence that nobody guesses"


@pytest.fixture(autouse=True)
def admin(shelves: Shelves) -> None:
    """Somebody is admin, as everywhere."""
    links.use(shelves, links.first_link(shelves) or "", email="eve@example.com", password=PASSWORD)


def _manager(shelves: Shelves, email: str, *teams: str) -> Actor:
    if email not in {one.email for one in people.everybody(shelves)}:
        links.use(shelves, links.invite(shelves, email, "manager", by="test"), email=email, password=PASSWORD)
    people.change(shelves, email, role="manager", teams=teams, disabled=False, by="test")
    return next(one.actor for one in people.everybody(shelves) if one.email == email)


def _call(shelves: Shelves, team: str | None, number: int = 0, external_id: str | None = None) -> str:
    details = CallDetails(team=team, external_id=external_id)
    audio = (WAV + bytes([number]),)
    accepted = accept(shelves, details, UNKNOWN, audio=audio, transcript=None, limits=LIMITS, enqueue=Queue())
    return accepted.call.id


def _seen(shelves: Shelves, actor: Actor) -> set[str]:
    return {call.id for call in reading.calls(shelves, seen_by=actor)}


@pytest.mark.parametrize("typed", ["Support", " SUPPORT ", "sup\u00a0port", "\u2003support"])
def test_a_manager_sees_the_calls_however_the_team_was_typed(shelves: Shelves, typed: str) -> None:
    call_id = _call(shelves, "support")
    cora = _manager(shelves, CORA, typed)
    assert cora.teams == ("support",)
    assert _seen(shelves, cora) == {call_id}


@pytest.mark.parametrize("named", ["Straße", "STRASSE", " Stra\u00dfe", "strasse"])
def test_a_call_is_its_teams_however_its_sender_writes_it(shelves: Shelves, named: str) -> None:
    cora = _manager(shelves, CORA, "Straße")
    call_id = _call(shelves, named)
    assert _seen(shelves, cora) == {call_id}


def test_a_team_that_is_told_later_is_known_too(shelves: Shelves) -> None:
    cora = _manager(shelves, CORA, "North  East")
    assert cora.teams == ("North East",)
    call_id = _call(shelves, None, external_id="pbx-1")
    assert _call(shelves, "north east", external_id="pbx-1") == call_id
    assert _seen(shelves, cora) == {call_id}


def test_what_people_have_goes_before_what_calls_have_and_those_by_number(shelves: Shelves) -> None:
    for number, team in enumerate(("Sales", "SALES", "SALES", "Support")):
        _call(shelves, team, number)
    assert _manager(shelves, CORA, "sales", "sAleS").teams == ("SALES",)
    assert _manager(shelves, DAN, "sales", "support").teams == ("SALES", "Support")
    assert known_teams(shelves) == ("SALES", "Support")


def test_saving_again_mends_a_spelling_that_nobody_else_has(shelves: Shelves) -> None:
    assert _manager(shelves, CORA, "Support").teams == ("Support",)
    _call(shelves, None)
    with shelves.database.transaction() as session:  # as it came in before spellings were compared
        session.execute(text("UPDATE calls SET team = 'support'"))
    assert _manager(shelves, CORA, "support").teams == ("support",)


def test_a_call_alone_keeps_its_teams_name_without_the_blanks(shelves: Shelves) -> None:
    call = reading.call(shelves, _call(shelves, "  Night   shift "))
    assert call.details.team == "Night shift"
    assert plain_team("Night shift") == "nightshift"


def test_an_overlong_team_is_refused(shelves: Shelves) -> None:
    with pytest.raises(InputError, match="at most 80"):
        _manager(shelves, CORA, "x" * 81)
