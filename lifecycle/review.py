"""What people decide about a call's items: accept, edit or reject; once all is decided, settlement is due.

In: decisions on items by a named person. Out: the call. Not here: writing to the CRM (pipeline, crm_sync).
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import Final

import structlog

from lifecycle import signing
from lifecycle.admission import due
from lifecycle.announce import announce
from lifecycle.calibration import judgement
from lifecycle.changed_meaning import changed_by
from lifecycle.enqueue import Enqueue, Work, hand_over
from lifecycle.found_again import ids_of_now
from lifecycle.noted_decisions import note_decisions
from lifecycle.rest import summary_is_due, verdicts_on_rest
from lifecycle.sent_once import Sent, keep, was_kept
from lifecycle.stage import in_words, move, stage_of
from lifecycle.trusted import to_be_named
from models.access import Actor
from models.call import Call
from models.errors import (
    ContactNeededError,
    CorrectedMeanwhileError,
    DecidedMeanwhileError,
    InputError,
    ItemNotFoundError,
    StageError,
)
from models.frozen import Frozen
from models.notes import CallNotes
from models.review import Decision, Verdict
from models.stages import Stage
from storage import calls, drafts
from storage.database import Session
from storage.events import add_event
from storage.promise_rows import project
from storage.shelves import Shelves
from storage.tables import CallRow
from storage.trust_tallies import count_review

_log = structlog.get_logger(__name__)

_TOO_LATE: Final = (
    "Every item of the call is decided and goes to the CRM, so it can no longer be decided otherwise; "
    "look at the call for what is written, and correct that in the CRM, where yours allows it."
)


class Shown(Frozen):
    """What the person saw: the versions of transcript and notes, and of items the mark of each decision.

    A mark is empty where there was no decision. `sent` is what came under a key, and is kept once; what comes
    `late`, by itself, replaces no decision of one's own either.
    """

    heard: int | None = None
    notes: int | None = None
    late: bool = False
    sent: Sent | None = None
    marks: Mapping[str, str] = {}


def decide(
    shelves: Shelves,
    call_id: str,
    decisions: tuple[Decision, ...],
    *,
    accept_rest: bool = False,
    reject_rest: bool = False,
    summary_follows: bool = False,
    by: str,
    enqueue: Enqueue,
    actor: Actor | None = None,
    shown: Shown | None = None,
) -> Call:
    """Keep a person's decisions; a later one on the same item replaces the earlier one.

    With `shown`, what somebody else decided since is not replaced (DecidedMeanwhileError), and nothing is
    decided on notes that are made again since: from corrected speakers (CorrectedMeanwhileError), or where
    the item is another one now (ItemChangedError). What was sent before under the same key is kept once.

    With `summary_follows`, the last decision on anything else decides the open sentences of the summary too,
    once there is a contact. When every item is decided the call is in review and its settlement is handed
    over; where the risk is high and something was confirmed, only when a manager decided the last of it
    (else sign_off.py). `actor` is who stands at the door. Nothing is kept when it raises:
    ItemNotFoundError; InputError for an edit without text, a missing name or two ways for the rest;
    ContactNeededError when something is accepted and no contact is linked; SignOffNeededError when all that
    is left is a manager's matter; StageError unless staged.
    """
    _check(decisions, accept_rest=accept_rest, reject_rest=reject_rest, by=by)
    with shelves.database.transaction() as session:
        row = calls.locked(session, call_id)
        shown = shown or Shown()
        if was_kept(session, row.id, shown.sent):
            return calls.read(session, row)
        version, notes, decisions, shown = _of_now(session, row, decisions, shown)
        _check_items(notes, decisions)
        before = current(drafts.decisions(session, row.id, version))
        _refuse_unseen(before, decisions, shown)
        if not notes.items() and not (accept_rest or reject_rest):
            raise InputError("The notes hold no items; accept or reject them as a whole, as the rest.")
        asked = current(decisions)
        named_ids = frozenset(asked)
        verdict = _for_rest(accept_rest=accept_rest, reject_rest=reject_rest)
        named = {item_id: one.verdict for item_id, one in {**before, **asked}.items()}
        if summary_follows and _has_contact(row) and summary_is_due(notes, named):
            verdict = verdict or "accept"
        if verdict is not None:
            at = decisions[-1].at if decisions else shelves.clock()  # one act, which is undone as one
            alone = to_be_named(session, notes, shelves.item_by_item)
            for item_id, given in verdicts_on_rest(notes, named, verdict, alone=alone):
                asked[item_id] = Decision(item_id=item_id, verdict=given, by=by, at=at)
        fresh = tuple(one for one in asked.values() if not one.same_as(before.get(one.item_id)))
        _refuse_unless_staged(row, fresh)
        for decision in fresh:
            drafts.add_decision(
                session,
                decision,
                call_id=row.id,
                notes_version=version,
                judgement=judgement(notes, decision.item_id),
                changed=changed_by(decision, notes),
            )
        signs = signing.is_needed(notes) and signing.may_sign(session, row, by=by, actor=actor)
        if accept_rest and signing.waits(row) and not signs:
            raise signing.not_yours()
        work = finish(
            session,
            row,
            notes,
            {**before, **asked},
            shelves=shelves,
            by=by,
            actor=actor,
            accept_rest=accept_rest,
            signs=signs and (accept_rest or not signing.waits(row)),
        )
        note_decisions(
            shelves,
            session,
            actor,
            row.id,
            fresh,
            named=named_ids,
            rest=_for_rest(accept_rest=accept_rest, reject_rest=reject_rest),
            by=by,
            ended=work is not None,
        )
        keep(session, row.id, shown.sent, at=shelves.clock())
        call = calls.read(session, row)
    _log.info("items_decided", call_id=call.id, decisions=len(fresh), stage=call.stage.value)
    hand_over(work, enqueue)
    return call


def mark_settled(shelves: Shelves, call_id: str) -> None:
    """Note that the decided items are live in the CRM; saying it again changes nothing."""
    with shelves.database.transaction() as session:
        row = calls.locked(session, call_id)
        if stage_of(row) is not Stage.SETTLED:
            move(session, row, Stage.SETTLED, at=shelves.clock())
            project(session, row, shelves.zone)


def current(decisions: Iterable[Decision]) -> dict[str, Decision]:
    """Return the decision that counts for each item, from all of them in order."""
    return {decision.item_id: decision for decision in decisions}


def _for_rest(*, accept_rest: bool, reject_rest: bool) -> Verdict | None:
    if accept_rest:
        return "accept"
    return "reject" if reject_rest else None


def _has_contact(row: CallRow) -> bool:
    return row.contact_id is not None or row.wished_contact_name is not None


def _check(decisions: tuple[Decision, ...], *, accept_rest: bool, reject_rest: bool, by: str) -> None:
    if not by.strip() or any(not decision.by.strip() for decision in decisions):
        raise InputError("A decision needs the person who takes it; say who you are.")
    if accept_rest and reject_rest:
        raise InputError("The rest is either accepted or rejected; choose one of the two.")
    if any(one.verdict == "edit" and not one.changes_something for one in decisions):
        raise InputError(
            "An edit needs a new text, owner or due date of the item; give one, or reject the item."
        )


def _check_items(notes: CallNotes, decisions: tuple[Decision, ...]) -> None:
    for decision in decisions:
        if notes.item(decision.item_id) is None:
            raise ItemNotFoundError("The notes hold no item with this id; `callnotes show CALL` lists them.")


def _notes(session: Session, row: CallRow) -> tuple[int, CallNotes]:
    stored = drafts.notes(session, row.id)
    if stored is None:
        raise StageError(f"The call is {in_words(stage_of(row))}; it has no notes to decide on.")
    return stored[0].number, stored[1]


def _refuse_unseen(before: dict[str, Decision], decisions: tuple[Decision, ...], shown: Shown) -> None:
    """What another person decided, and this one did not see, is not replaced; the same again is no matter."""
    for decision in decisions:
        there = before.get(decision.item_id)
        if there is None or (there.by == decision.by and not shown.late) or decision.same_as(there):
            continue
        if shown.marks.get(decision.item_id, there.mark) != there.mark:
            raise DecidedMeanwhileError(
                "Somebody else decided this item meanwhile; look at that decision, then decide again."
            )


def _of_now(
    session: Session, row: CallRow, decisions: tuple[Decision, ...], shown: Shown
) -> tuple[int, CallNotes, tuple[Decision, ...], Shown]:
    """Return the newest notes, and what was decided on those that were shown for the same items of them."""
    if shown.heard not in (None, drafts.transcript_version(session, row.id)):
        raise CorrectedMeanwhileError(
            "The speakers of this call were corrected meanwhile and its notes are made again; "
            "look at the new ones, then decide."
        )
    version, notes = _notes(session, row)
    wanted = tuple(one.item_id for one in decisions)
    now = ids_of_now(session, row.id, wanted, shown=shown.notes, newest=(version, notes))
    moved = tuple(one.model_copy(update={"item_id": now[one.item_id]}) for one in decisions)
    marks = {now.get(item_id, item_id): mark for item_id, mark in shown.marks.items()}
    return version, notes, moved, shown.model_copy(update={"marks": marks})


def _refuse_unless_staged(row: CallRow, fresh: tuple[Decision, ...]) -> None:
    stage = stage_of(row)
    if stage is Stage.STAGED or (stage in {Stage.IN_REVIEW, Stage.SETTLED} and not fresh):
        return
    if stage in {Stage.IN_REVIEW, Stage.SETTLED}:
        raise StageError(_TOO_LATE)
    raise StageError(f"The call is {in_words(stage)}; its items can be decided once they are staged.")


def finish(
    session: Session,
    row: CallRow,
    notes: CallNotes,
    decided: dict[str, Decision],
    *,
    shelves: Shelves,
    by: str,
    actor: Actor | None,
    accept_rest: bool,
    signs: bool,
    stood_in: str | None = None,
) -> Work | None:
    """When nothing is open any more, move on to settlement; of high risk only what a manager signs.

    `stood_in` says in the history why somebody else signed.
    """
    if stage_of(row) is not Stage.STAGED or any(item.id not in decided for item in notes.items()):
        return None
    confirmed = accept_rest if not notes.items() else any(one.verdict != "reject" for one in decided.values())
    if confirmed and not _has_contact(row):
        raise ContactNeededError(
            "The call has no contact to confirm its items for; "
            "`callnotes link CALL --contact ID` or `--new` gives it one, then decide again."
        )
    now = shelves.clock()
    if confirmed and signing.is_needed(notes):
        if not signs:
            _wait_for_sign_off(session, row, at=now, by=by)
            return None
        why = "; ".join(filter(None, (signing.reason(notes), stood_in))) or None
        add_event(session, row.id, "signed_off", at=now, by=by, why=why)
        shelves.audit().note_in(session, actor, "signed_off", call_id=row.id, named=by)
    count_review(session, row.id, waited_s=(now - row.stage_at).total_seconds(), at=now)
    move(session, row, Stage.IN_REVIEW, at=now, by=by)
    project(session, row, shelves.zone)
    add_event(session, row.id, "confirmed" if confirmed else "rejected", at=now, by=by)
    announce(session, row, "call.confirmed" if confirmed else "call.rejected", at=now)
    return due(session, row, "settle", at=now, after=shelves.undo)


def _wait_for_sign_off(session: Session, row: CallRow, *, at: datetime, by: str) -> None:
    if not signing.waits(row):
        row.stage_why = signing.WAITS
        add_event(session, row.id, "sign_off_needed", at=at, by=by)
