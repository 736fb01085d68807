"""What is to be told to the outside: stored with what it tells, sent by one worker at a time, never lost.

In: a session in which something happened. Out: messages to send, each claimed, and what became of each try.
Not here: the endpoints (outgoing_endpoints.py), what a message says (lifecycle), sending (exchange).

Every step stands here before it is made: a try is written down, and when the message comes again if nobody
writes what became of it. So a worker that dies loses nothing: its message is sent again under the same id.
"""

from __future__ import annotations

import json
import random
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, Final, NamedTuple, cast

import structlog
from sqlalchemy import Select, delete, exists, or_, select, update

from models.outgoing import (
    KEPT_FOR_DAYS,
    LONGEST_REST_S,
    PAUSED_AFTER_S,
    TEST,
    Came,
    Outcome,
    OutgoingMessage,
    OutgoingTry,
    wait_s,
)
from models.ports import Clock
from storage.database import Database, Session, after_commit
from storage.ids import new_id
from storage.master_key import MasterKey
from storage.outgoing_endpoints import opened
from storage.tables import OutgoingDeliveryRow, OutgoingEndpointRow, OutgoingEventRow, OutgoingTryRow

_log = structlog.get_logger(__name__)

#: For so long a message belongs to the worker that took it: longer than any try lasts.
HELD_FOR: Final = timedelta(seconds=45)
_FAILING: Final = "it has taken nothing for five days"
_GONE: Final = "it answered that it is gone for good (410)"


def announce(
    session: Session,
    kind: str,
    *,
    call_id: str | None,
    at: datetime,
    facts: Callable[[], Mapping[str, Any]],
    only: str | None = None,
) -> str | None:
    """Store that this happened, for every endpoint that wants to know; return the id of the message, if any.

    `facts` are asked for only then, and hold ids, words of ours and counts. `only` is the one endpoint that
    is told, whatever it wants.
    """
    endpoints = session.scalars(select(OutgoingEndpointRow)).all()
    told = [row.id for row in endpoints if (row.id == only if only else kind in row.events.split())]
    if not told:
        return None
    event = OutgoingEventRow(
        message_id=new_id("msg"), kind=kind, call_id=call_id, at=at, facts=json.dumps(facts())
    )
    session.add(event)
    session.flush()
    state = "test" if only else "waiting"
    session.add_all(
        OutgoingDeliveryRow(event_id=event.id, endpoint_id=one, state=state, next_at=at) for one in told
    )
    session.flush()
    return event.message_id


@dataclass(frozen=True)
class Outbox:
    """All messages; one transaction per method. Safe between threads and processes."""

    database: Database
    key: MasterKey
    clock: Clock
    chance: Callable[[], float] = random.random  # spreads the tries; nothing secret rests on it

    def claim(self, *, endpoint: str | None = None) -> OutgoingMessage | None:
        """Take the message that has waited longest, of an endpoint to which nobody else sends just now.

        The try is written down before anybody sends. With `endpoint` only a test of that one is taken, also
        while it is paused.
        """
        now = self.clock()
        with self.database.reading() as session:
            first = _first_due(session, now, endpoint)
        if first is None:
            return None
        locked = _due(first, now).with_for_update(
            skip_locked=True, of=(OutgoingDeliveryRow, OutgoingEndpointRow)
        )
        with self.database.transaction() as session:
            found = session.execute(locked).first()
            if found is None:  # another worker was faster
                return None
            delivery, to, event = found
            delivery.tries += 1
            trial = OutgoingTryRow(delivery_id=delivery.id, number=delivery.tries, at=now, outcome="unknown")
            session.add(trial)
            session.flush()
            delivery.try_id, delivery.next_at = trial.id, now + HELD_FOR
            to.busy_until = now + HELD_FOR
            address = opened(to, self.key)
            return OutgoingMessage(
                delivery=delivery.id,
                try_id=trial.id,
                number=delivery.tries,
                sequence=event.id,
                message_id=event.message_id,
                kind=event.kind,
                at=event.at,
                call_id=event.call_id,
                facts=event.facts,
                endpoint=to.name,
                url=address.url if address else None,
                keys=address.keys(now) if address else (),
                with_items=to.with_items,
            )

    def came(self, message: OutgoingMessage, came: Came) -> None:
        """Write down what came back, and when the message comes again where it was not taken."""
        now = self.clock()
        with self.database.transaction() as session:
            trial = session.get(OutgoingTryRow, message.try_id)
            delivery = session.get(OutgoingDeliveryRow, message.delivery, with_for_update=True)
            if trial is None or delivery is None:  # the endpoint was removed meanwhile
                return
            to = session.get_one(OutgoingEndpointRow, delivery.endpoint_id, with_for_update=True)
            trial.outcome, trial.status = came.outcome, came.status
            trial.took_s = (now - trial.at).total_seconds()
            is_last = delivery.try_id == message.try_id
            if came.outcome == "taken":
                delivery.state, delivery.ended_at = "delivered", now
                to.failing_since = to.rests_until = None
            elif is_last:
                self._failed(session, delivery, to, message, came)
            if is_last:
                to.busy_until = None

    def log(self, endpoint: str | None = None, *, limit: int = 50) -> tuple[OutgoingTry, ...]:
        """Return the tries, the newest first; of one endpoint where it is named."""
        query = (
            select(OutgoingTryRow, OutgoingDeliveryRow, OutgoingEventRow, OutgoingEndpointRow)
            .join(OutgoingDeliveryRow, OutgoingDeliveryRow.id == OutgoingTryRow.delivery_id)
            .join(OutgoingEventRow, OutgoingEventRow.id == OutgoingDeliveryRow.event_id)
            .join(OutgoingEndpointRow, OutgoingEndpointRow.id == OutgoingDeliveryRow.endpoint_id)
            .order_by(OutgoingTryRow.id.desc())
            .limit(limit)
        )
        if endpoint is not None:
            query = query.where(OutgoingEndpointRow.name == endpoint)
        with self.database.reading() as session:
            return tuple(_line(*row) for row in session.execute(query))

    def tidy(self) -> int:
        """Forget what was delivered more than `KEPT_FOR_DAYS` ago; what was not is kept. Returns how many."""
        before = self.clock() - timedelta(days=KEPT_FOR_DAYS)
        old = select(OutgoingDeliveryRow.id).where(
            OutgoingDeliveryRow.state.in_(("delivered", "not taken")), OutgoingDeliveryRow.ended_at < before
        )
        way = exists().where(OutgoingDeliveryRow.event_id == OutgoingEventRow.id)
        with self.database.transaction() as session:
            ids = session.scalars(old.limit(_AT_ONCE)).all()
            session.execute(delete(OutgoingDeliveryRow).where(OutgoingDeliveryRow.id.in_(ids)))
            session.execute(delete(OutgoingEventRow).where(OutgoingEventRow.at < before, ~way))
        return len(ids)

    def _failed(
        self,
        session: Session,
        delivery: OutgoingDeliveryRow,
        to: OutgoingEndpointRow,
        message: OutgoingMessage,
        came: Came,
    ) -> None:
        now = self.clock()
        later_s = wait_s(delivery.tries, came, chance=self.chance())
        if message.kind == TEST:
            delivery.state, delivery.ended_at = "not taken", now
            return
        to.failing_since = to.failing_since or now
        if later_s is None:
            delivery.state, delivery.ended_at = "missed", now
        else:
            delivery.next_at = now + timedelta(seconds=later_s)
        if came.rests:
            rest_s = max(came.retry_after_s or 0.0, min(later_s or LONGEST_REST_S, LONGEST_REST_S))
            to.rests_until = now + timedelta(seconds=rest_s)
        failing_s = (now - to.failing_since).total_seconds()
        if to.paused_at is None and (came.outcome == "gone" or failing_s >= PAUSED_AFTER_S):
            to.paused_at, to.paused_why = now, _GONE if came.outcome == "gone" else _FAILING
            name = to.name
            after_commit(
                session, lambda: _log.warning("outgoing_paused", endpoint=name, outcome=came.outcome)
            )


def send_again(session: Session, endpoint_id: str, *, at: datetime) -> None:
    """Let all that an endpoint has not taken come now, in the order of events, with every try before it."""
    session.execute(
        update(OutgoingDeliveryRow)
        .where(
            OutgoingDeliveryRow.endpoint_id == endpoint_id,
            OutgoingDeliveryRow.state.in_(("waiting", "missed")),
        )
        .values(state="waiting", tries=0, next_at=at, ended_at=None)
    )


_AT_ONCE: Final = 500


class _Place(NamedTuple):
    """Where a message stands that is due: for whom, and whether it is a test."""

    endpoint_id: str
    state: str


def _first_due(session: Session, now: datetime, endpoint: str | None) -> _Place | None:
    """Return where the message is that has waited longest; one look into the index for each endpoint."""
    to, row = OutgoingEndpointRow, OutgoingDeliveryRow
    free = select(to.id, to.paused_at, to.rests_until).where(
        or_(to.busy_until.is_(None), to.busy_until <= now)
    )
    if endpoint is not None:
        free = free.where(to.name == endpoint)
    found: list[tuple[datetime, _Place]] = []
    for endpoint_id, paused_at, rests_until in session.execute(free):
        runs = endpoint is None and paused_at is None and (rests_until is None or rests_until <= now)
        for state in ("test", "waiting") if runs else ("test",):
            soonest = session.scalar(
                select(row.next_at)
                .where(row.endpoint_id == endpoint_id, row.state == state, row.next_at <= now)
                .order_by(row.next_at)
                .limit(1)
            )
            if soonest is not None:
                found.append((soonest, _Place(endpoint_id, state)))
    return min(found)[1] if found else None


def _due(place: _Place, now: datetime) -> Select[OutgoingDeliveryRow, OutgoingEndpointRow, OutgoingEventRow]:
    to, row = OutgoingEndpointRow, OutgoingDeliveryRow
    return (
        select(row, to, OutgoingEventRow)
        .join(to, to.id == row.endpoint_id)
        .join(OutgoingEventRow, OutgoingEventRow.id == row.event_id)
        .where(
            row.endpoint_id == place.endpoint_id,
            row.state == place.state,
            row.next_at <= now,
            or_(to.busy_until.is_(None), to.busy_until <= now),
        )
        .order_by(row.next_at, row.event_id)
        .limit(1)
    )


def _line(
    trial: OutgoingTryRow, delivery: OutgoingDeliveryRow, event: OutgoingEventRow, to: OutgoingEndpointRow
) -> OutgoingTry:
    comes_again = delivery.state == "waiting" and delivery.try_id == trial.id
    return OutgoingTry(
        endpoint=to.name,
        message_id=event.message_id,
        kind=event.kind,
        call_id=event.call_id,
        number=trial.number,
        at=trial.at,
        took_s=trial.took_s,
        outcome=cast("Outcome", trial.outcome),
        status=trial.status,
        next_at=delivery.next_at if comes_again else None,
    )
