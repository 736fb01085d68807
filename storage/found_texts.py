"""Which calls' texts are to be read for the search, and by which setting they were read last.

In: a session in which something of a call was written. Out: calls to read, each until it was read.
Not here: the index (word_index.py), what is read (lifecycle/reading_texts.py).
"""

from __future__ import annotations

from collections.abc import Collection
from typing import cast

from sqlalchemy import delete, insert, select

from models.found_texts import SearchReach
from storage.database import Session
from storage.tables import CallRow, FoundTextRow, NotesRow, SearchReachRow, ToReadRow, TranscriptRow


def to_read(session: Session, call_id: str) -> None:
    """Have the texts of this call read anew, in the transaction in which they change."""
    if session.get(ToReadRow, call_id) is None:
        session.add(ToReadRow(call_id=call_id))
        session.flush()


def is_any_to_read(session: Session) -> bool:
    """True while the texts of some call changed since they were read."""
    return session.scalars(select(ToReadRow.call_id).limit(1)).first() is not None


def next_to_read(session: Session, *, besides: Collection[str]) -> CallRow | None:
    """Return a call whose texts changed, locked; None where none did, or others read them all just now."""
    query = (
        select(CallRow)
        .join(ToReadRow, ToReadRow.call_id == CallRow.id)
        .where(ToReadRow.call_id.not_in(besides))
        .limit(1)
        .with_for_update(of=ToReadRow, skip_locked=True)
    )
    return session.scalars(query).one_or_none()


def was_read(session: Session, call_id: str) -> None:
    """Note that the texts of the call were read as they are now."""
    session.execute(delete(ToReadRow).where(ToReadRow.call_id == call_id))


def reach_of(session: Session) -> SearchReach | None:
    """Return the setting by which the texts were read last; None where they never were."""
    row = session.get(SearchReachRow, 1)
    return None if row is None else cast("SearchReach", row.reach)


def begin_anew(session: Session, reach: SearchReach) -> None:
    """Forget every text, and have those of every call read by this setting, if by any."""
    session.execute(delete(FoundTextRow))
    session.execute(delete(ToReadRow))
    session.merge(SearchReachRow(id=1, reach=reach, unsettled=True))
    if reach != "off":
        heard = select(TranscriptRow.call_id).union(select(NotesRow.call_id))
        session.execute(insert(ToReadRow).from_select(["call_id"], heard))
