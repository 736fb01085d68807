"""Takes what a call holds out of the tables: rows go, and rows that must stay lose what is personal.

In: a session and a call's locked row. Out: how much of what went, in words for a certificate.
Not here: whether it may go and who says so (lifecycle/erase.py), audio files (shelves.py).
"""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Sequence
from typing import Any, Final, Literal

from sqlalchemy import delete, func, select

from models.erasure import Portion
from storage import attempts, drafts, external_ids
from storage.database import Session
from storage.found_texts import to_read
from storage.hook_events import forget_bodies
from storage.ledger import forget_text
from storage.tables import (
    CallRow,
    ConflictChoiceRow,
    ConsentRow,
    CrmChangeRow,
    DecisionRow,
    EventRow,
    ExchangeRow,
    FoundTextRow,
    LedgerRow,
    LookRow,
    MatchRow,
    MissRow,
    NotesRow,
    PersonMarkRow,
    PieceRow,
    PromiseChangeRow,
    PromiseNoticeRow,
    PromiseRow,
    RememberedContactRow,
    SampleCaseRow,
    SentDecisionRow,
    SignRow,
    TranscriptRow,
)

_COUNTED: Final[tuple[tuple[str, Any], ...]] = (
    ("versions of the transcript", TranscriptRow),
    ("versions of the notes", NotesRow),
    ("decisions on items", DecisionRow),
    ("cases of audit samples", SampleCaseRow),
    ("errors and near misses", MissRow),
    ("confirmed promises", PromiseRow),
    ("changes of promises", PromiseChangeRow),
    ("notices of due dates", PromiseNoticeRow),
    ("signs of promises in the CRM", SignRow),
    ("pieces of unfinished work", PieceRow),
    ("exchanges with a language model", ExchangeRow),
    ("contacts that it may have been with", MatchRow),
    ("contacts remembered from it", RememberedContactRow),
    ("choices about changed fields", ConflictChoiceRow),
    ("looks at the CRM that waited", LookRow),
    ("keyed hashes of whose it was", PersonMarkRow),
    ("entries of its history", EventRow),
    ("changes of contacts in the embedded CRM", CrmChangeRow),
)
#: What goes with the transcript alone, and with the notes alone; an exchange with a model repeats both.
_PART: Final[dict[str, tuple[Any, ...]]] = {
    "transcript": (TranscriptRow, PieceRow, ExchangeRow),
    "notes": (
        NotesRow, DecisionRow, SentDecisionRow, SampleCaseRow, PromiseRow, PromiseChangeRow, PromiseNoticeRow,
        ConflictChoiceRow, ExchangeRow,
    ),
}  # fmt: skip
#: What the row keeps: that there was such a call, whose it was, and by what it is known if it comes again.
EMPTIED: Final[dict[str, object]] = {
    "customer_phone": None, "customer_email": None, "direction": None, "started_at": None,
    "started_offset_s": None, "audio_size_bytes": None, "audio_media_type": None, "audio_kept": False,
    "transcript_given": False, "source_url": None, "duration_s": None, "consent_by": None,
    "consent_how": None, "consent_disclosed": None, "consent_script": None, "consent_rule": None,
    "recording_started_at": None, "released_by": None, "contact_id": None, "contact_by": None,
    "wished_contact_name": None, "deal_id": None, "deal_by": None, "language": None, "hotwords": "",
    "labels": "", "doubt_heard_at": None, "doubt_settled_at": None,
    "template": None, "muted_spans": None, "muted_media_type": None, "muted_size_bytes": None,
}  # fmt: skip


def empty_call(session: Session, row: CallRow, *, keep_fields: bool) -> tuple[Portion, ...]:
    """Take all out that is personal, and return what went.

    With `keep_fields` the ledger holds a contact's changed fields until a worker has set them back.
    """
    went = [Portion(what="recording", count=int(row.audio_kept))]
    went += [Portion(what=what, count=_count(session, table, row.id)) for what, table in _COUNTED]
    drafts.remove_all(session, row.id)
    for table in (LookRow, EventRow, CrmChangeRow, PersonMarkRow):
        session.execute(delete(table).where(table.call_id == row.id))
    went.append(Portion(what="bodies of hook events", count=forget_hooks(session, row)))
    went.append(Portion(what="names by senders", count=external_ids.hide(session, row.id)))
    went.append(Portion(what="texts in the write ledger", count=_count(session, LedgerRow, row.id)))
    forget_text(session, row.id, but_fields=keep_fields)
    _end_work(session, row)
    _empty_row(session, row)
    return tuple(portion for portion in went if portion.count)


def forget_part(session: Session, call_id: str, what: Literal["transcript", "notes"]) -> tuple[Portion, ...]:
    """Remove every version of the transcript, or of the notes with all that repeats them; what went."""
    tables = _PART[what]
    went = tuple(
        Portion(what=name, count=_count(session, table, call_id))
        for name, table in _COUNTED
        if table in tables
    )
    for table in (*tables, FoundTextRow):
        session.execute(delete(table).where(table.call_id == call_id))
    if what == "notes":
        forget_text(session, call_id)
    to_read(session, call_id)
    return tuple(portion for portion in went if portion.count)


def empty_twin(session: Session, row: CallRow) -> None:
    """Take out what is personal of a call that never had content, since another one has its recording."""
    forget_hooks(session, row)
    _empty_row(session, row)


def forget_hooks(session: Session, row: CallRow) -> int:
    """Empty the stored hook events that are of this call, or that carry its address; returns how many."""
    names = [row.source_url, *external_ids.external_ids(session, row.id)]
    return forget_bodies(session, row.id, tuple(name for name in names if name))


def forget_rest(session: Session, call_id: str) -> None:
    """Remove what was kept so that the call's records could be taken out of the CRM."""
    forget_text(session, call_id)
    session.execute(delete(CrmChangeRow).where(CrmChangeRow.call_id == call_id))


def ledger_entries(session: Session, call_id: str) -> Sequence[LedgerRow]:
    """Return the entries of what was written to a CRM, or may have been."""
    return session.scalars(select(LedgerRow).where(LedgerRow.call_id == call_id).order_by(LedgerRow.id)).all()


def kinds_in_crm(session: Session, call_id: str) -> Counter[str]:
    """Return how many records of each kind were written to a CRM for this call, or may have been."""
    found = (json.loads(row.done or row.intended or "{}") for row in ledger_entries(session, call_id))
    return Counter(_KINDS.get(one.get("op"), "records") for one in found)


_KINDS: Final = {
    "put_note": "notes",
    "put_task": "tasks",
    "put_call": "records of the call",
    "set_contact_field": "changed fields of a contact",
}


def _empty_row(session: Session, row: CallRow) -> None:
    for consent in session.scalars(select(ConsentRow).where(ConsentRow.call_id == row.id)):
        consent.by = consent.how = consent.disclosed = consent.script = consent.rule = None
        consent.recording_started_at = None
    for name, value in EMPTIED.items():
        setattr(row, name, value)
    session.flush()


def _count(session: Session, table: Any, call_id: str) -> int:  # noqa: ANN401 - any table of a call's
    return session.scalar(select(func.count()).select_from(table).where(table.call_id == call_id)) or 0


def _end_work(session: Session, row: CallRow) -> None:
    """What waits is not begun; what runs finds the call erased, and ends by itself."""
    for attempt in attempts.of_call(session, row.id):
        if attempt.state in {"queued", "failed"}:
            attempt.state = "cancelled"
        attempt.message = None
