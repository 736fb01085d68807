"""Looks whether the audit log is whole: every line as it was written, none missing, put in, moved or cut off.

In: a database opened with a master key, the file beside it, an end that somebody kept. Out: `Verdict`.
Columns are read as the database holds them, so that no byte is lost on the way through a driver.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime
from typing import Final

from sqlalchemy import LargeBinary, cast, func, select, text

from models.errors import InputError, StorageError
from models.frozen import Frozen
from storage.audit_anchor import Anchor, AnchorFile
from storage.audit_chain import BEGIN, COLUMNS, NAME, End, end_of, hash_of, key_of, moment_of, seal_of
from storage.database import Database, Session
from storage.sealing_key import SealingKey
from storage.tables import AuditChainRow, AuditRow

_PORTION: Final = 1000
#: SQLite's moment as it is stored: "2026-11-27 10:00:00.000000".
_DAY_ENDS: Final = 10
_READ: Final = tuple(getattr(AuditRow, name) for name in (*COLUMNS, "hash"))
_RAW: Final = tuple(part for column in _READ[1:] for part in (func.typeof(column), cast(column, LargeBinary)))
_UNREAD: Final = object()


class Verdict(Frozen):
    """`why` says what is wrong, None where the log is whole; `broken` is the number of the first bad line.

    `end` is the last line that fits, to be kept elsewhere; `anchored` whether this machine had one kept.
    """

    entries: int = 0
    end: str | None = None
    broken: int | None = None
    why: str | None = None
    anchored: bool = False

    @property
    def is_whole(self) -> bool:
        """True where nothing is wrong."""
        return self.why is None


class Line(Frozen):
    """A line as it is hashed; `columns` is None where it cannot be read as what was written."""

    id: int
    columns: tuple[object, ...] | None
    hash: object


class _BrokenError(Exception):
    """What is wrong, and the line where it begins."""

    def __init__(self, why: str, at: int | None = None) -> None:
        super().__init__(why)
        self.why, self.at = why, at


def check(database: Database, file: AnchorFile, *, kept: Anchor | None = None) -> Verdict:
    """Look at every line; a log that cannot be read is broken, too."""
    walk = _Walk()
    try:
        anchors = _anchors(file, kept)
        walk.anchored = file.path.exists()
        with database.reading() as session:
            _look(session, walk, anchors)
    except _BrokenError as broken:
        return walk.verdict(broken.why, broken.at)
    except (StorageError, InputError, ValueError):
        return walk.verdict("The database cannot read this line, or one behind it.", walk.last_id + 1)
    return walk.verdict(None, None)


class _Walk:
    """How far the log fits."""

    def __init__(self) -> None:
        self.entries, self.last_id, self.hash = 0, 0, BEGIN
        self.anchored = False

    def verdict(self, why: str | None, at: int | None) -> Verdict:
        end = str(Anchor(id=self.last_id, hash=self.hash)) if self.entries else None
        return Verdict(entries=self.entries, end=end, broken=at, why=why, anchored=self.anchored)


def _anchors(file: AnchorFile, kept: Anchor | None) -> dict[str, Anchor]:
    try:
        own = file.read()
    except ValueError as error:
        raise _BrokenError(f"The file {file.path.name} in the data folder names no line any more.") from error
    named = {"this machine last wrote": own, "was kept elsewhere": kept}
    return {who: anchor for who, anchor in named.items() if anchor is not None}


def _look(session: Session, walk: _Walk, anchors: dict[str, Anchor]) -> None:
    chain = session.get(AuditChainRow, NAME)
    if chain is None:
        if anchors or session.scalars(select(AuditRow.id).limit(1)).first() is not None:
            raise _BrokenError("The end of the log is gone from the table audit_chain.")
        return
    key = _key(session, chain)
    end, missing = end_of(chain), dict(anchors)
    for line in _lines(session):
        expected = None if line.columns is None else hash_of(key, walk.hash, line.columns)
        if expected is None or line.hash != expected:
            raise _BrokenError(_CHANGED, line.id)
        walk.entries, walk.last_id, walk.hash = walk.entries + 1, line.id, expected
        missing = {who: one for who, one in missing.items() if (one.id, one.hash) != (line.id, expected)}
    _ends(walk, end, seals=chain.seal == seal_of(key, end))
    for who, anchor in missing.items():
        raise _BrokenError(
            f"The line {anchor.id} that {who} is not in the log: "
            "its end was cut off, or an earlier state was put back.",
            min(anchor.id, walk.last_id + 1),
        )
    _stands(session)


def _key(session: Session, chain: AuditChainRow) -> SealingKey:
    try:
        return key_of(session, chain.wrapped)
    except StorageError as error:
        raise _BrokenError(error.message) from error


def _ends(walk: _Walk, end: End, *, seals: bool) -> None:
    if not seals:
        raise _BrokenError("The end of the log in the table audit_chain is not the one that was written.")
    if (walk.entries, walk.last_id, walk.hash) != (end.entries, end.last_id, end.hash):
        raise _BrokenError("Lines behind this one are missing.", walk.last_id + 1)


def _lines(session: Session) -> Iterator[Line]:
    is_sqlite = session.get_bind().dialect.name == "sqlite"
    query = select(AuditRow.id, *_RAW) if is_sqlite else select(*_READ)
    read = _of_sqlite if is_sqlite else _of_postgresql
    rows = session.execute(query.order_by(AuditRow.id).limit(_PORTION)).all()
    while rows:
        yield from (read(*row) for row in rows)
        behind = query.where(AuditRow.id > rows[-1][0])
        rows = session.execute(behind.order_by(AuditRow.id).limit(_PORTION)).all()


def _of_postgresql(number: int, at: datetime, *rest: object) -> Line:
    return Line(id=number, columns=(number, moment_of(at), *rest[:-1]), hash=rest[-1])


def _of_sqlite(number: int, *cells: object) -> Line:
    values = [_value(*pair) for pair in zip(cells[::2], cells[1::2], strict=True)]
    at, rest, hashed = values[0], values[1:-1], values[-1]
    is_read = isinstance(at, str) and at[_DAY_ENDS : _DAY_ENDS + 1] == " " and _UNREAD not in rest
    moment = f"{at[:_DAY_ENDS]}T{at[_DAY_ENDS + 1 :]}+00:00" if isinstance(at, str) else None
    return Line(id=number, columns=(number, moment, *rest) if is_read else None, hash=hashed)


def _value(kind: object, stored: object) -> object:
    if kind == "null":
        return None
    if kind != "text" or not isinstance(stored, bytes):
        return _UNREAD
    try:
        return stored.decode("utf-8")
    except UnicodeDecodeError:
        return _UNREAD


def _stands(session: Session) -> None:
    """On SQLite, see that the pages and indexes of the table hold together, by which lines are found."""
    if session.get_bind().dialect.name != "sqlite":
        return
    found = session.scalars(text("PRAGMA integrity_check(audit_log)")).all()
    if list(found) != ["ok"]:
        raise _BrokenError("The lines fit, but SQLite finds the table or an index of it damaged.")


_CHANGED: Final = (
    "This line is not as it was written: it was changed, put in or moved, or one before it is missing."
)
