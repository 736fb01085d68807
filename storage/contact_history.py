"""What happened with a contact: consent, decisions, promises and what became of them, by their calls.

In: a session, calls that the reader sees. Out: `Happening`s, the newest first. Each kind is one query by the
index that begins with the call. Not here: which calls (call_search.py), changed fields (crm_reading.py).
"""

from __future__ import annotations

from collections.abc import Collection, Iterator
from datetime import datetime
from typing import Final, Literal, get_args

from pydantic import AwareDatetime
from sqlalchemy import Select, func, select

from models.frozen import Frozen
from storage import call_keys
from storage.database import Session
from storage.promise_rows import words_of
from storage.tables import CallRow, ConsentRow, DecisionRow, PromiseChangeRow, PromiseRow

#: So much of each kind is read, and shown in all.
MOST_SHOWN: Final = 100


#: In the order in which they happen where their moments are the same.
HappeningKind = Literal["call", "consent", "decided", "promised", "became"]
_ORDER: Final[tuple[HappeningKind, ...]] = get_args(HappeningKind)


class Happening(Frozen):
    """One thing that happened: when, on which call, by whom; None for the machine or an unknown person.

    `word` is the status of consent, the side of a promise or what became of it; `text` what was promised.
    `counts` are items of a call that one person decided, by verdict.
    """

    kind: HappeningKind
    at: AwareDatetime
    call_id: str
    by: str | None = None
    item_id: str = ""
    word: str = ""
    text: str = ""
    owner: str | None = None
    due_on: str | None = None
    counts: tuple[tuple[str, int], ...] = ()


def happenings(session: Session, calls: Collection[CallRow]) -> tuple[Happening, ...]:
    """Return what happened on these calls, the newest first, at most `MOST_SHOWN`."""
    ids = [row.id for row in calls]
    found = [
        Happening(kind="call", at=row.started_at or row.received_at, call_id=row.id, by=row.agent)
        for row in calls
    ]
    found += [
        Happening(kind="consent", at=row.recorded_at, call_id=row.call_id, by=row.by, word=row.status)
        for row in session.scalars(consents(ids))
    ]
    found += [*_decided(session, ids), *_promises(session, ids)]
    found.sort(key=lambda one: (one.at, _ORDER.index(one.kind)), reverse=True)
    return tuple(found[:MOST_SHOWN])


def consents(ids: Collection[str]) -> Select[ConsentRow]:
    """Return the query for what was stated about consent."""
    query = select(ConsentRow).where(ConsentRow.call_id.in_(ids))
    return query.order_by(ConsentRow.recorded_at.desc()).limit(MOST_SHOWN)


def decisions(ids: Collection[str]) -> Select[str, str, str, datetime, int]:
    """Return the query for how many items each person decided in which way, and when last."""
    at = func.max(DecisionRow.at, type_=DecisionRow.at.type).label("at")
    items = func.count(DecisionRow.item_id.distinct()).label("items")
    named = (DecisionRow.call_id, DecisionRow.by, DecisionRow.verdict)
    return select(*named, at, items).where(DecisionRow.call_id.in_(ids)).group_by(*named)


def promises(ids: Collection[str]) -> Select[PromiseRow]:
    """Return the query for what was promised."""
    query = select(PromiseRow).where(PromiseRow.call_id.in_(ids))
    return query.order_by(PromiseRow.confirmed_at.desc()).limit(MOST_SHOWN)


def changes(ids: Collection[str]) -> Select[PromiseChangeRow]:
    """Return the query for what people did with promises."""
    query = select(PromiseChangeRow).where(PromiseChangeRow.call_id.in_(ids))
    return query.order_by(PromiseChangeRow.at.desc()).limit(MOST_SHOWN)


def _decided(session: Session, ids: Collection[str]) -> Iterator[Happening]:
    """One line for each person and call."""
    counts: dict[tuple[str, str], dict[str, int]] = {}
    last: dict[tuple[str, str], AwareDatetime] = {}
    for row in session.execute(decisions(ids)):
        key = (row.call_id, row.by)
        counts.setdefault(key, {})[row.verdict] = row.items
        last[key] = max(last.get(key, row.at), row.at)
    for (call_id, by), found in counts.items():
        yield Happening(
            kind="decided", at=last[call_id, by], call_id=call_id, by=by, counts=tuple(found.items())
        )


def _promises(session: Session, ids: Collection[str]) -> Iterator[Happening]:
    texts: dict[tuple[str, str], str] = {}
    rows = session.scalars(promises(ids)).all()
    call_keys.fetch(session, {row.call_id for row in rows})
    for row in rows:
        texts[row.call_id, row.item_id] = text = words_of(session, row).text
        yield Happening(
            kind="promised", at=row.confirmed_at, call_id=row.call_id, by=row.confirmed_by,
            item_id=row.item_id, word=row.side, text=text,
        )  # fmt: skip
    for change in session.scalars(changes(ids)):
        yield Happening(
            kind="became", at=change.at, call_id=change.call_id, by=change.by, item_id=change.item_id,
            word=change.kind, text=texts.get((change.call_id, change.item_id), ""), owner=change.owner,
            due_on=change.due_on,
        )  # fmt: skip
