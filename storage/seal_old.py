"""Seals what earlier programs kept in clear, or under the master key itself, with the key of its call.

In: a database opened with the master key. Out: how much was sealed. Every portion is a transaction of
its own: a kill loses nothing, the next run goes on, and until then both forms are read.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from typing import Final, cast

import structlog
from sqlalchemy import func, select

from storage import call_keys
from storage.database import Database, Session, master_key_of
from storage.exchanges import exchange_purpose
from storage.matches import match_purpose
from storage.pieces import piece_purpose
from storage.sealed_bodies import seal_body
from storage.tables import ExchangeRow, MatchRow, NotesRow, PieceRow, TranscriptRow

_log = structlog.get_logger(__name__)

_PORTION: Final = 50
_Value = PieceRow | ExchangeRow | MatchRow

_BODIES: Final = (TranscriptRow, NotesRow)
_PURPOSES: Final[Mapping[type[_Value], Callable[..., bytes]]] = {
    PieceRow: lambda row: piece_purpose(row.call_id, row.key),
    ExchangeRow: lambda row: exchange_purpose(row.call_id),
    MatchRow: lambda row: match_purpose(row.call_id),
}


def seal_old(database: Database) -> int:
    """Seal all that is not sealed with the key of its call; return how much it was.

    SQLite overwrites what it frees, and its log is washed; of PostgreSQL's pages see docs/encryption.md.
    What the master key does not open stays as it is: the right one may come back.
    """
    with database.reading() as session:
        if not left_to_seal(session):
            return 0
    total = sum(sum(_portions(database, part)) for part in (_transcripts, _notes, _values_of_calls))
    if total:
        database.wash()
        _log.info("old_values_sealed", count=total)
    return total


def left_to_seal(session: Session) -> int:
    """Return how many values are not sealed with the key of their call."""
    bodies = (select(func.count()).select_from(table).where(table.sealed.is_(None)) for table in _BODIES)
    values = (select(func.count()).select_from(table).where(~table.by_call) for table in _PURPOSES)
    return sum(session.scalar(query) or 0 for query in (*bodies, *values))


def _portions(database: Database, part: Callable[[Session], int]) -> Iterator[int]:
    while True:
        with database.transaction() as session:
            done = part(session)
        yield done
        if not done:
            return


def _transcripts(session: Session) -> int:
    query = select(TranscriptRow).where(TranscriptRow.sealed.is_(None)).limit(_PORTION).with_for_update()
    return _sealed(session, session.scalars(query).all())


def _notes(session: Session) -> int:
    query = select(NotesRow).where(NotesRow.sealed.is_(None)).limit(_PORTION).with_for_update()
    return _sealed(session, session.scalars(query).all())


def _sealed(session: Session, rows: Sequence[TranscriptRow | NotesRow]) -> int:
    for row in rows:
        seal_body(session, row, row.body)
    return len(rows)


def _values_of_calls(session: Session) -> int:
    return sum(_sealed_again(session, kind, purpose) for kind, purpose in _PURPOSES.items())


def _sealed_again(session: Session, kind: type[_Value], purpose: Callable[..., bytes]) -> int:
    done = 0
    rows = session.scalars(select(kind).where(~kind.by_call).with_for_update())
    for row in cast("Iterable[_Value]", rows):
        plain = master_key_of(session).open(row.sealed, purpose=purpose(row))
        if plain is not None:
            row.sealed = call_keys.sealed(session, row.call_id, plain, purpose=purpose(row))
            row.by_call = True
            done += 1
        if done == _PORTION:
            break
    return done
