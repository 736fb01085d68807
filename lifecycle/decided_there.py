"""What people decided in the CRM itself becomes their decision here, or is told where it cannot.

In: an answer of the adapter about a pending call. Out: the decided call, its settlement handed over; or why
it still waits, beside its stage and in its history.
Not here: reading the CRM (crm_sync), when (pipeline/look.py).

What was stored first stays: a decision in the CRM takes in what is still open, and nothing else.
"""

from __future__ import annotations

from collections.abc import Collection
from typing import Final

import structlog

from lifecycle import signing
from lifecycle.enqueue import Enqueue
from lifecycle.review import decide
from lifecycle.stage import stage_of
from models.access import Actor
from models.decided_there import DecidedThere
from models.errors import ContactNeededError, SignOffNeededError, StageError
from models.review import Decision
from models.stages import Stage
from storage import calls, drafts
from storage.events import Event, add_event, events_of
from storage.shelves import Shelves

_log = structlog.get_logger(__name__)

_OR_HERE: Final = "or decide here"


def take_in(shelves: Shelves, found: DecidedThere, *, enqueue: Enqueue) -> None:
    """Let the decision count for all that is open, or tell beside the stage why it does not.

    The same answer again changes nothing; nor does one about a call that was decided meanwhile, which is told
    when that is settled (`note_other`). Of high risk it decides, and a manager still has to sign.
    """
    why, is_over = _why_not(shelves, found)
    if why is not None:
        _tell(shelves, found.call_id, why)
        return
    if is_over:
        note_other(shelves, found)
        return
    who = _who(found)
    yes = found.verdict == "confirmed"
    try:
        call = decide(
            shelves,
            found.call_id,
            (),
            accept_rest=yes,
            reject_rest=not yes,
            by=who,
            enqueue=enqueue,
            actor=Actor(name=found.by or who, door="crm"),
        )
    except ContactNeededError:
        _tell(
            shelves,
            found.call_id,
            f"confirmed by {who}, and no contact is linked to confirm it for; choose one here, and it goes "
            "on by itself",
        )
        return
    except (SignOffNeededError, StageError):  # somebody here was faster
        return
    if call.stage is Stage.STAGED and not signing.waits(call):
        _tell(
            shelves,
            call.id,
            f"confirmed by {who}; what is marked to be confirmed by itself still waits for a decision here",
        )
    _log.info("decision_taken_in", call_id=call.id, verdict=found.verdict, stage=call.stage.value)


def note_other(shelves: Shelves, found: DecidedThere) -> None:
    """Note in the history what a person decided in the CRM about a call that was decided first by another.

    Where our own writing already stands over it, it is what lies beneath.
    """
    if not found.by_a_person:
        if found.beneath is not None:
            note_other(shelves, found.beneath)
        return
    who = _who(found)
    with shelves.database.transaction() as session:
        row = calls.locked(session, found.call_id)
        stored = drafts.notes(session, row.id)
        decisions = () if stored is None else drafts.decisions(session, row.id, stored[0].number)
        events = events_of(session, row.id)
        if _is_known(events, decisions, found) or _is_stale(events, found):
            return
        why = f"{found.verdict} there; the decision that was stored here first counts"
        add_event(session, row.id, "decided_there_too", at=shelves.clock(), by=who, why=why)


def open_there(shelves: Shelves, call_ids: Collection[str]) -> None:
    """Take back what was told of calls on which nothing stands decided in the CRM any more."""
    with shelves.database.reading() as session:
        told = [row.id for row in calls.told(session, call_ids) if not signing.waits(row)]
    for call_id in told:
        with shelves.database.transaction() as session:
            row = calls.locked(session, call_id)
            if stage_of(row) is Stage.STAGED and not signing.waits(row):
                row.stage_why = None


def _why_not(shelves: Shelves, found: DecidedThere) -> tuple[str | None, bool]:
    """Return why the answer does not count, in words, or None; and whether it comes after all is decided.

    That is while the call waits for a manager, and where a deletion was answered by taking it back here.
    """
    with shelves.database.reading() as session:
        row = calls.find(session, found.call_id)
        events = events_of(session, row.id)
        came_back = any(one.kind == "rejected" and one.by == _who(found) for one in events)
        is_over = signing.waits(row) or (found.verdict == "deleted" and came_back)
        return _reason(events, found), is_over


def _reason(events: Collection[Event], found: DecidedThere) -> str | None:
    where = found.where
    if found.verdict == "lost":
        return (
            f"{where} has no review task of this call, nor one in its bin; look whether the account is the "
            f"right one, {_OR_HERE}"
        )
    if found.verdict == "deleted":
        return None
    if not found.by_a_person:
        return (
            f"{found.verdict} in {where} by no person ({found.by or 'unknown'}), which does not count; set "
            f"it there by hand, {_OR_HERE}"
        )
    if _is_stale(events, found):
        return (
            f"{found.verdict} by {_who(found)} before it came back here, which does not count any more; set "
            f"it there to pending and decide anew, {_OR_HERE}"
        )
    return None


def _is_known(events: Collection[Event], decisions: Collection[Decision], found: DecidedThere) -> bool:
    """True where this very decision was taken in, or noted, before."""
    who, no = _who(found), found.verdict == "rejected"
    return any(one.by == who and (one.verdict == "reject") is no for one in decisions) or any(
        one.by == who and (one.kind == found.verdict or (one.why or "").startswith(found.verdict))
        for one in events
    )


def _is_stale(events: Collection[Event], found: DecidedThere) -> bool:
    """True for a decision from before the notes were made again, or a decision was taken back."""
    staged = [one.at for one in events if one.kind == f"stage.{Stage.STAGED.value}"]
    return len(staged) > 1 and found.at is not None and found.at <= max(staged)


def _tell(shelves: Shelves, call_id: str, why: str) -> None:
    with shelves.database.transaction() as session:
        row = calls.locked(session, call_id)
        if stage_of(row) is not Stage.STAGED or row.stage_why in {why, signing.WAITS}:
            return
        row.stage_why = why
        add_event(session, row.id, "waits_for_us", at=shelves.clock(), why=why)
    _log.info("decision_there_waits", call_id=call_id)


def _who(found: DecidedThere) -> str:
    if found.verdict == "deleted":
        return f"somebody who deleted it in {found.where}"
    return f"{found.by} in {found.where}"
