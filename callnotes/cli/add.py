"""`callnotes add`: a person adds to the notes of a call what the machine missed."""

from __future__ import annotations

from functools import partial
from typing import Annotated

import typer

from callnotes.cli.decide import CallId, Reviewer, house
from callnotes.cli.operator import operator
from callnotes.cli.place import place_of
from callnotes.cli.printing import print_said
from models.errors import InputError


def add(
    context: typer.Context,
    call: CallId,
    reviewer: Reviewer,
    kind: Annotated[str, typer.Option(help="promise, follow_up, topic or open_question.")],
    turn: Annotated[str, typer.Option(metavar="TURN", help="The turn in which it was said.")],
    quote: Annotated[str, typer.Option(metavar="WORDS", help="Words of that turn that prove it.")],
    text: Annotated[str | None, typer.Option(help="What it is, in short; else the words themselves.")] = None,
    owner: Annotated[str | None, typer.Option(metavar="WHO", help="ours, theirs or ours:NAME.")] = None,
    due: Annotated[str | None, typer.Option(metavar="WHEN", help='A day, or "next Friday".')] = None,
) -> int:
    """Add what the machine missed to the notes of a call, with the words that prove it."""
    from callnotes.cli.verdicts import owner_of
    from callnotes.due_words import due_of_words
    from lifecycle.add_item import KINDS, AddedItem, add_item

    place = place_of(context)
    if kind not in KINDS:
        msg = f"What was missed is one of these: {', '.join(KINDS)}; choose one with --kind."
        raise InputError(msg)
    missed = AddedItem(
        kind=kind, turn_id=turn, quote=quote, text=text, owner=owner_of(owner) if owner else None, due=due
    )
    read_due = partial(due_of_words, place.settings)
    with house(place) as (shelves, _):
        added = add_item(shelves, call, missed, by=reviewer, read_due=read_due, actor=operator())
    print_said(added, "noted", program=place.program)
    return 0
