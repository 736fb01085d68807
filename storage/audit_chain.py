"""The audit log as a chain: each line's hash covers the line and the hash before it, under a key of its own.

In: a session of a database opened with a master key, new rows. Out: the rows hashed, and `End`, where the
chain ends now. Without the key nobody can write a line, or another end, that fits.
Not here: what is noted (audit.py), whether it fits (audit_check.py), the end kept beside (audit_anchor.py).
"""

from __future__ import annotations

import hashlib
import hmac
import json
from collections.abc import Iterable, Mapping, Sequence
from datetime import UTC, datetime
from typing import Any, Final, cast

from sqlalchemy import Table, bindparam, func, insert, select, update

from models.errors import StorageError
from models.frozen import Frozen
from storage.database import Session, hold_key, master_key_of
from storage.sealing_key import SealingKey
from storage.tables import AuditChainRow, AuditRow

PURPOSE: Final = b"callnotes audit chain 1"
NAME: Final = "audit"
#: What stands before the first line.
BEGIN: Final = ""

_PORTION: Final = 1000
_LINES: Final = cast("Table", AuditRow.__table__)
_CHAIN: Final = cast("Table", AuditChainRow.__table__)
_HOLD: Final = (
    select(*_CHAIN.c, select(func.max(_LINES.c.id)).scalar_subquery().label("highest"))
    .where(_CHAIN.c.name == NAME)
    .with_for_update(of=_CHAIN)
)
_WRITE: Final = insert(_LINES)
_MOVE: Final = update(_CHAIN).where(_CHAIN.c.name == NAME)
_HASH: Final = update(_LINES).where(_LINES.c.id == bindparam("of")).values(hash=bindparam("now"))

#: What is hashed of a line, in this order.
COLUMNS: Final = ("id", "at", "actor", "action", "call_id", "detail", "door", "for_whom")
_OTHER_KEY: Final = (
    "The audit log is written under another master key; "
    "put the earlier master.key or CALLNOTES_MASTER_KEY back."
)


class End(Frozen):
    """Where the chain ends: how many lines there are, the number of the last one and its hash."""

    entries: int
    last_id: int
    hash: str


def waits(session: Session) -> bool:
    """True where there are lines from before the log was a chain."""
    is_chain = session.scalars(select(AuditChainRow.name)).first() is not None
    return not is_chain and session.scalars(select(AuditRow.id).limit(1)).first() is not None


def length(session: Session) -> int:
    """Return how many lines the end of the chain tells of."""
    return session.scalars(select(AuditChainRow.entries)).first() or 0


def begin(session: Session) -> None:
    """Make the log a chain, with the lines that it has; does nothing where it is one."""
    _held(session)


def append(session: Session, rows: Sequence[AuditRow]) -> End:
    """Write these rows behind the last one, in a transaction that does nothing more.

    The row of the end is locked until the commit, so that lines stand one behind the other, whoever writes;
    it is the last lock that is taken, so that nobody waits in a circle. Raises StorageError for another key.
    """
    session.flush()
    chain, highest = _held(session)
    key = key_of(session, chain.wrapped)
    end = end_of(chain)
    written: list[dict[str, Any]] = []
    for row in rows:
        number = max(highest or 0, end.last_id) + 1 + len(written)
        line = {name: getattr(row, name) for name in COLUMNS} | {"id": number}
        hashed = hash_of(key, written[-1]["hash"] if written else end.hash, _hashed(line))
        written.append(line | {"hash": hashed})
    last = written[-1]
    end = End(entries=end.entries + len(written), last_id=last["id"], hash=last["hash"])
    session.execute(_WRITE, written)
    session.execute(_MOVE, end.model_dump() | {"seal": seal_of(key, end)})
    return end


def key_of(session: Session, wrapped: bytes) -> SealingKey:
    """Return the key of the chain. Raises StorageError where the master key is another one."""
    secret = master_key_of(session).open(wrapped, purpose=PURPOSE)
    if secret is None:
        raise StorageError(_OTHER_KEY)
    return SealingKey(secret)


def hash_of(key: SealingKey, before: str, line: Iterable[object]) -> str:
    """Return the hash of a line, given as its columns with the moment as `moment_of` writes it.

    HMAC-SHA256 in hex over the hash before and the columns as JSON (RFC 8259) in ASCII without blanks.
    """
    text = json.dumps([before, *line], ensure_ascii=True, separators=(",", ":"))
    return hmac.digest(key.secret, text.encode("ascii"), hashlib.sha256).hex()


def seal_of(key: SealingKey, end: End) -> str:
    """Return what proves that the chain ended here."""
    return hash_of(key, "end", (end.entries, end.last_id, end.hash))


def moment_of(at: datetime) -> str:
    """Return the moment as it is hashed: in UTC, with six places behind the second."""
    return at.astimezone(UTC).isoformat(timespec="microseconds")


def end_of(chain: Any) -> End:  # noqa: ANN401 - a row of the model, or its columns
    """Return where this row says that the chain ends."""
    return End(entries=chain.entries, last_id=chain.last_id, hash=chain.hash)


def _hashed(line: Mapping[Any, Any]) -> tuple[object, ...]:
    return tuple(moment_of(line[name]) if name == "at" else line[name] for name in COLUMNS)


def _held(session: Session) -> tuple[Any, int | None]:
    """Return the end, locked, and the highest number given; the first one who asks makes the chain."""
    found = session.execute(_HOLD).one_or_none()
    if found is None:
        hold_key(session, "the audit log becomes a chain")
        found = session.execute(_HOLD).one_or_none()
    if found is None:
        _begin(session)
        found = session.execute(_HOLD).one()
    return found, found.highest


def _begin(session: Session) -> None:
    key, end = SealingKey.new(), End(entries=0, last_id=0, hash=BEGIN)
    query = select(*(_LINES.c[name] for name in COLUMNS)).order_by(_LINES.c.id).limit(_PORTION)
    after: int | None = None
    while (
        rows := session.execute(query if after is None else query.where(_LINES.c.id > after)).mappings().all()
    ):
        hashes: list[dict[str, Any]] = []
        for row in rows:
            hashed = hash_of(key, hashes[-1]["now"] if hashes else end.hash, _hashed(row))
            hashes.append({"of": row["id"], "now": hashed})
        session.execute(_HASH, hashes)
        after = rows[-1]["id"]
        end = End(entries=end.entries + len(rows), last_id=after, hash=hashes[-1]["now"])
    wrapped = master_key_of(session).seal(key.secret, purpose=PURPOSE)
    begun = end.model_dump() | {"name": NAME, "wrapped": wrapped, "seal": seal_of(key, end)}
    session.execute(insert(_CHAIN), begun)
