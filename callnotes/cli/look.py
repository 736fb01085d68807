"""`callnotes calls`, `show` and `crm show`: what there is, without changing anything."""

from __future__ import annotations

import sys
from typing import Annotated

import typer

from callnotes.cli.operator import operator
from callnotes.cli.place import place_of
from callnotes.cli.printing import (
    print_calls,
    print_calls_json,
    print_crm,
    print_crm_json,
    print_dossier,
    print_dossier_json,
    print_undo,
)
from models.zones import zone_of

AsJson = Annotated[bool, typer.Option("--json", help="Print one JSON document.")]


def calls(context: typer.Context, as_json: AsJson = False) -> None:
    """List all calls, newest first."""
    from callnotes.shelves import shelves_of
    from lifecycle import reading

    place = place_of(context)
    found = () if place.is_new else reading.calls(shelves_of(place.settings))
    if as_json:
        print_calls_json(found)
    else:
        print_calls(found, program=place.program, zone=place.settings.zone)


def show(
    context: typer.Context,
    call: Annotated[str, typer.Argument(help="Id of the call, or the start of it.")],
    as_json: AsJson = False,
) -> None:
    """Show one call: consent, transcript, notes with quotes, decisions and CRM records."""
    from callnotes.shelves import shelves_of
    from lifecycle import reading
    from lifecycle.take_back import open_until

    place = place_of(context)
    shelves = shelves_of(place.existing)
    dossier = reading.dossier(shelves, call)
    shelves.audit().looked(operator(), "saw", call_id=dossier.call.id)
    if as_json:
        print_dossier_json(dossier)
    else:
        print_dossier(dossier, program=place.program, zone=place.settings.zone)
        until = open_until(shelves, dossier.call.id)
        print_undo(dossier.call.id, until, program=place.program, zone=place.settings.zone)


def crm_show(context: typer.Context, as_json: AsJson = False) -> None:
    """Show the embedded CRM: contacts, companies, deals, notes and tasks."""
    from callnotes.shelves import shelves_of
    from lifecycle import reading
    from storage.crm_reading import CrmContents, read_crm

    place = place_of(context)
    if place.settings.crm != "local":
        told = f"This is the embedded CRM; the settings write to {place.settings.crm}, which shows its own."
        print(told, file=sys.stderr)
    if place.is_new:
        contents, calls = CrmContents(), {}
    else:
        shelves = shelves_of(place.settings)
        contents = read_crm(shelves.database)
        shelves.audit().looked(operator(), "saw_the_crm")
        calls = {call.id: call.details.started_at for call in reading.calls(shelves)}
    if as_json:
        print_crm_json(contents)
    else:
        print_crm(contents, zone_of_call=lambda call_id: zone_of(calls.get(call_id), place.settings.zone))
