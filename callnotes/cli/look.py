"""`callnotes calls`, `show` and `crm show`: what there is, without changing anything."""

from __future__ import annotations

from typing import Annotated

import typer

from callnotes.cli.place import place_of
from callnotes.cli.printing import (
    print_calls,
    print_calls_json,
    print_crm,
    print_crm_json,
    print_dossier,
    print_dossier_json,
)

AsJson = Annotated[bool, typer.Option("--json", help="Print one JSON document.")]


def calls(context: typer.Context, as_json: AsJson = False) -> None:
    """List all calls, newest first."""
    from callnotes.shelves import shelves_of
    from lifecycle import reading

    place = place_of(context)
    found = reading.calls(shelves_of(place.settings))
    if as_json:
        print_calls_json(found)
    else:
        print_calls(found, data_option=place.data_option, zone=place.settings.zone)


def show(
    context: typer.Context,
    call: Annotated[str, typer.Argument(help="Id of the call, or the start of it.")],
    as_json: AsJson = False,
) -> None:
    """Show one call: consent, transcript, notes with quotes, decisions and CRM records."""
    from callnotes.shelves import shelves_of
    from lifecycle import reading

    place = place_of(context)
    dossier = reading.dossier(shelves_of(place.settings), call)
    if as_json:
        print_dossier_json(dossier)
    else:
        print_dossier(dossier, data_option=place.data_option, zone=place.settings.zone)


def crm_show(context: typer.Context, as_json: AsJson = False) -> None:
    """Show the embedded CRM: contacts, companies, deals, notes and tasks."""
    from callnotes.shelves import shelves_of
    from storage.crm_reading import read_crm

    place = place_of(context)
    contents = read_crm(shelves_of(place.settings).database)
    if as_json:
        print_crm_json(contents)
    else:
        print_crm(contents, zone=place.settings.zone)
