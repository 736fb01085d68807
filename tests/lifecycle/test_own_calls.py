"""An agent finds the own calls, and signs in, however the address was written; on both databases."""

from __future__ import annotations

from pathlib import Path

import pytest
from sqlalchemy import text

from lifecycle import links, reading, signing_in
from lifecycle.intake import accept
from lifecycle.search import Search, search
from models.access import Actor
from models.call import CallDetails
from models.errors import InputError
from models.mail_address import is_address, plain_address
from storage.database import open_database
from storage.shelves import Shelves, open_shelves
from tests.databases import run_again
from tests.lifecycle.house import GRANTED, LIMITS, UNKNOWN, WAV, Queue

PASSWORD = "a sentence that nobody guesses"
ANNE = "änne.groß@exämple.com"
WRITTEN = [ANNE, " Änne.Groß@Exämple.com ", "ÄNNE.GROSS@EXÄMPLE.COM", "A\u0308nne.gross@exa\u0308mple.com"]
#: Brings the tables back to where they were before addresses had one form.
_BACK = (
    "DROP INDEX ix_audit_log_for_whom",
    "ALTER TABLE audit_log DROP COLUMN for_whom",
    "ALTER TABLE audit_log DROP COLUMN door",
)


def _call_of(shelves: Shelves, agent: str | None, number: int = 0, external_id: str | None = None) -> str:
    details = CallDetails(agent=agent, external_id=external_id)
    audio = (WAV + bytes([number]),)
    accepted = accept(shelves, details, UNKNOWN, audio=audio, transcript=None, limits=LIMITS, enqueue=Queue())
    return accepted.call.id


def _seen(shelves: Shelves, actor: Actor) -> set[str]:
    return {call.id for call in reading.calls(shelves, seen_by=actor)}


def test_calls_are_found_however_the_agent_was_written(shelves: Shelves) -> None:
    anne = Actor(name=plain_address(ANNE), role="agent")
    own = {_call_of(shelves, written, number) for number, written in enumerate(WRITTEN)}
    other = _call_of(shelves, "anne@example.com", 9)
    assert _seen(shelves, anne) == own
    mine = search(shelves, Search(mine=True), actor=anne, limit=10)
    assert ({call.id for call in mine.calls}, mine.total()) == (own, len(WRITTEN))
    for typed in ("ÄNNE", "änne.groß", "EXÄMPLE.COM"):
        assert search(shelves, Search(text=typed), actor=anne, limit=10).total() == len(WRITTEN)
    assert all(anne.sees(call.details) for call in reading.calls(shelves) if call.id != other)
    assert reading.call(shelves, own.pop()).details.agent == anne.name


def test_an_agent_that_came_later_is_written_the_same(shelves: Shelves) -> None:
    call_id = _call_of(shelves, None, external_id="pbx-1")
    assert _call_of(shelves, "Änne.Groß@exämple.com", external_id="pbx-1") == call_id
    assert _seen(shelves, Actor(name=plain_address(ANNE), role="agent")) == {call_id}


def test_a_name_that_is_no_address_stays_as_it_was_written(shelves: Shelves) -> None:
    call_id = _call_of(shelves, "Team North")
    assert reading.call(shelves, call_id).details.agent == "Team North"


def test_a_person_signs_in_however_the_address_is_typed(shelves: Shelves) -> None:
    secret = links.invite(shelves, WRITTEN[1], "agent", by="dana@example.com")
    account = links.use(shelves, secret, email="", password=PASSWORD)
    for typed in WRITTEN:
        secret = signing_in.sign_in(shelves, typed, PASSWORD, address="10.0.0.1", browser=None)
        assert signing_in.who(shelves, secret) == account
        with pytest.raises(InputError):
            links.invite(shelves, typed, "agent", by="dana@example.com")


@pytest.mark.parametrize("typed", ["", "dana", "a@b@c", "a b@c", "a\x00@c.example", "a@c.example\x00"])
def test_what_is_no_address_is_nobodys(shelves: Shelves, typed: str) -> None:
    assert not is_address(typed)
    with pytest.raises(InputError):
        links.invite(shelves, typed, "agent", by="dana@example.com")
    with pytest.raises(Exception, match="Address or password is wrong"):
        signing_in.sign_in(shelves, typed, PASSWORD, address="10.0.0.1", browser=None)


def test_calls_and_accounts_from_before_are_found_after_the_upgrade(
    tmp_path: Path, database_url: str | None
) -> None:
    folder = tmp_path / "old"
    with open_shelves(folder, database_url=database_url) as shelves:
        details = CallDetails(agent="sam@example.com")
        call = accept(
            shelves, details, GRANTED, audio=[WAV], transcript=None, limits=LIMITS, enqueue=Queue()
        ).call
        secret = links.invite(shelves, "sam@example.com", "agent", by="dana@example.com")
        links.use(shelves, secret, email="", password=PASSWORD)
    database = open_database(database_url or f"sqlite:///{folder / 'callnotes.db'}")
    with database.engine.begin() as connection:
        for statement in _BACK:
            connection.execute(text(statement))
        connection.execute(text("UPDATE calls SET agent = 'Sam.Ödön@Example.com'"))
        connection.execute(text("UPDATE accounts SET email = 'sam.ÖDÖN@example.com'"))
        run_again("0005_one_form_of_addresses", connection)
    database.close()
    with open_shelves(folder, database_url=database_url) as shelves:
        secret = signing_in.sign_in(shelves, "SAM.ödön@example.com", PASSWORD, address="::1", browser=None)
        account = signing_in.who(shelves, secret)
        assert account is not None
        assert _seen(shelves, account.actor) == {call.id}
