"""What later calls of the same customer say became of a promise: proposed with the quote, never done here.

In: a promise, or a call in which promises of before may be spoken of. Out: `Proposal` values, made anew each
time from the transcripts that the actor sees.
Not here: the rules (text/fulfilment.py), doing it (promises.py).
"""

from __future__ import annotations

from pydantic import AwareDatetime

from lifecycle.veil import may_see
from models.access import Actor
from models.frozen import Frozen
from storage import call_search, calls, drafts
from storage.database import Session
from storage.promise_list import find_promise, open_before
from storage.promise_rows import words_of
from storage.shelves import Shelves
from storage.tables import CallRow, PromiseRow
from text.fulfilment import Fulfilment, find_fulfilment

#: So many later calls are read for one promise, and so many promises looked for in one call.
_CALLS, _PROMISES = 5, 20


class Proposal(Frozen):
    """That a later call says what became of a promise, with the sentence and why it counts."""

    call_id: str
    item_id: str
    text: str
    later_call_id: str
    later_at: AwareDatetime
    found: Fulfilment


def proposals_for(
    shelves: Shelves, call_id: str, item_id: str, *, actor: Actor | None
) -> tuple[Proposal, ...]:
    """Return what later calls say of this open promise, the first call first."""
    if not may_see(actor):
        return ()
    with shelves.database.reading() as session:
        row = find_promise(session, call_id, item_id, actor)
        if row is None or row.state != "open" or row.contact_id is None:
            return ()
        later = call_search.calls_after(
            session, row.contact_id, row.promised_at, besides=row.call_id, actor=actor, limit=_CALLS
        )
        found = (_proposed(session, row, call) for call in later)
        return tuple(one for one in found if one is not None)


def proposals_in(shelves: Shelves, call_id: str, *, actor: Actor | None) -> tuple[Proposal, ...]:
    """Return what this call says of open promises from before it; raises as lifecycle.reading.call."""
    if not may_see(actor):
        return ()
    with shelves.database.reading() as session:
        call = calls.find(session, call_id, seen_by=actor)
        if call.contact_id is None:
            return ()
        before = open_before(
            session,
            call.contact_id,
            call.started_at or call.received_at,
            besides=call.id,
            actor=actor,
            limit=_PROMISES,
        )
        found = (_proposed(session, row, call) for row in before)
        return tuple(one for one in found if one is not None)


def _proposed(session: Session, row: PromiseRow, call: CallRow) -> Proposal | None:
    heard = drafts.transcript(session, call.id)
    if heard is None:
        return None
    words = words_of(session, row).text
    found = find_fulfilment(words, "ours" if row.side == "ours" else "theirs", heard[1].turns)
    if found is None:
        return None
    return Proposal(
        call_id=row.call_id,
        item_id=row.item_id,
        text=words,
        later_call_id=call.id,
        later_at=call.started_at or call.received_at,
        found=found,
    )
