"""Prints the table of consent rules, and what it makes of an example call."""

from __future__ import annotations

from rich.text import Text

from callnotes.cli.printing.terminal import console, heading
from lifecycle.consent_trial import Trial
from models.consent_rules import NO_ADVICE, ConsentTable


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
