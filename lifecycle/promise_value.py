"""A promise as doors show it: what was promised, by whom, to whom, until when, how it stands, what was done.

In: rows, who reads. Out: frozen values, with tokens for who may not see what is personal.
"""

from __future__ import annotations

from datetime import datetime
from typing import cast

from pydantic import AwareDatetime

from lifecycle.veil import may_see, veiled
from models.access import Actor
from models.frozen import Frozen
from models.notes import Risk, Side
from models.promises import PromiseChange, PromiseKind, PromiseState, Standing, standing
from storage.database import Session
from storage.promise_changes import changes_of
from storage.promise_rows import words_of
from storage.shelves import Shelves
from storage.tables import PromiseRow


class PromiseEntry(Frozen):
    """One promise or follow-up at one moment.

    `owner` is the address of who looks after it here, `owner_name` whom the words name; `standing` is `state`
    as the clock has it. `quote` was said by `speaker` from `start_s` to `end_s` of the call.
    """

    call_id: str
    item_id: str
    kind: PromiseKind
    side: Side
    text: str
    proviso: str | None
    turn_id: str
    quote: str
    speaker: str
    start_s: float
    end_s: float
    owner: str | None
    owner_name: str | None
    agent: str | None
    team: str | None
    contact_id: str | None
    category: str
    risk: Risk
    promised_at: AwareDatetime
    confirmed_by: str
    confirmed_at: AwareDatetime
    due_on: str | None
    due_time: str | None
    due_basis: str | None
    due_at: AwareDatetime | None
    state: PromiseState
    standing: Standing
    revision: int


class PromiseDetail(Frozen):
    """One promise with all that people did with it, the oldest first."""

    promise: PromiseEntry
    changes: tuple[PromiseChange, ...]


def entry_of(session: Session, row: PromiseRow, *, now: datetime) -> PromiseEntry:
    """Return the row as a value, as it stands now."""
    words = words_of(session, row)
    stands = standing(cast("PromiseState", row.state), due_from=row.due_from, due_at=row.due_at, now=now)
    columns = PromiseEntry.model_fields.keys() & PromiseRow.__table__.columns.keys()
    return PromiseEntry(
        **{name: getattr(row, name) for name in columns},
        **words.model_dump(exclude={"evidence"}),
        **words.evidence.model_dump(),
        standing=stands,
    )


def detail_of(session: Session, row: PromiseRow, actor: Actor | None, shelves: Shelves) -> PromiseDetail:
    """Return the promise with its history, for this reader."""
    changes = changes_of(session, row.call_id, row.notes_version).get(row.item_id, ())
    found = PromiseDetail(promise=entry_of(session, row, now=shelves.clock()), changes=changes)
    return found if may_see(actor) else veiled(found, actor, shelves.masking)
