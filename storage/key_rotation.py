"""Changes the master key: all that it wraps is wrapped anew with the present one, and no sound is rewritten.

In: shelves whose master key is the new one and knows the earlier one. Out: how much is under which key.
Every portion is a transaction and every recording a step of its own: a kill loses nothing, the next run goes
on, and both keys open what they wrapped meanwhile.
Not here: where the new key comes from (new_master_key.py).
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any, Final

import structlog
from sqlalchemy import select, update
from sqlalchemy.orm import InstrumentedAttribute

from models.frozen import Frozen
from storage import (
    audit_chain,
    call_keys,
    crm_connection,
    fingerprints,
    outgoing_endpoints,
    persons,
    withheld,
)
from storage.database import Database, Session, hold_audio
from storage.master_key import MasterKey
from storage.seal_old import left_to_seal, seal_old
from storage.sealed_file import DamagedFileError
from storage.sealed_head import opens_with, wrap_anew
from storage.shelves import Shelves
from storage.tables import (
    AuditChainRow,
    CallKeyRow,
    ConnectionRow,
    HouseKeyRow,
    OptOutRow,
    OutgoingEndpointRow,
    WithheldRow,
)

_log = structlog.get_logger(__name__)

_PORTION: Final = 500
Observe = Callable[[str], None]


@dataclass(frozen=True)
class Wrapped:
    """A column whose values the master key seals, the key of its table, and what a value is sealed for."""

    by: InstrumentedAttribute[str]
    value: InstrumentedAttribute[bytes]
    purpose: Callable[[str], bytes]


#: Every column that the master key itself seals; a new one is a line here.
WRAPPED: Final[Mapping[str, Wrapped]] = {
    "calls": Wrapped(CallKeyRow.call_id, CallKeyRow.wrapped, call_keys.purpose_of),
    "house": Wrapped(HouseKeyRow.name, HouseKeyRow.wrapped, lambda _name: fingerprints.PURPOSE),
    "endpoints": Wrapped(OutgoingEndpointRow.id, OutgoingEndpointRow.sealed, outgoing_endpoints.purpose_of),
    "opt_outs": Wrapped(OptOutRow.fingerprint, OptOutRow.sealed, persons.purpose_of),
    "withheld": Wrapped(WithheldRow.id, WithheldRow.sealed, withheld.purpose_of),
    "audit log": Wrapped(AuditChainRow.name, AuditChainRow.wrapped, lambda _name: audit_chain.PURPOSE),
    "connections": Wrapped(ConnectionRow.crm, ConnectionRow.sealed, crm_connection.purpose_of),
}


class Count(Frozen):
    """How many values are under the present master key, under the earlier one, and opened by neither."""

    present: int = 0
    earlier: int = 0
    lost: int = 0

    def __add__(self, other: Count) -> Count:
        """Return both together."""
        return Count(
            present=self.present + other.present,
            earlier=self.earlier + other.earlier,
            lost=self.lost + other.lost,
        )


class Standing(Frozen):
    """What is under which master key. `unsealed` values of earlier programs have no key of their call yet."""

    knows_earlier: bool
    calls: Count
    recordings: Count
    others: Count
    unsealed: int

    @property
    def may_go(self) -> bool:
        """True where an earlier key is known and nothing needs it any more."""
        needed = (self.calls + self.recordings + self.others).earlier + self.unsealed
        return self.knows_earlier and not needed


def wrap_all_anew(shelves: Shelves, *, observe: Observe = lambda _step: None) -> Standing:
    """Wrap all anew with the present master key, and say what is under which one then."""
    key, database = shelves.audio.key.now, shelves.database
    with database.transaction() as session:
        fingerprints.keep_key(session)
    observe("house")
    seal_old(database)
    observe("sealed")
    for name, column in WRAPPED.items():
        for done in _portions(database, column, key):
            observe(f"{name}:{done}")
    for sha256 in shelves.audio.kept():
        _wrap_recording(shelves, sha256, key, observe)
    database.wash()
    _log.info("master_key_changed")
    return standing(shelves)


def standing(shelves: Shelves) -> Standing:
    """Return what is under which master key; it opens every wrapped key once."""
    key = shelves.audio.key.now
    with shelves.database.reading() as session:
        counts = {name: _counted(session, column, key) for name, column in WRAPPED.items()}
        unsealed = left_to_seal(session)
    recordings = (_count_of_recording(shelves, sha256, key) for sha256 in shelves.audio.kept())
    return Standing(
        knows_earlier=bool(key.earlier),
        calls=counts.pop("calls"),
        recordings=sum(recordings, Count()),
        others=sum(counts.values(), Count()),
        unsealed=unsealed,
    )


def _portions(database: Database, column: Wrapped, key: MasterKey) -> Iterator[int]:
    """Wrap the column anew in the order of its table's key; yield how many each portion looked at."""
    after = ""
    while True:
        with database.transaction() as session:
            query = select(column.by, column.value).where(column.by > after).order_by(column.by)
            rows = session.execute(query.limit(_PORTION).with_for_update()).all()
            for name, value in rows:
                _wrap_row(session, column, key, name, value)
        if not rows:
            return
        after = rows[-1][0]
        yield len(rows)


def _wrap_row(session: Session, column: Wrapped, key: MasterKey, name: str, value: bytes) -> None:
    purpose = column.purpose(name)
    plain = None if key.present.open(value, purpose=purpose) is not None else key.open(value, purpose=purpose)
    if plain is not None:
        table: Any = column.by.class_
        wrapped = {column.value.key: key.present.seal(plain, purpose=purpose)}
        session.execute(update(table).where(column.by == name).values(wrapped))


def _wrap_recording(shelves: Shelves, sha256: str, key: MasterKey, observe: Observe) -> None:
    with shelves.database.transaction() as session:
        hold_audio(session)  # nobody deletes or replaces it meanwhile
        try:
            wrap_anew(shelves.audio.place_of(sha256), key, observe=observe)
        except FileNotFoundError:
            return  # deleted since it was listed
        except DamagedFileError:
            _log.warning("recording_not_opened", sha256=sha256)


def _counted(session: Session, column: Wrapped, key: MasterKey) -> Count:
    found = Count()
    for name, value in session.execute(select(column.by, column.value)):
        purpose = column.purpose(name)
        is_present = key.present.open(value, purpose=purpose) is not None
        found += _count(is_present, is_present or key.open(value, purpose=purpose) is not None)
    return found


def _count_of_recording(shelves: Shelves, sha256: str, key: MasterKey) -> Count:
    place = shelves.audio.place_of(sha256)
    try:
        is_present = opens_with(place, key.present)
        return _count(is_present, is_present or opens_with(place, key))
    except FileNotFoundError:
        return Count()


def _count(is_present: bool, is_open: bool) -> Count:  # noqa: FBT001 - in the order of the fields
    return Count(present=int(is_present), earlier=int(is_open and not is_present), lost=int(not is_open))
