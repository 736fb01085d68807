"""Adds to the notes what the machine missed: an item of a person's, proven by words of the transcript.

In: a call, the words, what they are, the person. Out: the call, with the item confirmed by who added it.
The notes become a new version, with every decision as it was; made again, they keep the item (`with_added`).
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import Final, Literal, get_args

import structlog

from lifecycle.stage import in_words, stage_of
from lifecycle.typed_edit import NO_DUE, ReadDue, due_of
from models.access import Actor
from models.call import Call
from models.errors import InputError, StageError
from models.frozen import Frozen
from models.notes import CallNotes, Evidence, FollowUp, Item, Owner, Promise, Topic
from models.review import Decision
from models.stages import Stage
from models.transcript import Transcript
from storage import calls, drafts
from storage.events import add_event
from storage.promise_changes import carry_over
from storage.shelves import Shelves
from storage.trust_tallies import count_missed
from text.evidence import Refusal, prove

_log = structlog.get_logger(__name__)

Kind = Literal["promise", "follow_up", "topic", "open_question"]
KINDS: Final[tuple[Kind, ...]] = get_args(Kind)
#: Where each kind stands in the notes, and the letter of its ids.
_PLACES: Final[dict[Kind, tuple[str, str]]] = {
    "promise": ("promises", "p"),
    "follow_up": ("follow_ups", "f"),
    "topic": ("topics", "d"),
    "open_question": ("open_questions", "q"),
}
LOST: Final = "An item that a person added was left out: its words are no longer those of one speaker."


class AddedItem(Frozen):
    """What was missed: `quote` are words of the turn, `text` says it shortly (else the quote does).

    `owner` and `due` (a day, or words) are for promises and follow-ups.
    """

    kind: Kind
    turn_id: str
    quote: str
    text: str | None = None
    owner: Owner | None = None
    due: str | None = None


def add_item(
    shelves: Shelves,
    call_id: str,
    added: AddedItem,
    *,
    by: str,
    read_due: ReadDue | None,
    actor: Actor | None = None,
) -> Call:
    """Add the item. Raises InputError for words that do not stand there, StageError unless it is staged."""
    if not by.strip():
        raise InputError("An item is added by a person; say who you are.")
    if (added.owner or added.due) and added.kind not in ("promise", "follow_up"):
        raise InputError("Only promises and follow-ups have an owner and a due date; leave them out.")
    with shelves.database.transaction() as session:
        row = calls.locked(session, call_id)
        heard, stored = drafts.transcript(session, row.id), drafts.notes(session, row.id)
        if stage_of(row) is not Stage.STAGED or heard is None or stored is None:
            raise StageError(
                f"The call is {in_words(stage_of(row))}; items are added while it waits for a person."
            )
        proof = prove(added.turn_id, added.quote, heard[1])
        if isinstance(proof, Refusal):
            raise InputError(
                f"These words prove nothing: {proof.why} Select words of one turn.", field="quote"
            )
        before, call = stored[1], calls.read(session, row)
        item = _made(added, proof, _free_id(before, added.kind), by=by)
        due = None
        if added.due and added.due != NO_DUE:
            due = due_of(added.due, by=by, call=call, language=before.language, read_due=read_due)
        notes, at = _with(before, item, added.kind), shelves.clock()
        version = drafts.add_notes(session, notes, call_id=row.id, parent=heard[0], at=at, heard=heard[1])
        for decision in drafts.decisions(session, row.id, stored[0].number):
            drafts.add_decision(session, decision, call_id=row.id, notes_version=version.number)
        same = {one.id: one.id for one in before.items()}
        carry_over(session, row.id, before=stored[0].number, after=version.number, same=same)
        yes = Decision(item_id=item.id, verdict="edit" if due else "accept", due=due, by=by, at=at)
        drafts.add_decision(session, yes, call_id=row.id, notes_version=version.number)
        count_missed(session, row.id, item.id, at=at)
        add_event(session, row.id, "item_added", at=at, by=by, why=item.id)
        shelves.audit().note_in(session, actor, "added_an_item", call_id=row.id, detail=item.id, named=by)
    _log.info("item_added", call_id=call.id, kind=added.kind)
    return call


def with_added(
    notes: CallNotes, before: Iterable[Item], transcript: Transcript
) -> tuple[CallNotes, dict[str, str]]:
    """Return the notes with what people added to those before, and the id of now for each of then.

    An item keeps the turn of its words, or finds them in another one; what is split between speakers now is
    left out, and a warning says so.
    """
    ids: dict[str, str] = {}
    for item in before:
        proof = _found(item.evidence[0], transcript)
        kind = _kind_of(item)
        if proof is None:
            notes = notes.model_copy(update={"warnings": (*notes.warnings, LOST)})
            continue
        now = item.model_copy(update={"id": _free_id(notes, kind), "evidence": (proof,)})
        ids[item.id] = now.id
        notes = _with(notes, now, kind)
    return notes, ids


def _found(proof: Evidence, transcript: Transcript) -> Evidence | None:
    for turn_id in (proof.turn_id, *(turn.id for turn in transcript.turns)):
        found = prove(turn_id, proof.quote, transcript)
        if isinstance(found, Evidence):
            return found
    return None


def _kind_of(item: Item) -> Kind:
    if isinstance(item, Promise):
        return "promise"
    if isinstance(item, FollowUp):
        return "follow_up"
    return "topic" if isinstance(item, Topic) else "open_question"


def _with(notes: CallNotes, item: Item, kind: Kind) -> CallNotes:
    group, _ = _PLACES[kind]
    return notes.model_copy(update={group: (*getattr(notes, group), item)})


def _free_id(notes: CallNotes, kind: Kind) -> str:
    group, letter = _PLACES[kind]
    taken = [int(found[0]) for one in getattr(notes, group) if (found := re.findall(r"\d+", one.id))]
    return f"{letter}{max(taken, default=0) + 1}"


def _made(added: AddedItem, proof: Evidence, item_id: str, *, by: str) -> Item:
    said_by = "theirs" if proof.speaker == "customer" else "ours"
    owner = added.owner or Owner(side=said_by)
    known = {
        "id": item_id,
        "text": (added.text or "").strip() or proof.quote,
        "evidence": (proof,),
        "confidence": 1.0,
        "added_by": by,
    }
    if added.kind == "promise":
        to = Owner(side="ours" if owner.side == "theirs" else "theirs")
        return Promise.model_validate({**known, "side": owner.side, "owner": owner, "to": to})
    if added.kind == "follow_up":
        return FollowUp.model_validate({**known, "owner": owner, "kind": "task"})
    return (Topic if added.kind == "topic" else Item).model_validate(known)
