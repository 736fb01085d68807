"""`callnotes trust`: how far people go with the machine, and which engine drafts whose notes."""

from __future__ import annotations

from typing import Annotated

import typer

from callnotes.cli.operator import operator
from callnotes.cli.place import place_of


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
    as_json: Annotated[bool, typer.Option("--json", help="Print one JSON document.")] = False,
) -> None:
    """Show how often people accept what the machine drafts, by week and group, and the switches that hold."""
    from callnotes.cli.printing import print_json
    from callnotes.cli.printing.trust import print_trust
    from callnotes.shelves import shelves_of
    from lifecycle.trust_board import board
    from lifecycle.trust_switch import switched

    with shelves_of(place_of(context).existing) as shelves:
        shown = board(shelves, actor=operator(), weeks=weeks, team=team)
        held = switched(shelves)
    if as_json:
        print_json(
            {
                "board": shown.model_dump(mode="json"),
                "switches": [one.model_dump(mode="json") for one in held],
            }
        )
        return
    print_trust(shown, held)


def count(context: typer.Context) -> None:
    """Count the weeks anew from the calls that are there; what was erased since is not counted any more."""
    from callnotes.shelves import shelves_of
    from lifecycle.trust_board import count_anew

    with shelves_of(place_of(context).existing) as shelves:
        counts = count_anew(shelves, actor=operator())
    print(f"Counted anew: {counts} counts.")
