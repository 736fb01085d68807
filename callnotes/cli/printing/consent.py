"""Prints the table of consent rules, the list of opt-outs, and a person's consent passport."""

from __future__ import annotations

from datetime import tzinfo
from typing import TYPE_CHECKING

from rich.text import Text

from callnotes.cli.printing.terminal import console, heading, moment, print_command
from models.call import Consent
from models.consent_rules import NO_ADVICE, ConsentTable
from models.opt_out import OptOut

if TYPE_CHECKING:
    from lifecycle.consent_trial import Trial
    from lifecycle.opt_out import OptedOut
    from lifecycle.passport import Passport


def print_rules(table: ConsentTable) -> None:
    """Print the places of agents, then the rules in the order in which they are asked."""
    out = console()
    out.print(heading("Where agents are"))
    for place in table.places:
        out.print(Text(f"  {place.whose}: {place.in_words}"))
    if not table.places:
        out.print(Text("  Nothing is said, so that the strictest rule that may fit counts for their end."))
    out.print(heading("Rules; for each end of a call the first that fits, and of both ends the strictest"))
    for rule in (*table.rules, table.last):
        out.print(Text(f"  {rule.name}: {rule.fits_in_words}; {rule.in_words}."))
    out.print(Text(f"\n{NO_ADVICE}", style="dim"))


def print_trial(trial: Trial) -> None:
    """Print which rule decides, and what each way of stating consent leads to."""
    out, decided = console(), trial.decided
    out.print(heading(f"Decided by the {decided.in_words}: {decided.rule.in_words}."))
    out.print(Text(f"  The {decided.end} is taken to be {decided.place.in_words}."))
    for one in trial.answers:
        out.print(Text(f"  {one.status:<10} {one.answer:<5} {one.why}"))
    out.print(Text(f"\n{NO_ADVICE}", style="dim"))


def print_opted_out(found: OptedOut, *, program: str) -> None:
    """Print what came of an opt-out, and what a person still has to do."""
    out = console()
    already = "was on the list already" if found.already_there else "is on the list now"
    stopped = f"{len(found.stopped)} open call(s) were stopped, and nothing of them is kept"
    out.print(Text(f"The person {already}; {stopped}."))
    for call_id in found.settled:
        out.print(
            Text(f"  {call_id} is settled: its records were confirmed, so it stays until it is erased.")
        )
    if found.settled:
        print_command(out, f"  look: {program} show {found.settled[0]}")


def print_opt_outs(found: tuple[OptOut, ...], *, zone: tzinfo) -> None:
    """Print the list, the newest first."""
    out = console()
    out.print(heading("People whose calls are not processed"))
    for one in found:
        why = f": {one.why}" if one.why else ""
        out.print(Text(f"  {one.in_words}  since {moment(one.at, zone)}, by {one.by}{why}"))
    if not found:
        out.print("  Nobody.")


def print_passport(found: Passport, *, zone: tzinfo) -> None:
    """Print every call with its consent and proof, the newest first."""
    out = console()
    named = found.customer.phone or found.customer.email
    out.print(heading(f"Consent of {named}"))
    if found.opt_out is not None:
        out.print(Text(f"  Opted out since {moment(found.opt_out.at, zone)}, by {found.opt_out.by}."))
    for one in found.calls:
        out.print(Text(f"\n  {one.id}  {moment(one.started_at or one.received_at, zone)}  {one.outcome}"))
        if one.ended_at is not None:
            out.print(Text(f"    since {moment(one.ended_at, zone)}: {one.stage_why or one.outcome}"))
        rule = f"judged by the rule “{one.rule}”" if one.rule else "judged by no rule"
        out.print(Text(f"    {rule}{f'; released by {one.released_by}' if one.released_by else ''}"))
        for stated in one.statements:
            told = moment(stated.recorded_at, zone)
            out.print(Text(f"    {told}  {stated.consent.status}: {proof_of(stated.consent, zone)}"))
    if not found.calls:
        out.print("  No call of this person is known.")


def proof_of(consent: Consent, zone: tzinfo) -> str:
    """Return the proof of consent in a line: who, when, how, what was said and what came back."""
    parts = [
        f"by {consent.by or 'unknown'}",
        moment(consent.at, zone),
        consent.how or "how: unknown",
        f"answer: {consent.response.replace('_', ' ')}" if consent.response else "",
        f"told: “{consent.disclosed}”" if consent.disclosed else "",
        f"script {consent.script}" if consent.script else "",
        f"recording began {moment(consent.recording_started_at, zone)}"
        if consent.recording_started_at
        else "",
    ]
    return ", ".join(part for part in parts if part)
