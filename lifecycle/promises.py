"""What a person does with a confirmed promise: mark how it ended, give it away, postpone it, undo that.

In: a call and an item of its, `PromiseAct`, the person. Out: the promise as it stands then, all of it kept as
history. Not here: reading lists (promise_lists.py), what is told of due dates (promises_due.py).
"""

from __future__ import annotations

from datetime import date, datetime, time
from typing import Final, Literal

import structlog

from lifecycle.promise_value import PromiseDetail, detail_of
from models.access import Actor
from models.errors import CallNotFoundError, DecidedMeanwhileError, InputError, ItemNotFoundError, StageError
from models.frozen import Frozen
from models.mail_address import is_address, plain_address
from models.promises import ChangeKind, PromiseChange, PromiseState, Proof, in_force
from storage import accounts, calls
from storage.database import Session
from storage.promise_changes import add_change, changes_of
from storage.promise_list import find_promise
from storage.promise_rows import project
from storage.shelves import Shelves
from storage.tables import PromiseRow

_log = structlog.get_logger(__name__)

ActKind = Literal["kept", "broken", "cancelled", "reopened", "reassigned", "postponed", "undone"]
_MOST_WORDS: Final = 2000
_NEED_WHY: Final = frozenset({"broken", "cancelled", "reopened", "postponed"})
_WORDS_IN_LOG: Final[dict[ActKind, str]] = {
    "kept": "marked_a_promise_kept",
    "broken": "marked_a_promise_broken",
    "cancelled": "cancelled_a_promise",
    "reopened": "reopened_a_promise",
    "reassigned": "reassigned_a_promise",
    "postponed": "postponed_a_promise",
    "undone": "undid_a_change_of_a_promise",
}


class PromiseAct(Frozen):
    """What is to be done; `owner` is needed to reassign, `due_on` to postpone, `proof` to mark as kept."""

    kind: ActKind
    why: str = ""
    proof: Proof | None = None
    owner: str | None = None
    due_on: date | None = None
    due_time: str | None = None  # "HH:MM"


def act_on_promise(
    shelves: Shelves,
    call_id: str,
    item_id: str,
    act: PromiseAct,
    *,
    by: str,
    actor: Actor | None = None,
    seen: int | None = None,
) -> PromiseDetail:
    """Do it, and note who did it, when and why.

    `seen` is the revision that the person saw; where somebody did something since, nothing is done
    (DecidedMeanwhileError). Raises ItemNotFoundError for a promise that is not there, or not seen by the
    actor; InputError for what is missing; StageError where it does not fit how the promise stands.
    """
    _check(act, by)
    with shelves.database.transaction() as session:
        row = find_promise(session, call_id, item_id, actor)
        if row is None:
            raise ItemNotFoundError("No promise stands under this call and item.")
        call = calls.locked(session, row.call_id)
        session.refresh(row)
        if seen is not None and row.revision != seen:
            raise DecidedMeanwhileError(
                "Somebody else did something with this promise meanwhile; look at it, then try again."
            )
        changes = changes_of(session, call.id, row.notes_version).get(row.item_id, ())
        change = _change(session, row, act, changes, actor, by=by, at=shelves.clock())
        add_change(session, change, call_id=call.id, notes_version=row.notes_version, item_id=row.item_id)
        project(session, call, shelves.zone)
        word = _WORDS_IN_LOG[act.kind]
        shelves.audit().note_in(session, actor, word, call_id=call.id, detail=row.item_id, named=by)
        found = detail_of(session, row, actor, shelves)
    _log.info("promise_changed", call_id=call.id, item_id=item_id, kind=act.kind)
    return found


def _check(act: PromiseAct, by: str) -> None:
    if not by.strip():
        raise InputError("What is done with a promise needs the person who does it; say who you are.")
    if act.kind == "kept" and not (act.proof and (act.proof.words.strip() or (act.proof.ref or "").strip())):
        msg = "A promise is kept by something that shows it: give a note, a later call or a task."
        raise InputError(msg, field="proof")
    if act.kind in _NEED_WHY and not act.why.strip():
        raise InputError(f"A promise that is {act.kind} needs the reason; say why.", field="why")
    if act.kind == "postponed" and act.due_on is None:
        raise InputError("To postpone a promise, give the new day, as in 2026-12-31.", field="due_on")
    if act.kind == "reassigned" and not is_address(act.owner or ""):
        msg = "To give a promise to another person, give that person's e-mail address."
        raise InputError(msg, field="owner")
    _check_words(act)


def _check_words(act: PromiseAct) -> None:
    for field, said in (("why", act.why), ("proof", act.proof.words if act.proof else "")):
        if len(said) > _MOST_WORDS:
            raise InputError(f"A reason has at most {_MOST_WORDS} characters; say it in fewer.", field=field)
    try:
        time.fromisoformat(act.due_time or "00:00")
    except ValueError as error:
        msg = "The time cannot be read; give it as hours and minutes, as in 14:30."
        raise InputError(msg, field="due_time") from error


def _change(
    session: Session,
    row: PromiseRow,
    act: PromiseAct,
    changes: tuple[PromiseChange, ...],
    actor: Actor | None,
    *,
    by: str,
    at: datetime,
) -> PromiseChange:
    _refuse_unfit(act.kind, row.state, changes)
    counting = in_force(changes)
    if act.proof is not None and act.proof.kind == "call":
        _refuse_foreign(session, act.proof.ref or "", actor)
    return PromiseChange(
        id=0,
        kind=act.kind,
        by=by,
        at=at,
        why=act.why.strip(),
        proof=act.proof,
        owner=_new_owner(session, act.owner or "") if act.kind == "reassigned" else None,
        due_on=act.due_on.isoformat() if act.kind == "postponed" and act.due_on else None,
        due_time=act.due_time if act.kind == "postponed" else None,
        undoes=counting[-1].id if act.kind == "undone" else None,
    )


def _refuse_unfit(kind: ChangeKind, state: str, changes: tuple[PromiseChange, ...]) -> None:
    """What ended stays as it ended until somebody opens it again; only what was done can be undone."""
    now: PromiseState | str = state
    if kind == "undone":
        if not in_force(changes):
            raise StageError("Nothing was done with this promise that could be undone.")
        return
    if kind == "reopened" and now == "open":
        raise StageError("The promise is open already.")
    if kind != "reopened" and now != "open":
        raise StageError(f"The promise is {now}; open it again first, or undo that.")


def _new_owner(session: Session, written: str) -> str:
    address = plain_address(written)
    if accounts.count(session) == 0:
        return address
    account = accounts.by_email(session, address)
    if account is None or account.disabled_at is not None:
        msg = "Nobody here has this address; give that of a person with an open account."
        raise InputError(msg, field="owner")
    return address


def _refuse_foreign(session: Session, call_id: str, actor: Actor | None) -> None:
    """The call that shows it must be one that the person sees."""
    try:
        calls.find(session, call_id, seen_by=actor)
    except (CallNotFoundError, InputError) as error:
        msg = "No call that you see has the id that is given as proof."
        raise InputError(msg, field="proof_ref") from error
