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
        str, typer.Argument(metavar="TO", help="standard, rules, off, llm, or llm:MODEL for another model.")
    ],
    why: Annotated[str, typer.Option("--why", help="The reason; it stands in the audit log.")],
    as_json: Annotated[bool, typer.Option("--json", help="Print one JSON document.")] = False,
) -> None:
    """Switch what drafts a team's notes, for the calls drafted from now on."""
    from callnotes.cli.printing import print_document
    from callnotes.engine_names import engines_set
    from callnotes.shelves import shelves_of
    from lifecycle.trust_switch import switch_notes
    from models.trust import switch_words

    settings = place_of(context).existing
    with shelves_of(settings) as shelves:
        held = switch_notes(
            shelves, team, to, why=why, engines=engines_set(settings), actor=operator()
        )  # fmt: skip
    if as_json:
        print_document(held)
        return
    whose = f"of {held.team}" if held.team else "of calls without a team"
    print(f"Notes {whose}: {switch_words(held.to)}, since {held.at:%Y-%m-%d %H:%M %Z}.")
