"""`callnotes accounts link`: the way in for who stands at the machine, when nobody can sign in."""

from __future__ import annotations

from typing import Annotated

import typer

from callnotes.cli.operator import operator
from callnotes.cli.place import place_of
from models.errors import InputError


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
