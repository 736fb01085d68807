"""Prints how the way to the CRM is, and what looking into it told."""

from __future__ import annotations

from datetime import tzinfo
from typing import TYPE_CHECKING

from rich.text import Text

from callnotes.cli.printing.terminal import console, heading, moment
from models.ledger import Finding

if TYPE_CHECKING:
    from lifecycle.ledger_view import CrmStatus
    from models.crm_connection import Connection


def print_crm_status(status: CrmStatus, *, crm: str, zone: tzinfo, by_oauth: bool) -> None:
    """Print what waits, since when, and why."""
    out = console()
    queue = status.queue
    out.print(heading(f"The way to the CRM  ({crm})"))
    out.print(
        Text(
            f"  calls: {queue.ready} waiting, {queue.running} being written, {queue.later} to be tried again"
        )
    )
    since = f", the oldest since {moment(status.oldest_open_at, zone)}" if status.oldest_open_at else ""
    out.print(Text(f"  records not known to stand there: {status.open_records}{since}"))
    if status.standing is not None:
        out.print(
            Text(f"  let in by {_let_in(status.connection, zone) if by_oauth else 'a token of the settings'}")
        )
        if status.standing.in_words:
            out.print(Text(f"  {status.standing.in_words}", style="red"))
        for room in status.standing.limits:
            left = f"{room.left} left" if room.left is not None else f"wait {room.wait_s:.1f} s"
            out.print(Text(f"  {room.policy}: {room.requests} in {room.interval_s:.0f} s, {left}"))
    for cause in status.causes:
        out.print(Text(f"  {cause.count} x {cause.code}: {cause.of}", style="red"))
    if status.open_records:
        out.print(Text("  `callnotes crm reconcile` looks which of them stand there all the same."))


def _let_in(connection: Connection | None, zone: tzinfo) -> str:
    if connection is None:
        return "OAuth, but no app is connected yet: `callnotes crm connect`"
    account = f" to account {connection.account}" if connection.account else ""
    since = moment(connection.connected_at, zone)
    return f"OAuth: connected{account} by {connection.connected_by} on {since}, good until " + moment(
        connection.good_until, zone
    )


def print_findings(findings: tuple[Finding, ...]) -> None:
    """Print what was found of each record, and how many agree."""
    out = console()
    for finding in findings:
        style = "green" if finding.agrees else "yellow"
        out.print(Text.assemble(Text(f"  {finding.key}  ", style=style), finding.told))
    agree = sum(finding.agrees for finding in findings)
    resolved = sum(finding.resolved for finding in findings)
    out.print(Text(f"{len(findings)} looked at, {agree} agree, {resolved} settled by it."))
