"""`callnotes audit misses` and `end-miss`: errors and near misses, who looks into them, how they ended."""

from __future__ import annotations

from typing import Annotated

import typer

from callnotes.cli.look import AsJson
from callnotes.cli.operator import operator
from callnotes.cli.place import place_of

_Text = str | None


def misses(
    context: typer.Context,
    show: Annotated[str, typer.Option("--show", help="open, late, ended, fixed, accepted or case.")] = "open",
    kind: Annotated[
        _Text, typer.Option("--kind", help="rejected, edited, discarded, reopened or disagreed.")
    ] = None,
    owner: Annotated[_Text, typer.Option("--owner", help="Address of who looks into it.")] = None,
    team: Annotated[_Text, typer.Option("--team", help="Team of the call.")] = None,
    category: Annotated[_Text, typer.Option("--category", help="Category of the call.")] = None,
    as_json: AsJson = False,
) -> None:
    """Enter what belongs on the list by now, and show it, what is due first."""
    from callnotes.cli.printing import print_json
    from callnotes.shelves import shelves_of
    from lifecycle.miss_filters import read_filters
    from lifecycle.misses import enter_misses
    from lifecycle.misses import misses as listed

    filters = read_filters({"show": show, "kind": kind, "owner": owner, "team": team, "category": category})
    with shelves_of(place_of(context).existing) as shelves:
        enter_misses(shelves)
        today = shelves.clock().astimezone(shelves.zone).date()
        found = listed(shelves, filters.search(today=today), actor=None)
    if as_json:
        print_json([one.model_dump(mode="json") for one in found])
        return
    for one in found:
        what = " ".join(filter(None, (one.kind, one.item_kind, one.category)))
        print(f"{one.id}  {one.state}, due {one.due_on}, {one.owner or 'nobody'}  {what}, {one.seen} times")
        print(f"    {one.call_id} {one.item_id or ''}".rstrip())
    if not found:
        print("No line is in this list.")


def end_miss(
    context: typer.Context,
    miss: Annotated[str, typer.Argument(metavar="MISS", help="The line's id.")],
    how: Annotated[
        str, typer.Option("--how", help="fixed, accepted or case; give, with --owner or --due; open.")
    ],
    by: Annotated[str, typer.Option("--as", metavar="EMAIL", help="Who does it.")],
    note: Annotated[_Text, typer.Option("--note", help="What was found, and done.")] = None,
    owner: Annotated[_Text, typer.Option("--owner", help="Who looks into it from now on.")] = None,
    due: Annotated[_Text, typer.Option("--due", help="Until which day, as 2026-12-31.")] = None,
) -> None:
    """End a line of the list, give it to another person or day, or open it again."""
    from callnotes.shelves import shelves_of
    from lifecycle.miss_acts import read_act
    from lifecycle.misses import act_on_miss

    act = read_act({"kind": how, "owner": owner, "due_on": due, "note": note})
    with shelves_of(place_of(context).existing) as shelves:
        found = act_on_miss(shelves, miss, act, by=by, actor=operator())
    print(f"{found.id}: {found.state}, due {found.due_on}, {found.owner or 'nobody'} looks into it.")
