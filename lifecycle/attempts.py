"""How the pipeline's attempts at a call go: begun, failed with a cause that a person can read, or done.

In: a call, a verb and the number of the attempt, as in the workflow's id. Out: rows that the doors show.
Not here: what the work is and how long to wait after a failure (pipeline).
"""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import cast

import structlog

from lifecycle.announce import announce
from lifecycle.enqueue import Enqueue, Work, hand_over
from lifecycle.stage import stage_of
from models.call import Priority, Verb
from models.errors import CancelledError, CrmClosedError
from models.stages import Stage
from models.workflows import KINDS_OF_VERB, Kind, kind_after, stored_kind
from storage import attempts, calls
from storage.database import Session
from storage.events import add_event
from storage.shelves import Shelves
from storage.tables import AttemptRow

_log = structlog.get_logger(__name__)


def begin(shelves: Shelves, call_id: str, verb: Verb, number: int, *, kind: Kind | None = None) -> None:
    """Note that the attempt runs, at this kind of work; beginning again after a crash changes nothing.

    Without a kind it is at the first one. Raises CancelledError when this is over: a person started a newer
    attempt while this one waited for its time, or another worker did this kind of work and handed it on.
    """
    now = shelves.clock()
    with shelves.database.transaction() as session:
        row = _attempt(session, shelves, call_id, verb, number)
        if row.state == "cancelled" or _is_past(row, verb, kind or KINDS_OF_VERB[verb][0]):
            raise CancelledError("Another attempt or worker took over; this one ends here.")
        if row.state == "done":
            return
        if row.handed_on_at is not None and row.state == "queued":
            add_event(session, row.call_id, f"began.{row.kind}", at=now)
        row.state = "running"
        row.began_at = row.began_at or now
        row.not_before = row.done_s = row.total_s = None
        row.step = row.code = row.message = row.retryable = row.ended_at = None
    _log.info("attempt_began", call_id=call_id, verb=verb, attempt=number)


def fail(
    shelves: Shelves,
    call_id: str,
    verb: Verb,
    number: int,
    *,
    step: str,
    code: str,
    message: str,
    retryable: bool,
    retry_in_s: float | None = None,
) -> None:
    """Note at which step and why the attempt failed; with `retry_in_s` the next one is noted to come then.

    A cancelled attempt is no failure and has no next one. Failing again after a crash changes nothing.
    """
    now = shelves.clock()
    cancelled = code == CancelledError.code
    with shelves.database.transaction() as session:
        row = _attempt(session, shelves, call_id, verb, number)
        known = row.state == "failed"  # noted before a crash
        cancelled = cancelled or _is_erased(session, row, verb)
        row.state, row.ended_at = "cancelled" if cancelled else "failed", now
        row.step, row.code, row.message, row.retryable = step, code, message, retryable
        newest = attempts.newest(session, row.call_id, verb=verb)
        is_newest = newest is not None and newest.number == number
        if retry_in_s is not None and is_newest and not cancelled:
            following = attempts.add_numbered(session, row.call_id, verb, number + 1, row.kind, at=now)
            following.not_before = now + timedelta(seconds=retry_in_s)
        elif is_newest and not cancelled and not known:
            _announce_failed(session, row, at=now)
    _log.warning(
        "attempt_failed",
        call_id=call_id,
        verb=verb,
        attempt=number,
        step=step,
        code=code,
        retryable=retryable,
        retry_in_s=retry_in_s,
    )


def hand_on(shelves: Shelves, call_id: str, verb: Verb, number: int, *, kind: Kind, enqueue: Enqueue) -> None:
    """Let the attempt wait for the next kind of work after this one; handing it on again changes nothing."""
    following = kind_after(verb, kind)
    assert following is not None, "the last kind of work ends the attempt"  # noqa: S101 - a fault of ours
    with shelves.database.transaction() as session:
        row = _attempt(session, shelves, call_id, verb, number)
        if row.state != "running" or row.kind != kind:
            return
        row.state, row.kind, row.handed_on_at = "queued", following, shelves.clock()
        priority = cast("Priority", calls.find(session, call_id).priority)
    _log.info("attempt_handed_on", call_id=call_id, verb=verb, attempt=number, to=following)
    hand_over(Work(call_id, verb, number, following, priority), enqueue)


def progress(shelves: Shelves, call_id: str, verb: Verb, *, done_s: float, total_s: float) -> None:
    """Note how many seconds of audio the running attempt has done; without one nothing is noted."""
    with shelves.database.transaction() as session:
        newest = attempts.newest(session, call_id, verb=verb)
        if newest is not None and newest.state == "running":
            newest.done_s, newest.total_s = done_s, total_s


def taken_over(shelves: Shelves, call_id: str, verb: Verb, number: int) -> int:
    """Count that the attempt is taken over from a dead worker; returns how often it was by now."""
    with shelves.database.transaction() as session:
        row = _attempt(session, shelves, call_id, verb, number)
        row.takeovers += 1
        return row.takeovers


def tried(shelves: Shelves, call_id: str, verb: Verb) -> int:
    """Return how many attempts count: all but those that met a CRM closed to us, no fault of the call's."""
    with shelves.database.reading() as session:
        return attempts.count_but(session, call_id, verb, code=CrmClosedError.code)


def is_running(shelves: Shelves, call_id: str, verb: Verb) -> bool:
    """True while a worker has begun with this work on the call and has not ended it."""
    with shelves.database.reading() as session:
        newest = attempts.newest(session, call_id, verb=verb)
        return newest is not None and newest.state == "running"


def give_up(shelves: Shelves, work: Work, *, code: str, message: str) -> None:
    """Make work that killed its worker too often a visible failure; saying it again changes nothing.

    Nor does it when the attempt has ended, or was handed on to another kind of work, since it was looked at.
    """
    with shelves.database.transaction() as session:
        row = _attempt(session, shelves, work.call_id, work.verb, work.attempt)
        if row.state not in {"queued", "running"} or stored_kind(work.verb, row.kind) != work.kind:
            return
        row.state, row.ended_at = "failed", shelves.clock()
        row.step, row.code, row.message, row.retryable = "worker", code, message, True
        _announce_failed(session, row, at=row.ended_at)
    _log.error("attempt_given_up", call_id=work.call_id, verb=work.verb, attempt=work.attempt, code=code)


def is_superseded(shelves: Shelves, call_id: str, verb: Verb, number: int) -> bool:
    """True once a newer attempt took the place of this one: what it still does must change nothing."""
    with shelves.database.reading() as session:
        row = attempts.one(session, call_id, verb, number)
        if row is None or row.state == "cancelled":
            return row is not None
        newest = attempts.newest(session, call_id, verb=verb)
        is_erased = stage_of(calls.find(session, call_id)) is Stage.ERASED
        return is_erased and newest is not None and newest.number > number


def succeed(shelves: Shelves, call_id: str, verb: Verb, number: int) -> None:
    """Note that the attempt came to its end; the call may now wait for a person.

    One whose place a newer attempt took stays as it is.
    """
    with shelves.database.transaction() as session:
        row = _attempt(session, shelves, call_id, verb, number)
        if row.state == "cancelled":
            return
        row.state, row.ended_at = "done", shelves.clock()
        row.step = row.code = row.message = row.retryable = None
    _log.info("attempt_done", call_id=call_id, verb=verb, attempt=number)


def _announce_failed(session: Session, row: AttemptRow, *, at: datetime) -> None:
    """Tell the outside that the call waits for somebody: nothing tries again by itself."""
    failure = {"step": row.step, "code": row.code, "retryable": bool(row.retryable)}
    announce(session, calls.find(session, row.call_id), "call.failed", at=at, failure=failure)


def settles_twice(shelves: Shelves, call_id: str) -> bool:
    """True while a worker is at a settlement of this call, and a later one waits or runs."""
    with shelves.database.reading() as session:
        return sum(one.verb == "settle" for one in attempts.unended(session, call_id)) > 1


def _is_erased(session: Session, row: AttemptRow, verb: Verb) -> bool:
    """True for work whose call was erased while it ran; taking its records out is work of its own."""
    return verb != "settle" and stage_of(calls.find(session, row.call_id)) is Stage.ERASED


def _is_past(row: AttemptRow, verb: Verb, kind: Kind) -> bool:
    kinds = KINDS_OF_VERB[verb]
    return kinds.index(kind) < kinds.index(stored_kind(verb, row.kind))


def _attempt(session: Session, shelves: Shelves, call_id: str, verb: Verb, number: int) -> AttemptRow:
    call = calls.locked(session, call_id)
    row = attempts.one(session, call.id, verb, number)
    return row or attempts.add_numbered(
        session, call.id, verb, number, KINDS_OF_VERB[verb][0], at=shelves.clock()
    )
