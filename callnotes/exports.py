"""Writes one call in the forms that other programs read: subtitles, document, JSON, table, calendar.

In: a dossier. Out: text. Card data was masked before the transcript was stored, so it is in no export.
"""

from __future__ import annotations

import csv
import io
import json
from datetime import datetime, time, tzinfo
from typing import Final

from icalendar import Calendar, Todo

from api.v1.documents import dossier_document
from lifecycle.reading import Dossier
from models.errors import InputError, StageError
from models.notes import CallNotes, Field, FollowUp, Item, Promise
from models.transcript import Transcript
from models.zones import zone_of
from text.formats import write_markdown, write_srt, write_vtt

_COLUMNS: Final = (
    "call_id", "item_id", "kind", "text", "side", "due_date", "due_time", "due_said", "confidence",
    "speaker", "start_s", "end_s", "quote", "verdict",
)  # fmt: skip


def exported(dossier: Dossier, form: str, *, zone: tzinfo) -> str:
    """Return the call in this form: vtt, srt, md, json, csv or ics.

    Raises StageError when the call has no transcript (vtt, srt, md) or no notes (csv, ics) yet.
    """
    if form == "json":
        return json.dumps(dossier_document(dossier), ensure_ascii=False, indent=2) + "\n"
    if form in _OF_TRANSCRIPT:
        return _OF_TRANSCRIPT[form](_transcript(dossier))
    if form == "csv":
        return _csv(dossier)
    if form == "ics":
        return _ics(dossier, zone_of(dossier.call.details.started_at, zone))
    msg = "This form is not known; choose vtt, srt, md, json, csv or ics."
    raise InputError(msg)


_OF_TRANSCRIPT: Final = {"vtt": write_vtt, "srt": write_srt, "md": write_markdown}


def _transcript(dossier: Dossier) -> Transcript:
    if dossier.transcript is None:
        msg = "The call has no transcript yet; wait until it is transcribed, or look with `callnotes show`."
        raise StageError(msg)
    return dossier.transcript


def _notes(dossier: Dossier) -> CallNotes:
    if dossier.notes is None:
        msg = "The call has no notes yet; wait until they are drafted, or look with `callnotes show`."
        raise StageError(msg)
    return dossier.notes


def _csv(dossier: Dossier) -> str:
    notes = _notes(dossier)
    verdicts = {decision.item_id: decision.verdict for decision in dossier.decisions}
    text = io.StringIO()
    table = csv.writer(text)
    table.writerow(_COLUMNS)
    for kind, item in _kinds(notes):
        due = getattr(item, "due", None)
        proof = item.evidence[0]
        table.writerow(
            _inert(value)
            for value in (
                dossier.call.id,
                item.id,
                kind,
                f"{item.name}: {item.value}" if isinstance(item, Field) else item.text,
                getattr(item, "side", ""),
                due.date if due else "",
                (due.time or "") if due else "",
                due.said if due else "",
                f"{item.confidence:.2f}",
                proof.speaker,
                proof.start_s,
                proof.end_s,
                proof.quote,
                verdicts.get(item.id, ""),
            )
        )
    return text.getvalue()


def _inert(value: object) -> str:
    """Keep a spreadsheet from taking spoken words for a formula (OWASP, CSV injection)."""
    text = str(value)
    return f"'{text}" if text[:1] in {"=", "+", "-", "@", "\t", "\r"} else text


def _kinds(notes: CallNotes) -> tuple[tuple[str, Item], ...]:
    return (
        *(("summary", item) for item in notes.summary),
        *(("topic", item) for item in notes.topics),
        *(("promise", item) for item in notes.promises),
        *(("follow_up", item) for item in notes.follow_ups),
        *(("open_question", item) for item in notes.open_questions),
        *(("field", item) for item in notes.fields),
    )


def _ics(dossier: Dossier, zone: tzinfo) -> str:
    """Write what is due as to-dos (RFC 5545, VTODO), rejected items left out."""
    rejected = {decision.item_id for decision in dossier.decisions if decision.verdict == "reject"}
    notes = _notes(dossier)
    calendar = Calendar()
    calendar.add("prodid", "-//callnotes//EN")
    calendar.add("version", "2.0")
    dated: tuple[Promise | FollowUp, ...] = (*notes.promises, *notes.follow_ups)
    for item in dated:
        if item.due is not None and item.id not in rejected:
            calendar.add_component(_todo(dossier, item, zone))
    text: bytes = calendar.to_ical()
    return text.decode()


def _todo(dossier: Dossier, item: Promise | FollowUp, zone: tzinfo) -> Todo:
    assert item.due is not None  # noqa: S101 - asked only where there is one
    todo = Todo()
    todo.add("uid", f"{dossier.call.id}-{item.id}@callnotes")
    todo.add("dtstamp", dossier.call.received_at)
    todo.add("summary", item.text)
    todo.add("description", f"{item.evidence[0].speaker}: {item.evidence[0].quote}")
    if item.due.time:
        todo.add("due", datetime.combine(item.due.date, time.fromisoformat(item.due.time), zone))
    else:
        todo.add("due", item.due.date)
    todo.add("status", "NEEDS-ACTION")
    return todo
