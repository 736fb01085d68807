"""Writes one call in the forms that other programs read: subtitles, text, document, JSON, tables, calendar.

In: a dossier. Out: text. Card data was masked before the transcript was stored, so what was said of it is in
no export. Not here: the forms themselves (text/formats, api/v1/documents.py, export_*.py beside this,
which are loaded when they are asked for, since they know steps and the front of the program knows none).
"""

from __future__ import annotations

import json
from collections.abc import Callable
from datetime import tzinfo
from typing import TYPE_CHECKING, Final

from api.v1.documents import dossier_document
from models.errors import InputError, StageError
from models.notes import CallNotes
from models.transcript import Transcript
from models.zones import zone_of
from text.formats import write_rttm, write_srt, write_text, write_turns_table, write_vtt

if TYPE_CHECKING:
    from lifecycle.reading import Dossier

_OF_TRANSCRIPT: Final[dict[str, Callable[[Transcript], str]]] = {
    "vtt": write_vtt,
    "srt": write_srt,
    "txt": write_text,
    "rttm": write_rttm,
    "turns": write_turns_table,
}


def exported(dossier: Dossier, form: str, *, zone: tzinfo) -> str:
    """Return the call in this form: vtt, srt, txt, rttm, turns, md, json, csv or ics.

    `zone` is that of the settings. Raises StageError when the call has no notes (csv, ics) or no transcript
    (all others but json) yet, InputError for another form.
    """
    if form == "json":
        return json.dumps(dossier_document(dossier), ensure_ascii=False, indent=2) + "\n"
    if form in _OF_TRANSCRIPT:
        transcript = _transcript(dossier).model_copy(update={"call_id": dossier.call.id})
        return _OF_TRANSCRIPT[form](transcript)
    call_zone = zone_of(dossier.call.details.started_at, zone)
    if form == "md":
        from callnotes.export_document import document_of

        return document_of(dossier, _transcript(dossier), call_zone)
    if form == "csv":
        from callnotes.export_table import table_of

        return table_of(dossier, _notes(dossier))
    if form == "ics":
        from callnotes.export_calendar import calendar_of

        return calendar_of(dossier, _notes(dossier), call_zone)
    msg = "This form is not known; choose vtt, srt, txt, rttm, turns, md, json, csv or ics."
    raise InputError(msg)


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
