"""Writes the items of a call as a table, one row each, with what a person decided beside the machine's text.

In: a dossier and its notes. Out: CSV (RFC 4180) with a heading row.
"""

from __future__ import annotations

from typing import Final

from lifecycle.reading import Dossier
from models.notes import CallNotes, Field, Item
from models.review import Decision
from text.formats import write_table

_COLUMNS: Final = (
    "call_id", "item_id", "kind", "text", "side", "due_date", "due_time", "due_said", "confidence",
    "speaker", "start_s", "end_s", "quote", "verdict", "decided_text", "decided_by",
    "standing", "due_others",
)  # fmt: skip


def table_of(dossier: Dossier, notes: CallNotes) -> str:
    """Return the table: `text` is the machine's, `decided_text` what counts, empty where nothing does."""
    decisions = {decision.item_id: decision for decision in dossier.decisions}
    rows = (
        (
            dossier.call.id,
            item.id,
            kind,
            *_claim(item),
            *_decided(item, decisions.get(item.id)),
            getattr(item, "standing", ""),
            " ".join(_others(item)),
        )
        for kind, item in _kinds(notes)
    )
    return write_table(_COLUMNS, rows)


def _others(item: Item) -> tuple[str, ...]:
    due = getattr(item, "due", None)
    return due.others if due else ()


def _claim(item: Item) -> tuple[object, ...]:
    due = getattr(item, "due", None)
    proof = item.evidence[0]
    return (
        _words(item),
        getattr(item, "side", ""),
        due.date if due else "",
        (due.time or "") if due else "",
        due.said if due else "",
        f"{item.confidence:.2f}",
        proof.speaker,
        proof.start_s,
        proof.end_s,
        proof.quote,
    )


def _decided(item: Item, decision: Decision | None) -> tuple[str, str, str]:
    if decision is None:
        return "", "", ""
    counts = "" if decision.verdict == "reject" else _words(decision.worded(item))
    return decision.verdict, counts, decision.by


def _words(item: Item) -> str:
    return f"{item.name}: {item.value}" if isinstance(item, Field) else item.text


def _kinds(notes: CallNotes) -> tuple[tuple[str, Item], ...]:
    return (
        *(("summary", item) for item in notes.summary),
        *(("topic", item) for item in notes.topics),
        *(("promise", item) for item in notes.promises),
        *(("follow_up", item) for item in notes.follow_ups),
        *(("open_question", item) for item in notes.open_questions),
        *(("field", item) for item in notes.fields),
    )
