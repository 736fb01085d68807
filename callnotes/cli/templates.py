"""`callnotes templates`: which there are, what one asks, and what it would find on calls of before."""

from __future__ import annotations

from typing import Annotated

import typer

from callnotes.cli.engine_option import notes_engine_of
from callnotes.cli.look import AsJson
from callnotes.cli.operator import operator
from callnotes.cli.place import place_of
from callnotes.cli.printing import print_document
from callnotes.cli.printing.notes_diff import print_diff
from callnotes.cli.printing.templates import print_template, print_templates


def show_all(context: typer.Context, as_json: AsJson = False) -> None:
    """List the templates, those shipped and those of the folder in the settings."""
    from extractor.templates import read_templates

    found = read_templates(place_of(context).settings.templates)
    if as_json:
        print_document(found)
    else:
        print_templates(found.every)


def show(
    context: typer.Context,
    name: Annotated[str, typer.Argument(metavar="NAME", help="Name of the template.")],
    as_json: AsJson = False,
) -> None:
    """Show what a template asks, and which rules raise the risk."""
    from extractor.templates import read_templates

    template = read_templates(place_of(context).settings.templates).named(name)
    if as_json:
        print_document(template)
    else:
        print_template(template)


def try_on(
    context: typer.Context,
    name: Annotated[str, typer.Argument(metavar="NAME", help="Name of the template.")],
    calls: Annotated[list[str], typer.Argument(metavar="CALL...", help="Calls with a transcript.")],
    engine: Annotated[str | None, typer.Option(help="rules or llm.")] = None,
    as_json: AsJson = False,
) -> None:
    """Show how the notes of these calls would differ with a template; nothing is stored."""
    from callnotes.shelves import shelves_of
    from callnotes.trials import try_template

    place = place_of(context)
    named = notes_engine_of(engine)
    shelves = shelves_of(place.existing)
    found = try_template(place.settings, shelves, name, calls, engine=named, actor=operator())
    if as_json:
        print_document(found)
        return
    for one in found.calls:
        print_diff(one.diff, f"{one.id} with the template {found.template}; nothing is stored")
