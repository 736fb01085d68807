"""`callnotes exchanges`: what a language model was asked about a call and answered; who reads it is noted."""

from __future__ import annotations

from typing import Annotated

import typer

from callnotes.cli.look import AsJson
from callnotes.cli.operator import operator
from callnotes.cli.place import place_of
from callnotes.cli.printing import print_exchanges, print_exchanges_json


def exchanges(
    context: typer.Context,
    call: Annotated[str, typer.Argument(help="Id of the call, or the start of it.")],
    as_json: AsJson = False,
) -> None:
    """Show the kept questions to the language model and its answers, masked as they were sent."""
    from callnotes.shelves import shelves_of
    from lifecycle import reading

    place = place_of(context)
    shelves = shelves_of(place.existing)
    found = reading.call(shelves, call)
    shelves.audit().looked(operator(), "saw_exchanges", call_id=found.id)
    kept = shelves.exchanges().of(found.id)
    if as_json:
        print_exchanges_json(kept)
    else:
        print_exchanges(kept)
