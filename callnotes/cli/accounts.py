"""`callnotes accounts`: the way in for who stands at the machine, who is there, what is granted."""

from __future__ import annotations

from typing import Annotated

import typer

from callnotes.cli.operator import operator
from callnotes.cli.place import place_of
from models.access import ADDED_BY_GRANT, Grant
from models.errors import InputError

Email = Annotated[str, typer.Argument(help="Address of the person.")]
Named = Annotated[
    str, typer.Argument(metavar="GRANT", help="calls (of an admin) or personal (of an auditor).")
]


def link(
    context: typer.Context,
    email: Annotated[str | None, typer.Option("--email", help="Whose new password.")] = None,
) -> None:
    """Print a one-time link: to the first admin, or to a person's new password."""
    from callnotes.shelves import shelves_of
    from lifecycle import links

    settings = place_of(context).settings
    shelves = shelves_of(settings)
    here = operator()
    if email:
        secret: str | None = links.reset(shelves, email, by=here.name, door=here.door)
    else:
        secret = links.first_link(shelves, by=here)
    if secret is None:
        message = "There are accounts already; name the person with --email for a link to a new password."
        raise InputError(message)
    print(f"http://{settings.host}:{settings.port}/welcome/{secret}")


def show_all(
    context: typer.Context,
    as_json: Annotated[bool, typer.Option("--json", help="Print one JSON document.")] = False,
) -> None:
    """List who may sign in, with role, teams and grants."""
    from callnotes.cli.printing import print_accounts, print_json
    from callnotes.shelves import shelves_of
    from lifecycle.people import everybody

    place = place_of(context)
    with shelves_of(place.existing) as shelves:
        found = everybody(shelves)
    if as_json:
        print_json([one.model_dump(mode="json", exclude={"id"}) for one in found])
    else:
        print_accounts(found)


def grant(context: typer.Context, email: Email, what: Named) -> None:
    """Give a person what goes beyond the role."""
    from callnotes.shelves import shelves_of
    from lifecycle import grants

    with shelves_of(place_of(context).existing) as shelves:
        grants.give(shelves, email, _grant(what), actor=operator())
    print(f"{email} is granted: {what}.")


def take_back(context: typer.Context, email: Email, what: Named) -> None:
    """Take a grant back; it ends at once in every browser that is open."""
    from callnotes.shelves import shelves_of
    from lifecycle import grants

    with shelves_of(place_of(context).existing) as shelves:
        grants.take_back(shelves, email, _grant(what), actor=operator())
    print(f"{email} is no longer granted: {what}.")


def _grant(what: str) -> Grant:
    if what not in {grant for _, grant in ADDED_BY_GRANT}:
        raise InputError("A grant is calls (of an admin) or personal (of an auditor); name one of the two.")
    return what
