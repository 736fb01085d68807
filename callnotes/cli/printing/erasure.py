"""Prints certificates of what was deleted, and what would be."""

from __future__ import annotations

from collections.abc import Sequence

from rich.text import Text

from callnotes.cli.printing.terminal import console, heading
from models.erasure import Certificate, Portion, SealedCertificate


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
