"""Prints how the way to the CRM is, and what looking into it told."""

from __future__ import annotations

from datetime import tzinfo
from typing import TYPE_CHECKING

from rich.text import Text

from callnotes.cli.printing.terminal import console, heading, moment
from callnotes.crm_limits import WAYS_IN
from models.hubspot_limits import room_words
from models.ledger import Finding

if TYPE_CHECKING:
    from lifecycle.ledger_view import CrmStatus
    from models.crm_connection import Connection


def print_crm_status(status: CrmStatus, *, crm: str, zone: tzinfo, way_in: str) -> None:
    """Print what waits, since when, and why; `way_in` is what lets us in, in words."""
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
        connected = _connected(status.connection, zone) if way_in == WAYS_IN["oauth"] else ""
        out.print(Text(f"  let in by {way_in}{connected}"))
        if status.standing.in_words:
            out.print(Text(f"  {status.standing.in_words}", style="red"))
        for room in status.standing.limits:
            what, left = room_words(room)
            out.print(Text(f"  {what}: {left}"))
    for cause in status.causes:
        out.print(Text(f"  {cause.count} x {cause.code}: {cause.of}", style="red"))
    if status.open_records:
        out.print(Text("  `callnotes crm reconcile` looks which of them stand there all the same."))


def _connected(connection: Connection | None, zone: tzinfo) -> str:
    if connection is None:
        return ", but no app is connected yet: `callnotes crm connect`"
    account = f" to account {connection.account}" if connection.account else ""
    since = moment(connection.connected_at, zone)
    return f": connected{account} by {connection.connected_by} on {since}, good until " + moment(
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
