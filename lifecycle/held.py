"""What a legal hold does to whatever would delete a call: it refuses an erasure, and seals off what must end.

In: a session and a call's locked row. Out: the hold, or an error. Not here: making holds (hold.py).
"""

from __future__ import annotations

from datetime import datetime

from lifecycle.stage import stage_of
from models.errors import StageError
from models.retention import Hold
from models.stages import Stage
from storage import holds, persons, withheld
from storage.database import Session
from storage.events import add_event
from storage.tables import CallRow


def refuse_held(session: Session, row: CallRow, *, at: datetime) -> None:
    """Raise StageError while a legal hold keeps the call."""
    found = holds.hold_of(session, row, at=at)
    if found is not None:
        raise StageError(f"The call cannot be deleted: {told(found)}.")


def seal_off(session: Session, row: CallRow, *, at: datetime, why: str) -> Hold | None:
    """Put aside what a hold keeps of a call, before the call is emptied, since its consent ended.

    Returns the hold; None where none keeps the call, or nothing is left of it that could be kept.
    """
    found = holds.hold_of(session, row, at=at)
    if found is None or stage_of(row) in {Stage.DECLINED, Stage.ERASED}:
        return None
    withheld.keep(session, row, why=why, at=at)
    persons.mark_as(session, row.id, persons.prints_of(session, row))  # so that the hold still finds it
    add_event(session, row.id, "sealed_off", at=at, why=told(found))
    return found


def sealed_off(session: Session, row: CallRow, *, at: datetime) -> str | None:
    """Return what is said of the hold that keeps what there was of an ended call; None where nothing is."""
    if not withheld.of_call(session, row.id):
        return None
    found = holds.hold_of(session, row, at=at)
    return "legal hold that has ended; it goes within the hour" if found is None else told(found)


def told(found: Hold) -> str:
    """Return what a page or a certificate says of the hold."""
    until = f" until {found.until:%Y-%m-%d}" if found.until else ""
    return f"legal hold {found.id} by {found.by}{until}: {found.why}"
