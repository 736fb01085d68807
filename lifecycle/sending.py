"""Holds back what would leave the house after a restore, until a person says that this copy is the real one.

In: shelves. Out: whether, and since when. Not here: what is sent (pipeline).
"""

from __future__ import annotations

import structlog

from models.access import Actor
from models.errors import InputError
from models.held_sending import HeldSending
from models.mail_address import is_address
from storage import held_sending
from storage.shelves import Shelves

_log = structlog.get_logger(__name__)


def held(shelves: Shelves) -> HeldSending | None:
    """Return since when sending is held back; None where everything is sent."""
    with shelves.database.reading() as session:
        return held_sending.held_sending(session)


def release(shelves: Shelves, *, by: str, actor: Actor | None = None) -> HeldSending:
    """Let everything be sent again, what waited first; returns what had held it back.

    Raises InputError without a person, and where nothing is held back.
    """
    if not is_address(by):
        raise InputError("Say who releases it by an e-mail address, such as --as dana@example.com.")
    with shelves.database.transaction() as session:
        found = held_sending.held_sending(session)
        if found is None:
            raise InputError("Nothing is held back here; sending goes on as it is set.")
        held_sending.release_sending(session)
        shelves.audit().note_in(session, actor, "released_sending", named=by)
    _log.info("sending_released")
    return found
