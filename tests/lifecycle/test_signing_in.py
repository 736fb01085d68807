from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from argon2 import PasswordHasher
from argon2.profiles import CHEAPEST
from sqlalchemy import text

from lifecycle import links, passwords, signing_in
from models.errors import CallNotesError, InputError, TooManyTriesError, UnauthorisedError
from storage.accounts import Account
from storage.shelves import Shelves, open_shelves

DANA = "dana@example.com"
PASSWORD = "a sentence that nobody guesses"
WRONG = "a sentence that is not it"


def first_admin(shelves: Shelves) -> Account:
    secret = links.first_link(shelves)
    assert secret is not None
    return links.use(shelves, secret, email="Dana@Example.com", password=PASSWORD)


def sign_in(shelves: Shelves, email: str = DANA, password: str = PASSWORD, address: str = "10.0.0.1") -> str:
    return signing_in.sign_in(shelves, email, password, address=address, browser="Firefox")


def test_the_first_link_makes_one_admin_however_many_use_it_at_once(shelves: Shelves) -> None:
    secret = links.first_link(shelves)
    assert secret is not None

    def use(number: int) -> bool:
        try:
            links.use(shelves, secret, email=f"person{number}@example.com", password=PASSWORD)
        except CallNotesError:
            return False
        return True

    with ThreadPoolExecutor(4) as pool:
        assert sum(pool.map(use, range(4))) == 1
    assert links.first_link(shelves) is None


def test_a_password_of_less_than_twelve_characters_is_refused_and_the_link_still_works(
    shelves: Shelves,
) -> None:
    secret = links.first_link(shelves)
    assert secret is not None
    with pytest.raises(InputError):
        links.use(shelves, secret, email=DANA, password="too short")
    assert links.use(shelves, secret, email=DANA, password=PASSWORD).role == "admin"


def test_who_signs_in_is_known_until_signing_out(shelves: Shelves) -> None:
    first_admin(shelves)
    secret = sign_in(shelves)
    account = signing_in.who(shelves, secret)
    assert account is not None
    assert (account.email, account.role) == (DANA, "admin")
    signing_in.sign_out(shelves, secret)
    assert signing_in.who(shelves, secret) is None


def test_neither_password_nor_secret_stands_in_the_database(shelves: Shelves) -> None:
    link = links.first_link(shelves)
    assert link is not None
    links.use(shelves, link, email=DANA, password=PASSWORD)
    secret = sign_in(shelves)
    with shelves.database.reading() as session:
        stored = [
            str(row)
            for table in ("accounts", "one_time_links", "sign_ins", "sign_in_tries", "audit_log")
            for row in session.execute(text(f"SELECT * FROM {table}"))  # noqa: S608 - names of ours
        ]
    assert not [row for row in stored for hidden in (link, secret, PASSWORD) if hidden in row]


def test_a_wrong_password_and_an_unknown_account_are_told_the_same(shelves: Shelves) -> None:
    first_admin(shelves)
    with pytest.raises(UnauthorisedError) as wrong:
        sign_in(shelves, password=WRONG)
    with pytest.raises(UnauthorisedError) as unknown:
        sign_in(shelves, email="nobody@example.com")
    assert wrong.value.message == unknown.value.message


def test_guessing_is_stopped_for_the_account_and_the_right_password_waits_too(shelves: Shelves) -> None:
    first_admin(shelves)
    for number in range(10):
        with pytest.raises(UnauthorisedError):
            sign_in(shelves, password=WRONG, address=f"10.0.0.{number}")
    with pytest.raises(TooManyTriesError):
        sign_in(shelves, address="10.0.1.1")


def test_a_session_ends_when_it_is_not_used(tmp_path: Path, database_url: str | None) -> None:
    moment = [datetime(2026, 11, 20, 9, 0, tzinfo=UTC)]
    with open_shelves(tmp_path / "house", database_url=database_url, clock=lambda: moment[0]) as shelves:
        first_admin(shelves)
        secret = sign_in(shelves)
        moment[0] += timedelta(hours=11)
        assert signing_in.who(shelves, secret) is not None
        moment[0] += timedelta(hours=11)
        assert signing_in.who(shelves, secret) is not None
        moment[0] += timedelta(hours=12)
        assert signing_in.who(shelves, secret) is None


def test_a_new_password_ends_every_session(shelves: Shelves) -> None:
    account = first_admin(shelves)
    secrets = [sign_in(shelves), sign_in(shelves)]
    signing_in.change_password(shelves, account, PASSWORD, PASSWORD + "!", address="10.0.0.1")
    assert [signing_in.who(shelves, secret) for secret in secrets] == [None, None]
    assert signing_in.who(shelves, sign_in(shelves, password=PASSWORD + "!")) is not None


def test_a_link_to_a_new_password_works_once_and_ends_every_session(shelves: Shelves) -> None:
    first_admin(shelves)
    secret = sign_in(shelves)
    link = links.reset(shelves, DANA, by="command line")
    links.use(shelves, link, email="", password=PASSWORD + "!")
    assert signing_in.who(shelves, secret) is None
    with pytest.raises(InputError):
        links.use(shelves, link, email="", password=PASSWORD)


@pytest.mark.usefixtures("dear_passwords")
def test_a_password_is_kept_with_the_parameters_of_rfc_9106_and_others_are_made_anew() -> None:
    kept = passwords.keep(PASSWORD)
    assert kept.startswith("$argon2id$v=19$m=65536,t=3,p=4$")
    assert passwords.fits(kept, PASSWORD)
    assert not passwords.is_old(kept)
    assert passwords.is_old(PasswordHasher.from_parameters(CHEAPEST).hash(PASSWORD))
