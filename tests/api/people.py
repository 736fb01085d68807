"""People with accounts, as the tests of the pages need them; the first one made is the admin."""

from __future__ import annotations

from lifecycle import links, people
from models.access import Role
from storage.accounts import Account
from tests.api.house import House

PASSWORD = "correct horse battery"


def account_of(house: House, email: str, role: Role) -> Account:
    """Make the person's account, by a one-time link as everybody gets one, and return it."""
    shelves = house.doors.shelves
    first = links.first_link(shelves)
    if first is not None:
        links.use(shelves, first, email="first@example.com", password=PASSWORD)
    links.use(
        shelves,
        links.invite(shelves, email, role, by="first@example.com"),
        email=email,
        password=PASSWORD,
    )
    return next(one for one in people.everybody(shelves) if one.email == email)
