"""Prints versions of notes, and what differs between two of them."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import tzinfo
from typing import TYPE_CHECKING

from rich.padding import Padding
from rich.text import Text

from callnotes.cli.printing.notes import headline
from callnotes.cli.printing.terminal import console, heading, moment
from models.notes import Item
from models.notes_diff import ItemChange, NotesDiff
from models.triage_words import risk_words

if TYPE_CHECKING:
    from lifecycle.versions import NotesVersion

_SIGNS = {"added": ("+", "green"), "gone": ("-", "red"), "changed": ("~", "yellow")}


def print_versions(versions: Iterable[NotesVersion], *, zone: tzinfo) -> None:
    """Print a line for each version."""
    out = console()
    out.print(heading("Versions of the notes"))
    for one in versions:
        notes = one.notes
        decided = len({decision.item_id for decision in one.decisions})
        out.print(
            Text(
                f"  {one.number:<3} {moment(one.made_at, zone)}  {notes.engine}, template {notes.template} "
                f"{notes.template_version}, transcript {one.transcript_version}: {len(notes.items())} items, "
                f"{decided} decided, risk {risk_words(notes)}"
            )
        )


def print_diff(changes: NotesDiff, title: str) -> None:
    """Print what came, went and changed; what stayed the same is counted."""
    out = console()
    out.print(heading(f"Notes: {title}"))
    for head in changes.head:
        out.print(Text(f"  ~ {head.what}: {head.before or 'none'} -> {head.after or 'none'}", style="yellow"))
    for change in changes.items:
        if change.became in _SIGNS:
            _print_change(change)
    out.print(Text(f"  {len(changes.of('same'))} items are the same.", style="dim"))


def _print_change(change: ItemChange) -> None:
    out = console()
    sign, style = _SIGNS[change.became]
    shown = change.after or change.before
    assert shown is not None  # noqa: S101 - a change has at least one side
    what = f"  [{', '.join(change.what)}]" if change.what else ""
    out.print(
        Padding(Text(f"{sign} {change.kind} {_line(shown)}{what}", style=style), (0, 0, 0, 2), expand=False)
    )
    if change.became == "changed" and change.before is not None:
        out.print(Padding(Text(f"was {_line(change.before)}", style="dim"), (0, 0, 0, 6), expand=False))


def _line(item: Item) -> str:
    return f"{item.id}: {headline(item)}"
