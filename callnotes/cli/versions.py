"""`callnotes rerun`, `versions` and `diff`: notes made again, their versions, and what differs."""

from __future__ import annotations

from typing import Annotated

import typer

from callnotes.cli.decide import CallId, Reviewer, Wait, house
from callnotes.cli.engine_option import notes_engine_of
from callnotes.cli.look import AsJson
from callnotes.cli.operator import operator
from callnotes.cli.place import place_of
from callnotes.cli.printing import print_document, print_dossier, print_said
from callnotes.cli.printing.notes_diff import print_diff, print_versions
from callnotes.cli.waiting import exit_code, wait_for


def rerun(
    context: typer.Context,
    call: CallId,
    reviewer: Reviewer,
    template: Annotated[
        str | None, typer.Option(metavar="NAME", help="What to ask of it from now on.")
    ] = None,
    engine: Annotated[str | None, typer.Option(help="rules or llm, from now on.")] = None,
    decide_anew: Annotated[
        bool, typer.Option("--decide-anew", help="Give up decisions on what comes out otherwise.")
    ] = False,
    wait: Wait = False,
) -> int:
    """Make the notes of a call again, as a new version; decisions on what stays the same hold."""
    from callnotes.template_names import known_template
    from lifecycle.make_again import make_again

    place = place_of(context)
    named = notes_engine_of(engine)
    with house(place) as (shelves, enqueue):
        again = make_again(
            shelves,
            call,
            template=known_template(template, place.settings.templates),
            notes_engine=named,
            decide_anew=decide_anew,
            by=reviewer,
            enqueue=enqueue,
            actor=operator(),
        )
    if not wait:
        print_said(again, "sent back for new notes", program=place.program)
        return 0
    waited = wait_for(place.settings, (again,))
    _print_call(context, waited[0].id)
    return exit_code(waited)


def versions(context: typer.Context, call: CallId, as_json: AsJson = False) -> None:
    """List the versions of a call's notes: what made each, and what was decided on it."""
    from callnotes.shelves import shelves_of
    from lifecycle import versions as kept

    place = place_of(context)
    found = kept.versions(shelves_of(place.existing), call)
    if as_json:
        print_document(found)
    else:
        print_versions(found.versions, zone=place.settings.zone)


def diff(
    context: typer.Context,
    call: CallId,
    before: Annotated[int | None, typer.Option("--from", metavar="N", help="The earlier version.")] = None,
    after: Annotated[int | None, typer.Option("--to", metavar="N", help="The later version.")] = None,
    as_json: AsJson = False,
) -> None:
    """Show what differs between two versions of a call's notes (default: the newest and the one before)."""
    from callnotes.shelves import shelves_of
    from lifecycle.versions import compare

    place = place_of(context)
    found = compare(shelves_of(place.existing), call, before=before, after=after)
    if as_json:
        print_document(found)
    else:
        print_diff(found.diff, f"version {found.before} to {found.after}")


def _print_call(context: typer.Context, call_id: str) -> None:
    from callnotes.shelves import shelves_of
    from lifecycle import reading

    place = place_of(context)
    dossier = reading.dossier(shelves_of(place.settings), call_id)
    print_dossier(
        dossier, program=place.program, zone=place.settings.zone, parts=("call", "notes", "decisions", "next")
    )
