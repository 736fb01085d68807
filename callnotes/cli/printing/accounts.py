"""Prints who may sign in: a line for each person."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING

from rich.text import Text

from callnotes.cli.printing.terminal import console, heading

if TYPE_CHECKING:
    from storage.accounts import Account


def print_accounts(found: Iterable[Account]) -> None:
    """Print each person with role, teams and what is granted."""
    out = console()
    out.print(heading("Accounts"))
    for one in found:
        more = [", ".join(one.teams), *(f"granted: {each.name}, by {each.by}" for each in one.grants)]
        more += ["closed"] if one.disabled_at else []
        out.print(Text(f"  {one.email}  {one.role}  {' · '.join(filter(None, more))}".rstrip()))
