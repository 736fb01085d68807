"""Prints where events are sent and what became of each try."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import tzinfo

from rich.text import Text

from callnotes.cli.printing.terminal import console, heading, moment
from models.outgoing import OUTCOME_WORDS, OutgoingEndpoint, OutgoingTry


def print_endpoints(endpoints: Iterable[OutgoingEndpoint], *, zone: tzinfo) -> None:
    """Print each endpoint with what it gets, what waits for it and whether it is paused."""
    out, found = console(), tuple(endpoints)
    if not found:
        out.print("No endpoint is there; `callnotes webhooks add NAME URL` adds one.")
    for one in found:
        out.print(heading(f"{one.name}  {one.url or 'sealed with another master key'}"))
        out.print(Text(f"  {', '.join(one.events)}{'; with confirmed items' if one.with_items else ''}"))
        out.print(Text(f"  secrets {', '.join(one.secrets)}; {one.waiting} waiting, {one.missed} missed"))
        if one.paused_at:
            out.print(Text(f"  paused {moment(one.paused_at, zone)}: {one.paused_why}", style="bold"))
        elif one.failing_since:
            out.print(Text(f"  has taken nothing since {moment(one.failing_since, zone)}", style="bold"))


def print_tries(tries: Iterable[OutgoingTry], *, zone: tzinfo) -> None:
    """Print a line for each try, the newest first."""
    out, found = console(), tuple(tries)
    if not found:
        out.print("Nothing was sent yet.")
    for one in found:
        status = f" (HTTP {one.status})" if one.status else ""
        again = f"; next {moment(one.next_at, zone)}" if one.next_at else ""
        out.print(
            Text(
                f"{moment(one.at, zone)}  {one.endpoint}  {one.kind}  {one.message_id}  try {one.number}: "
                f"{OUTCOME_WORDS[one.outcome]}{status}{again}"
            ),
            soft_wrap=True,
        )
