"""`callnotes promises`: every confirmed promise and follow-up across calls, by how it stands."""

from __future__ import annotations

import sys
from typing import Annotated

import typer

from callnotes.cli.look import AsJson
from callnotes.cli.operator import operator
from callnotes.cli.place import place_of
from callnotes.cli.printing import print_json
from callnotes.cli.printing.promises import print_promises

_Text = str | None


def promises(
    context: typer.Context,
    show: Annotated[
        str, typer.Option("--show", help="todo, overdue, due, open, done, kept, broken or cancelled.")
    ] = "todo",
    side: Annotated[_Text, typer.Option("--side", help="ours or theirs.")] = None,
    owner: Annotated[_Text, typer.Option("--owner", help="Address of who looks after it.")] = None,
    team: Annotated[_Text, typer.Option("--team", help="Team of the call.")] = None,
    customer: Annotated[_Text, typer.Option("--customer", help="Id of the contact.")] = None,
    kind: Annotated[_Text, typer.Option("--kind", help="promise, call, email, task or meeting.")] = None,
    category: Annotated[_Text, typer.Option("--category", help="Category of the call.")] = None,
    risk: Annotated[_Text, typer.Option("--risk", help="low, medium or high.")] = None,
    due_from: Annotated[_Text, typer.Option("--due-from", help="First due day, as 2026-12-31.")] = None,
    due_to: Annotated[_Text, typer.Option("--due-to", help="Last due day.")] = None,
    older: Annotated[_Text, typer.Option("--older", help="Promised at least so many days ago.")] = None,
    form: Annotated[_Text, typer.Option("--format", help="Write a file: csv, xlsx, ics or md.")] = None,
    as_json: AsJson = False,
) -> None:
    """List confirmed promises and follow-ups, the most urgent first."""
    from callnotes.export_promises import promises_exported
    from callnotes.shelves import shelves_of
    from lifecycle.promise_filters import read_filters
    from lifecycle.promise_lists import every_promise

    filters = read_filters(
        {
            "show": show, "side": side, "owner": owner, "team": team, "customer": customer, "kind": kind,
            "category": category, "risk": risk, "due_from": due_from, "due_to": due_to, "older": older,
        }
    )  # fmt: skip
    place = place_of(context)
    with shelves_of(place.existing) as shelves:
        found = every_promise(shelves, filters, actor=None)
        if form is not None:
            written = promises_exported(found, form, place.settings.public_url)
            shelves.audit().note(operator(), "exported_promises", detail=form)
    if form is not None:
        sys.stdout.buffer.write(written)
    elif as_json:
        print_json([one.model_dump(mode="json") for one in found])
    else:
        print_promises(found)
