"""Many at once find no way under the limits: tries at a password, admins that close each other's account."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from pathlib import Path
from threading import Barrier

import pytest

from lifecycle import links, people, signing_in, tries
from models.errors import CallNotesError, StageError, TooManyTriesError, UnauthorisedError
from storage.shelves import Shelves, open_shelves, utc_now

DANA, EVE = "dana@example.com", "eve@example.com"
PASSWORD = "a sentence that nobody guesses"


def _admin(shelves: Shelves, email: str) -> None:
    links.use(shelves, links.invite(shelves, email, "admin", by="test"), email="", password=PASSWORD)


def _tries(shelves: Shelves, email: str, address: str, password: str = "x") -> type[Exception] | None:
    try:
        signing_in.sign_in(shelves, email, password, address=address, browser=None)
    except CallNotesError as error:
        return type(error)
    return None


def test_many_tries_at_once_do_not_pass_under_the_limit(shelves: Shelves) -> None:
    _admin(shelves, DANA)
    with ThreadPoolExecutor(16) as pool:
        met = list(pool.map(lambda number: _tries(shelves, DANA, f"10.0.0.{number}"), range(24)))
    assert met.count(UnauthorisedError) == 10
    assert met.count(TooManyTriesError) == 14


def test_two_admins_who_close_each_others_account_at_once_leave_one(shelves: Shelves) -> None:
    _admin(shelves, DANA)
    _admin(shelves, EVE)
    together = Barrier(2)

    def close(by: str, whom: str) -> bool:
        together.wait()
        try:
            people.change(shelves, whom, role="admin", teams=(), disabled=True, by=by)
        except StageError:
            return False
        return True

    for _ in range(5):
        with ThreadPoolExecutor(2) as pool:
            assert sorted(pool.map(close, (DANA, EVE), (EVE, DANA))) == [False, True]
        for email in (DANA, EVE):
            people.change(shelves, email, role="admin", teams=(), disabled=False, by="test")


def test_an_address_is_one_network_of_ipv6_and_one_address_of_ipv4(shelves: Shelves) -> None:
    for number in range(50):
        tries.count_try(shelves, f"person{number}@example.com", f"2001:db8:1:2::{number:x}")
    with pytest.raises(TooManyTriesError):
        tries.count_try(shelves, DANA, "2001:db8:1:2:ffff::1")
    for other in ("2001:db8:1:3::1", "10.0.0.1", "::ffff:10.0.0.1", "unknown"):
        tries.count_try(shelves, DANA, other)


def _comes_in(shelves: Shelves, email: str, address: str) -> None:
    """Count and forgive as a sign-in does that succeeds, without the slow hash."""
    counted = tries.count_try(shelves, email, address)
    with shelves.database.transaction() as session:
        tries.forgive(session, email, counted)


def test_an_office_whose_people_sign_in_is_not_shut_out(shelves: Shelves) -> None:
    for _ in range(55):
        _comes_in(shelves, DANA, "10.0.0.1")


def test_who_has_one_password_cannot_clear_the_count_of_another(shelves: Shelves) -> None:
    for _ in range(10):
        tries.count_try(shelves, DANA, "10.0.0.1")
        _comes_in(shelves, EVE, "10.0.0.1")
    with pytest.raises(TooManyTriesError):
        tries.count_try(shelves, DANA, "10.0.0.2")
    for number in range(40):
        tries.count_try(shelves, f"person{number}@example.com", "10.0.0.1")
    with pytest.raises(TooManyTriesError):
        tries.count_try(shelves, EVE, "10.0.0.1")


def test_the_wait_ends_by_itself_and_a_one_time_link_ends_it_at_once(
    tmp_path: Path, database_url: str | None
) -> None:
    now = [utc_now()]
    with open_shelves(tmp_path / "house", database_url=database_url, clock=lambda: now[0]) as shelves:
        _admin(shelves, DANA)
        for _ in range(10):
            tries.count_try(shelves, DANA, "10.0.0.1")
        assert _tries(shelves, DANA, "10.0.0.99", PASSWORD) is TooManyTriesError
        now[0] += timedelta(minutes=15, seconds=1)
        assert _tries(shelves, DANA, "10.0.0.99", PASSWORD) is None
        for _ in range(10):
            tries.count_try(shelves, DANA, "10.0.0.1")
        link = links.reset(shelves, DANA, by="test")
        account = links.use(shelves, link, email="", password=PASSWORD + "!")
        signing_in.open_session(shelves, account.id, account.email, browser=None)
        assert _tries(shelves, DANA, "10.0.0.99", PASSWORD + "!") is None
