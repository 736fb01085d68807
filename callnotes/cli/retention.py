"""`callnotes retention`, `hold` and `holds`: what goes when it was kept long enough, and what may not go."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from callnotes.cli.decide import house
from callnotes.cli.look import AsJson
from callnotes.cli.operator import operator
from callnotes.cli.place import place_of
from callnotes.cli.printing import print_document, print_json
from callnotes.cli.printing.erasure import print_holds, print_retention
from models.erasure import Person
from models.errors import InputError

if TYPE_CHECKING:
    from storage.shelves import Shelves

Whose = Annotated[
    str | None, typer.Option(help="A person instead: phone (any format), e-mail or contact:ID.")
]
Of = Annotated[str | None, typer.Argument(metavar="CALL", help="Id of the call, or its start.")]


def retention(
    context: typer.Context,
    dry_run: Annotated[bool, typer.Option("--dry-run", help="Show what would go; nothing goes.")] = False,
    as_json: AsJson = False,
) -> None:
    """Delete what was kept longer than the settings say; a worker does so every hour by itself."""
    from callnotes.retention_rules import retention_of
    from lifecycle.retention import apply_retention, foresee_retention

    place = place_of(context)
    rules = retention_of(place.existing)
    with house(place) as (shelves, enqueue):
        seen = foresee_retention(shelves, rules)
        if not dry_run:
            apply_retention(shelves, rules, enqueue=enqueue, actor=operator())
    if as_json:
        print_document(seen)
    else:
        print_retention(seen, dry_run=dry_run)


def hold(
    context: typer.Context,
    says: Annotated[str, typer.Option("--as", metavar="EMAIL", help="Who holds it, or ends the hold.")],
    call: Of = None,
    person: Whose = None,
    reason: Annotated[str, typer.Option(help="Why; personal data in it is masked.")] = "",
    until: Annotated[
        str | None,
        typer.Option(metavar="DATE", help="Until when (2027-03-31); without it until it is ended."),
    ] = None,
    end: Annotated[bool, typer.Option("--end", help="End the hold.")] = False,
    hand_out: Annotated[
        Path | None,
        typer.Option("--hand-out", metavar="FILE", help="Write what is sealed off of the call into a zip."),
    ] = None,
) -> None:
    """Hold a call, or all calls of a person, back from every deletion; or end that."""
    from lifecycle import hold as holding
    from lifecycle.erase_person import read_person

    if (call is None) == (person is None):
        raise InputError("Say either which call or which person is held: CALL or --person.")
    place = place_of(context)
    whose: Person | None = read_person(person, place.existing.phone_regions) if person else None
    with house(place) as (shelves, _):
        if hand_out is not None:
            _hand_out(shelves, call, hand_out, by=says)
            return
        if end:
            holding.end_hold(shelves, call_id=call, person=whose, by=says, actor=operator())
            print("The hold is ended.")
            return
        made = holding.hold(
            shelves,
            call_id=call,
            person=whose,
            by=says,
            why=reason,
            until=holding.read_until(until or ""),
            actor=operator(),
        )
    print(f"{made.id}: {made.of} is held.")


def _hand_out(shelves: Shelves, call_id: str | None, place: Path, *, by: str) -> None:
    from lifecycle import hand_out
    from lifecycle.access_request import new_private_file

    if call_id is None:
        raise InputError("What is sealed off is handed out call by call; name the call.")
    with new_private_file(place) as file:
        count = hand_out.hand_out(shelves, call_id, file, by=by, actor=operator())
    print(f"{count} files were written to {place}.")


def holds(context: typer.Context, as_json: AsJson = False) -> None:
    """List the legal holds that are in force."""
    from callnotes.shelves import shelves_of
    from lifecycle.hold import every_hold

    with shelves_of(place_of(context).existing) as shelves:
        found = every_hold(shelves)
    if as_json:
        print_json([one.model_dump(mode="json") for one in found])
    else:
        print_holds(found)
