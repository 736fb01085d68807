"""Takes people onto the list of those whose calls are not processed, and off it again.

In: a number or an address, who says so. Out: `OptedOut`. Every door and the gate ask the list (judge.py).
Not here: erasing calls that are settled already (erase.py).
"""

from __future__ import annotations

from typing import Final

import structlog

from lifecycle.admission import decline
from lifecycle.enqueue import Enqueue, Work, hand_over
from lifecycle.judge import OPTED_OUT
from lifecycle.stage import stage_of
from models.access import Actor
from models.call import Customer
from models.errors import InputError
from models.frozen import Frozen
from models.opt_out import OptOut
from models.stages import Stage
from storage import calls, persons
from storage.database import hold_audio
from storage.shelves import Shelves

_log = structlog.get_logger(__name__)

#: Calls of which nothing is kept any more, or whose records a person has confirmed.
_LEFT_ALONE: Final = frozenset({Stage.DECLINED, Stage.ERASED, Stage.SETTLED})
_REASON_CHARACTERS: Final = 500


class OptedOut(Frozen):
    """What came of it: whether the person was on the list before, and what became of the calls."""

    opt_out: OptOut
    already_there: bool
    stopped: tuple[str, ...] = ()
    settled: tuple[str, ...] = ()


def add(
    shelves: Shelves,
    customer: Customer,
    *,
    by: str,
    why: str | None = None,
    enqueue: Enqueue,
    actor: Actor | None = None,
) -> OptedOut:
    """Put a number or an address on the list; calls that are not settled are stopped and keep nothing.

    Settled ones are named: their records were confirmed, and a person erases them. Saying it again stops
    what came meanwhile. Raises InputError without a person, or for a reason that is too long.
    """
    _check(by, why)
    found = OptOut(customer=customer, by=by.strip(), at=shelves.clock(), why=(why or "").strip() or None)
    with shelves.database.transaction() as session:
        hold_audio(session)  # no call of this person comes in meanwhile
        is_new = persons.opt_out(session, found)
        known = persons.opt_out_of(session, customer)
        own = persons.calls_of(session, customer)
        if is_new:
            shelves.audit().note_in(session, actor, "opted_out", named=by)
    stopped = tuple(call_id for call_id in own if _stop(shelves, call_id, enqueue))
    with shelves.database.reading() as session:
        rows = (calls.find(session, call_id) for call_id in own)
        settled = tuple(row.id for row in rows if stage_of(row) is Stage.SETTLED)
    shelves.database.wash()
    _log.info("person_opted_out", stopped=len(stopped), settled=len(settled))
    return OptedOut(opt_out=known or found, already_there=not is_new, stopped=stopped, settled=settled)


def remove(shelves: Shelves, customer: Customer, *, by: str, actor: Actor | None = None) -> None:
    """Take a number or an address off the list; what was stopped meanwhile stays as it is.

    Raises InputError when it is not on the list, or without a person.
    """
    _check(by, None)
    with shelves.database.transaction() as session:
        if not persons.opt_in(session, customer):
            raise InputError("This number or address is not on the list of opt-outs; nothing was changed.")
        shelves.audit().note_in(session, actor, "opted_in", named=by)
    _log.info("person_opted_in")


def every(shelves: Shelves) -> tuple[OptOut, ...]:
    """Return the list, the newest first."""
    with shelves.database.reading() as session:
        return persons.opt_outs(session)


def stops(shelves: Shelves, call_id: str, customer: Customer, *, enqueue: Enqueue) -> bool:
    """Stop the call where this customer, in whom the CRM knows the person on the phone, opted out."""
    with shelves.database.reading() as session:
        if persons.opt_out_of(session, customer) is None:
            return False
    return _stop(shelves, call_id, enqueue)


def _stop(shelves: Shelves, call_id: str, enqueue: Enqueue) -> bool:
    """End one call and keep nothing of it; false where nothing is left to end."""
    work: Work | None = None
    with shelves.database.transaction() as session:
        row = calls.locked(session, call_id)
        if stage_of(row) in _LEFT_ALONE:
            return False
        work = decline(session, row, shelves, at=shelves.clock(), why=OPTED_OUT)
        sha256 = row.audio_sha256
    if sha256 is not None:
        shelves.drop_unkept(sha256)
    hand_over(work, enqueue)
    return True


def _check(by: str, why: str | None) -> None:
    if not by.strip():
        raise InputError("The list of opt-outs needs a person who says so; say who you are.")
    if len(why or "") > _REASON_CHARACTERS:
        raise InputError(f"The reason is longer than {_REASON_CHARACTERS} characters; shorten it.")
