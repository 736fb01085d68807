"""Prints one call whole: what came in, what was said, what was noted, decided and written."""

from __future__ import annotations

from zoneinfo import ZoneInfo

from rich.text import Text

from callnotes.cli.printing.calls import print_calls
from callnotes.cli.printing.crm import print_records
from callnotes.cli.printing.notes import print_notes
from callnotes.cli.printing.terminal import console, heading, moment
from callnotes.cli.printing.transcript import print_transcript
from lifecycle.reading import Dossier
from models.review import Decision
from models.stages import Stage

PARTS = ("call", "consent", "transcript", "notes", "decisions", "records", "next")


def print_dossier(
    dossier: Dossier, *, data_option: str, zone: ZoneInfo, parts: tuple[str, ...] = PARTS
) -> None:
    """Print these parts of the dossier, in this order."""
    out = console()
    if "call" in parts:
        print_calls((dossier.call,), data_option=data_option, zone=zone, with_next="next" not in parts)
    if "consent" in parts:
        consent = dossier.call.consent
        proof = f"by {consent.by or 'unknown'}, {moment(consent.at, zone)}, {consent.how or 'how: unknown'}"
        out.print(Text(f"Consent: {consent.status} ({proof})"))
    if "transcript" in parts and dossier.transcript is not None:
        print_transcript(dossier.transcript)
    if "notes" in parts and dossier.notes is not None:
        print_notes(dossier.notes)
    if "decisions" in parts:
        _print_decisions(dossier.decisions, zone)
    if "records" in parts and dossier.records:
        print_records(dossier.records)
    if "next" in parts and dossier.call.stage is Stage.STAGED:
        print_next(dossier.call.id, data_option)


def print_next(call_id: str, data_option: str, reviewer: str = "you@example.com") -> None:
    """Print the commands that a reviewer can go on with."""
    out = console()
    begin = f"callnotes {data_option}"
    out.print(heading("Next"))
    for line in (
        f"{begin}review {call_id} --accept p1 --reject p2 --as {reviewer}",
        f"{begin}review {call_id} --accept-all --as {reviewer}",
        f"{begin}crm show",
    ):
        out.print(Text(f"  {line}", no_wrap=True))


def _print_decisions(decisions: tuple[Decision, ...], zone: ZoneInfo) -> None:
    if not decisions:
        return
    out = console()
    out.print(heading("Decisions"))
    for decision in decisions:
        text = f": {decision.text}" if decision.text else ""
        who = f"by {decision.by}, {moment(decision.at, zone)}"
        out.print(Text(f"  {decision.item_id:<4}{decision.verdict} {who}{text}"))
