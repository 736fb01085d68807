"""Whom an address names: read in its one form, and the account that has it.

In: an address as somebody typed it. Out: the address, or its row. Not here: what is an address (models/).
"""

from __future__ import annotations

from models.errors import InputError
from models.mail_address import is_address, plain_address
from storage import accounts
from storage.database import Session
from storage.tables import AccountRow


def address(email: str) -> str:
    """Return the address as accounts are named by it. Raises InputError when it is none."""
    if not is_address(email):
        message = "This is not an e-mail address; write it like dana@example.com."
        raise InputError(message)
    return plain_address(email)


def known_account(session: Session, email: str) -> AccountRow:
    """Return the account of this person. Raises InputError when there is none."""
    row = accounts.by_email(session, address(email))
    if row is None:
        raise InputError("There is no account with this address; look at the list of people.")
    return row
