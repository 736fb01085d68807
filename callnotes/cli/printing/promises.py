"""Prints promises for people on a terminal: how each stands, until when, who looks after it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from rich.text import Text

from callnotes.cli.printing.terminal import console

if TYPE_CHECKING:
    from lifecycle.promise_lists import PromiseLine

_STYLES: Final = {"overdue": "red", "broken": "red", "due": "yellow", "kept": "green"}


def print_promises(lines: tuple[PromiseLine, ...]) -> None:
    """Print each promise with its call and item, by which it is found."""
    out = console()
    if not lines:
        out.print("No promise is in this list.")
    for line in lines:
        one = line.promise
        due = f"due {one.due_on} {one.due_time or ''}".rstrip() if one.due_on else "no due date"
        said = Text(f"{one.standing:<9}", style=_STYLES.get(one.standing, ""))
        out.print(said.append(f" {due}  {one.side}  {one.text}", style="default"))
        facts = filter(None, (f"{one.call_id} {one.item_id}", one.owner, line.customer, one.team))
        out.print(Text("          " + "  ".join(facts), style="dim"))
