"""Prints calls, one line each, and what became of one."""

from __future__ import annotations

from datetime import tzinfo

from rich.table import Table
from rich.text import Text

from callnotes.cli.printing.terminal import clock, console, moment, print_command
from models.call import Call
from models.stages import Stage
from models.zones import zone_of

#: What a person does next with a call in this stage.
_NEXT = {
    Stage.AWAITING_CONSENT: "release {id} --as YOU@EXAMPLE.COM --reason WHY",
    Stage.STAGED: "show {id}",
    Stage.CANCELLED: "retry {id} --wait",
}


def print_calls(calls: tuple[Call, ...], *, program: str, zone: tzinfo, with_next: bool = True) -> None:
    """Print each call with its stage, what went wrong, and the next command; `program` as it was called."""
    out = console()
    if not calls:
        out.print("No calls yet. This brings the first one in:")
        print_command(out, f"  {program} submit FILE --consent announced --wait")
        return
    table = Table(box=None, pad_edge=False, header_style="dim")
    for title in ("call", "stage", "took place", "length", "agent", "customer"):
        table.add_column(title, no_wrap=title in {"call", "stage", "length"}, overflow="fold")
    for call in calls:
        customer = call.details.customer.phone or call.details.customer.email or ""
        length = clock(call.duration_s) if call.duration_s is not None else ""
        took_place = moment(call.details.started_at, zone_of(call.details.started_at, zone))
        table.add_row(call.id, call.stage, took_place, length, call.details.agent or "", customer)
    out.print(table)
    for call in calls:
        _print_state(call, program, with_next=with_next)


def print_said(call: Call, what: str, *, program: str) -> None:
    """Print what was done to a call and where it is now."""
    console().print(f"Call {call.id} was {what}; its stage is {call.stage}.")
    _print_state(call, program)


def _print_state(call: Call, program: str, *, with_next: bool = True) -> None:
    out = console()
    if call.stage_why:
        out.print(Text(f"  {call.id}: {call.stage_why}", style="yellow"))
    if call.attempt:
        out.print(Text(f"  {call.id}: {call.attempt.message} ({call.attempt.code})", style="red"))
        print_command(out, f"  try again: {program} retry {call.id} --wait")
    elif with_next and call.stage in _NEXT:
        print_command(out, f"  next: {program} {_NEXT[call.stage].format(id=call.id)}")
