"""Prints certificates of what was deleted, and what would be."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from rich.text import Text

from callnotes.cli.printing.terminal import console, heading
from models.erasure import Certificate, Portion, SealedCertificate
from models.retention import CLASSES, Class, Foreseen, Hold


def print_certificates(given: Sequence[SealedCertificate]) -> None:
    """Print each certificate with its proof, or that there is none."""
    out = console()
    if not given:
        out.print("Nothing was deleted here yet.")
    for one in given:
        _print(one.certificate)
        out.print(Text(f"  sha256 {one.sha256}", style="dim"), soft_wrap=True)


def print_foreseen(seen: Sequence[Certificate]) -> None:
    """Print what would go, under a line that says that nothing went."""
    console().print("A dry run: nothing was erased. This would go:")
    for one in seen:
        _print(one)


def print_retention(seen: Foreseen, *, dry_run: bool) -> None:
    """Print the rules, and what goes by them."""
    out = console()
    for what in CLASSES:
        terms = dict(seen.rules.terms(what))
        kept = terms.pop(None, None)
        labels = "".join(f", {days} days with the label {label}" for label, days in terms.items())
        every = f"kept for {kept} days" if kept else "kept until somebody deletes it"
        out.print(f"{_CLASSES[what]}: {every}{labels}")
    out.print("A dry run: this would go." if dry_run else "This went.")
    for due in seen.due:
        held = f"  stays: {due.held}" if due.held else f"  {due.why}"
        out.print(Text(f"  {due.what:<10} {due.call_id}  {due.received_at:%Y-%m-%d}{held}"), soft_wrap=True)
    out.print(f"  {seen.events} bodies of hook events, {seen.logs} exchanges with a language model")


_CLASSES: Final[dict[Class, str]] = {
    "audio": "sound",
    "transcript": "transcripts",
    "notes": "notes",
    "call": "calls",
    "events": "events",
    "logs": "logs",
}


def print_holds(found: Sequence[Hold]) -> None:
    """Print each hold on a line."""
    out = console()
    if not found:
        out.print("Nothing is held.")
    for one in found:
        until = f"until {one.until:%Y-%m-%d}" if one.until else "until it is ended"
        out.print(Text(f"{one.id}  {one.of}  {until}  by {one.by}: {one.why}"), soft_wrap=True)


def _print(one: Certificate) -> None:
    out = console()
    of = ", ".join(one.calls) if one.scope != "person" else f"a person ({len(one.calls)} calls)"
    out.print(heading(f"{one.id}  {one.at:%Y-%m-%d %H:%M:%S %Z}  {of}"))
    out.print(Text(f"  by {one.by}: {one.reason}"))
    for word, portions in (("went", one.went), ("owed", one.owed), ("stays", one.stays)):
        for portion in portions:
            out.print(Text(f"  {word:<5} {_said(portion)}"), soft_wrap=True)


def _said(portion: Portion) -> str:
    count = f"{portion.count} " if portion.count else ""
    return f"{count}{portion.what}" + (f": {portion.why}" if portion.why else "")
