"""Events that came in over a hook, unique by the sender's id: each is stored with what became of it, once.

In: the raw body of an event whose signature was checked. Out: `HookEvent`. Not here: HTTP (api/webhooks).
"""

from __future__ import annotations

import json
from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime
from typing import Literal, cast

from pydantic import AwareDatetime
from sqlalchemy import ColumnElement, and_, false, func, or_, select

from models.call import Call
from models.errors import CallNotesError, InputError
from models.frozen import Frozen
from models.ports import Clock
from models.stages import Stage
from storage.database import Database, Session, TakenError
from storage.tables import HookEventRow

HookState = Literal["received", "handled", "failed"]


class HookEvent(Frozen):
    """One event as it came in, and what became of it."""

    provider: str
    event_id: str
    body: str
    state: HookState
    call_id: str | None = None
    code: str | None = None
    message: str | None = None
    received_at: AwareDatetime
    contradictions: int = 0
    signed_with: str | None = None
    already_there: bool = False

    def is_contradicted_by(self, body: str) -> bool:
        """True when the same id came with another body; of one that was forgotten nobody can tell."""
        return bool(self.body) and self.body != body


@dataclass(frozen=True)
class HookEvents:
    """All events that came in; one transaction per method, but for `handled_in`."""

    database: Database
    clock: Clock

    def first(self, provider: str, event_id: str, body: str, *, signed_with: str | None = None) -> HookEvent:
        """Return the event as it came first, marked `already_there`; a new one is not written yet."""
        with self.database.reading() as session:
            row = _find(session, provider, event_id)
        if row is not None:
            return _value(row, already_there=True)
        return HookEvent(
            provider=provider,
            event_id=event_id,
            body=body,
            state="received",
            received_at=self.clock(),
            signed_with=signed_with,
        )

    def store(self, provider: str, event_id: str, body: str, *, signed_with: str | None = None) -> HookEvent:
        """Keep the event, to be handled; the same id again gives back the first one, `already_there`."""
        event = self.first(provider, event_id, body, signed_with=signed_with)
        try:
            if not event.already_there:
                with self.database.transaction() as session:
                    _row_of(session, event)
        except TakenError:
            return self.first(provider, event_id, body)
        return event

    def noted(self, provider: str, event_id: str) -> bool:
        """Count a delivery of which nothing is kept but its name; true when it came before."""
        event = self.first(provider, event_id, "")
        try:
            if not event.already_there:
                self.handled(event, call=None)
        except TakenError:
            return True
        return event.already_there

    def handled(self, event: HookEvent, *, call: Call | None) -> None:
        """Note that the event became this call, as `handled_in` does."""
        with self.database.transaction() as session:
            self.handled_in(session, event, call=call)

    def handled_in(self, session: Session, event: HookEvent, *, call: Call | None) -> None:
        """Note that the event became this call, or none, in the transaction in which the call is written.

        Of no call, and of one that is declined or erased, nothing is kept but that the event came.
        Raises TakenError when another process wrote the event first.
        """
        keeps_text = call is not None and call.stage not in {Stage.DECLINED, Stage.ERASED}
        row = _row_of(session, event if keeps_text else event.model_copy(update={"body": ""}))
        row.state, row.call_id, row.handled_at = "handled", call.id if call else None, self.clock()
        row.code = row.message = None
        if not keeps_text:
            row.body = ""
        session.flush()

    def failed(self, event: HookEvent, error: CallNotesError) -> None:
        """Note why nothing became of the event. Raises TakenError as `handled_in` does."""
        with self.database.transaction() as session:
            row = _row_of(session, event)
            row.state, row.handled_at = "failed", self.clock()
            row.code, row.message = error.code, error.message

    def contradicted(self, provider: str, event_id: str) -> HookEvent:
        """Count that the event's id came again with another body; the first body stays."""
        with self.database.transaction() as session:
            row = _existing(session, provider, event_id)
            row.contradictions += 1
            return _value(row)

    def read(self, provider: str, event_id: str) -> HookEvent:
        """Return the event; raises InputError when it never came."""
        with self.database.reading() as session:
            return _value(_existing(session, provider, event_id))

    def latest(self, provider: str, *, most: int) -> tuple[HookEvent, ...]:
        """Return this sender's latest events, at most so many, the newest first."""
        with self.database.reading() as session:
            rows = session.scalars(
                select(HookEventRow)
                .where(HookEventRow.provider == provider)
                .order_by(HookEventRow.id.desc())
                .limit(most)
            )
            return tuple(_value(row) for row in rows)

    def last_signed(self) -> dict[str, datetime]:
        """Return when an event last came in that was signed with a secret, by the secret's name."""
        with self.database.reading() as session:
            rows = session.execute(
                select(HookEventRow.signed_with, func.max(HookEventRow.received_at))
                .where(HookEventRow.signed_with.is_not(None))
                .group_by(HookEventRow.signed_with)
            )
            return {name: at for name, at in rows if name is not None}

    def unhandled(self) -> tuple[HookEvent, ...]:
        """Return the events that a crash left between storing and handling, the oldest first."""
        with self.database.reading() as session:
            rows = session.scalars(
                select(HookEventRow).where(HookEventRow.state == "received").order_by(HookEventRow.id)
            )
            return tuple(_value(row) for row in rows)

    def not_handled(self, providers: tuple[str, ...], *, since: datetime) -> tuple[HookEvent, ...]:
        """Return the events of these providers since then that nothing became of, the oldest first."""
        with self.database.reading() as session:
            rows = session.scalars(
                select(HookEventRow)
                .where(
                    HookEventRow.provider.in_(providers),
                    HookEventRow.state != "handled",
                    HookEventRow.received_at >= since,
                )
                .order_by(HookEventRow.id)
            )
            return tuple(_value(row, already_there=True) for row in rows)


def forget_bodies(session: Session, call_id: str, names: tuple[str, ...]) -> int:
    """Empty the events of this call, and those of none that carry one of its names; returns how many.

    That they came is kept, so that none is handled again.
    """
    needles = {needle for name in names for needle in _as_written(name)}
    return _forget(session, or_(HookEventRow.call_id == call_id, _carrying(needles)))


def forget_carrying(session: Session, words: Collection[str]) -> int:
    """Empty the events of no call that carry one of these words, in whatever case; returns how many."""
    return _forget(session, _carrying(words)) if words else 0


def events_carrying(session: Session, words: Collection[str]) -> tuple[HookEvent, ...]:
    """Return the events of no call that carry one of these words, the oldest first."""
    return _read(session, _carrying(words))


def hook_events_of(session: Session, call_id: str) -> tuple[HookEvent, ...]:
    """Return the events that became this call, the oldest first."""
    return _read(session, HookEventRow.call_id == call_id)


def _read(session: Session, which: ColumnElement[bool]) -> tuple[HookEvent, ...]:
    return tuple(map(_value, session.scalars(select(HookEventRow).where(which).order_by(HookEventRow.id))))


def _carrying(words: Collection[str]) -> ColumnElement[bool]:
    body = func.lower(HookEventRow.body)
    carried = (body.contains(word.lower(), autoescape=True) for word in words)
    return and_(HookEventRow.call_id.is_(None), or_(false(), *carried))


def _forget(session: Session, which: ColumnElement[bool]) -> int:
    found = session.scalars(select(HookEventRow).where(HookEventRow.body != "", which)).all()
    for row in found:
        row.body, row.state, row.message = "", "handled", None
    session.flush()
    return len(found)


def _as_written(name: str) -> tuple[str, ...]:
    """Return how the name may stand in JSON: signs of other scripts and slashes as they are, or escaped."""
    plain = json.dumps(name, ensure_ascii=False)
    return plain, json.dumps(name), plain.replace("/", "\\/")


def _find(session: Session, provider: str, event_id: str) -> HookEventRow | None:
    return session.scalars(
        select(HookEventRow).where(HookEventRow.provider == provider, HookEventRow.event_id == event_id)
    ).one_or_none()


def _existing(session: Session, provider: str, event_id: str) -> HookEventRow:
    row = _find(session, provider, event_id)
    if row is None:
        raise InputError("No such hook event came in; check its id.")
    return row


def _row_of(session: Session, event: HookEvent) -> HookEventRow:
    """Return the row of the event; one that came for the first time is written at the next flush."""
    if event.already_there:
        return _existing(session, event.provider, event.event_id)
    row = HookEventRow(
        provider=event.provider,
        event_id=event.event_id,
        body=event.body,
        state=event.state,
        received_at=event.received_at,
        signed_with=event.signed_with,
    )
    session.add(row)
    return row


def _value(row: HookEventRow, *, already_there: bool = False) -> HookEvent:
    return HookEvent(
        provider=row.provider,
        event_id=row.event_id,
        body=row.body,
        state=cast("HookState", row.state),
        call_id=row.call_id,
        code=row.code,
        message=row.message,
        received_at=row.received_at,
        contradictions=row.contradictions,
        signed_with=row.signed_with,
        already_there=already_there,
    )
