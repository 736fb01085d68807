"""`callnotes export`: one call as subtitles, text, a document, a table, RTTM or a calendar."""

from __future__ import annotations

import sys
from enum import StrEnum
from typing import Annotated

import typer

from callnotes.cli.operator import operator
from callnotes.cli.place import place_of
from callnotes.exports import exported


class Format(StrEnum):
    """The forms a call can be exported in."""

    VTT = "vtt"
    SRT = "srt"
    TXT = "txt"
    RTTM = "rttm"
    TURNS = "turns"
    MD = "md"
    JSON = "json"
    CSV = "csv"
    ICS = "ics"


def export(
    context: typer.Context,
    call: Annotated[str, typer.Argument(metavar="CALL", help="Id of the call, or the start of it.")],
    form: Annotated[
        Format, typer.Option("--format", help="vtt, srt, txt, rttm, turns, md, json, csv or ics.")
    ],
) -> None:
    """Write one call to standard output."""
    from callnotes.shelves import shelves_of
    from lifecycle import reading

    settings = place_of(context).existing
    shelves = shelves_of(settings)
    dossier = reading.dossier(shelves, call)
    text = exported(dossier, form.value, zone=settings.zone)
    shelves.audit().note(operator(), "exported", call_id=dossier.call.id, detail=form.value)
    sys.stdout.write(text)
