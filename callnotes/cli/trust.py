"""`callnotes trust`: how far people go with the machine, and which engine drafts whose notes."""

from __future__ import annotations

from typing import Annotated

import typer

from callnotes.cli.operator import operator
from callnotes.cli.place import place_of
from models.tallies import Making


def switch(
    context: typer.Context,
    team: Annotated[str, typer.Argument(metavar="TEAM", help='The team; "" for calls without one.')],
    to: Annotated[
        str,
        typer.Argument(metavar="TO", help="standard, rules, off, llm, llm:MODEL, or #notes-2 behind one."),
    ],
    why: Annotated[str, typer.Option("--why", help="The reason; it stands in the audit log.")],
    as_json: Annotated[bool, typer.Option("--json", help="Print one JSON document.")] = False,
) -> None:
    """Switch what drafts a team's notes, for the calls drafted from now on."""
    from callnotes.cli.printing import print_document
    from callnotes.engine_names import FORMER_PROMPTS, engines_set
    from callnotes.shelves import shelves_of
    from lifecycle.trust_switch import switch_notes
    from models.trust import switch_words

    settings = place_of(context).existing
    with shelves_of(settings) as shelves:
        held = switch_notes(
            shelves, team, to, why=why, engines=engines_set(settings), prompts=FORMER_PROMPTS,
            actor=operator(),
        )  # fmt: skip
    if as_json:
        print_document(held)
        return
    whose = f"of {held.team}" if held.team else "of calls without a team"
    print(f"Notes {whose}: {switch_words(held.to)}, since {held.at:%Y-%m-%d %H:%M %Z}.")


def show(
    context: typer.Context,
    weeks: Annotated[int, typer.Option("--weeks", help="How many weeks, this one included.")] = 12,
    team: Annotated[str | None, typer.Option("--team", help="Of this team alone.")] = None,
    of: Annotated[
        Making, typer.Option("--of", help="What stands side by side within each group.")
    ] = "version",
    as_json: Annotated[bool, typer.Option("--json", help="Print one JSON document.")] = False,
) -> None:
    """Show how often people accept what the machine drafts, by week, group and version, and drifts."""
    from callnotes.cli.printing import print_json
    from callnotes.cli.printing.trust import print_crossings, print_drifts, print_trust
    from callnotes.shelves import shelves_of
    from lifecycle.trust_alarms import alarms, watched
    from lifecycle.trust_board import board, crossed
    from lifecycle.trust_switch import switched

    actor = operator()
    with shelves_of(place_of(context).existing) as shelves:
        shown = board(shelves, actor=actor, weeks=weeks, team=team)
        side_by_side = crossed(shelves, of, actor=actor, weeks=weeks, team=team)
        held, found, watching = switched(shelves), alarms(shelves, actor=actor), watched(shelves, actor=actor)
    if as_json:
        print_json(
            {
                "board": shown.model_dump(mode="json"),
                "crossings": side_by_side.model_dump(mode="json"),
                "switches": [one.model_dump(mode="json") for one in held],
                "alarms": [one.model_dump(mode="json") for one in found],
                "watched": [one.model_dump(mode="json") for one in watching],
            }
        )
        return
    print_trust(shown, held)
    print_crossings(side_by_side)
    print_drifts(found, watching)


def count(context: typer.Context) -> None:
    """Count the weeks anew from the calls that are there; what was erased since is not counted any more."""
    from callnotes.shelves import shelves_of
    from lifecycle.trust_board import count_anew

    with shelves_of(place_of(context).existing) as shelves:
        counts = count_anew(shelves, actor=operator())
    print(f"Counted anew: {counts} counts.")
