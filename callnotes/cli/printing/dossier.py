"""Prints one call whole: what came in, what was said, what was noted, decided and written."""

from __future__ import annotations

from datetime import datetime, tzinfo
from typing import TYPE_CHECKING

from rich.text import Text

from callnotes.cli.printing.calls import print_calls
from callnotes.cli.printing.consent import proof_of
from callnotes.cli.printing.crm import print_conflicts, print_records
from callnotes.cli.printing.match import print_match
from callnotes.cli.printing.notes import print_notes
from callnotes.cli.printing.terminal import clock, console, heading, moment, print_command
from callnotes.cli.printing.transcript import print_transcript
from models.review import Decision
from models.stages import Stage
from models.zones import zone_of
from text.spoken_consent import spoken_consent

if TYPE_CHECKING:
    from lifecycle.reading import Dossier

PARTS = ("call", "consent", "transcript", "notes", "decisions", "records", "next")


def print_dossier(
    dossier: Dossier,
    *,
    program: str,
    zone: tzinfo,
    parts: tuple[str, ...] = PARTS,
    reviewer: str = "you@example.com",
) -> None:
    """Print these parts of the dossier, in this order; `program` as it was called."""
    own = zone_of(dossier.call.details.started_at, zone)
    if "call" in parts:
        print_calls((dossier.call,), program=program, zone=zone, with_next="next" not in parts)
        print_match(dossier.call, dossier.match)
    if "consent" in parts:
        _print_consent(dossier, own)
    if "transcript" in parts and dossier.transcript is not None:
        print_transcript(dossier.transcript)
    if "notes" in parts and dossier.notes is not None:
        print_notes(dossier.notes)
    if "decisions" in parts:
        _print_decisions(dossier.decisions, own)
        _print_sign_off(dossier, own)
    if "records" in parts and dossier.records:
        print_records(dossier.records)
        print_conflicts(dossier.conflicts)
    if "next" in parts and dossier.call.stage is Stage.STAGED:
        print_next(dossier, program, reviewer=reviewer)


def print_next(dossier: Dossier, program: str, *, reviewer: str) -> None:
    """Print the commands that a reviewer of this call can go on with, ready to paste."""
    from lifecycle import signing

    out = console()
    call_id = dossier.call.id
    if not _has_contact(dossier) and not signing.waits(dossier.call):
        out.print(Text("\nNo contact is linked to this call; confirming needs one.", style="yellow"))
    if alone := _open_items(dossier)[1]:
        told = f"\nNot accepted with the rest, name each with --accept or --reject: {', '.join(alone)}."
        out.print(Text(told, style="yellow"))
    out.print(heading("Next"))
    for words in _next_commands(dossier):
        print_command(out, f"  {program} {words.format(call=call_id, who=reviewer)}")


def print_undo(call_id: str, until: datetime | None, *, program: str, zone: tzinfo) -> None:
    """Print until when the decision can be taken back, and how; nothing where it cannot."""
    if until is not None:
        out = console()
        out.print(Text(f"\nIt goes to the CRM at {moment(until, zone)}; until then it can be taken back:"))
        print_command(out, f"  {program} review {call_id} --take-back --as you@example.com")


def _next_commands(dossier: Dossier) -> tuple[str, ...]:
    from lifecycle import signing

    if signing.waits(dossier.call):
        return ("review {call} --sign-off --as MANAGER",)
    open_ids, alone = _open_items(dossier)
    link = () if _has_contact(dossier) else _link_commands(dossier)
    one = (f"review {{call}} --reject {open_ids[-1]} --as {{who}}",) if len(open_ids) > 1 else ()
    rest = () if open_ids and open_ids == alone else ("review {call} --accept-all --as {who}",)
    named = tuple(f"review {{call}} --accept {item} --as {{who}}" for item in alone[:1]) if not rest else ()
    in_our_own = ("crm show",) if all(one.adapter == "local" for one in dossier.records) else ()
    return (*link, *one, *named, *rest, *in_our_own)


def _has_contact(dossier: Dossier) -> bool:
    """True for a linked contact, and for a new one that a person wished, which is made on confirmation."""
    return dossier.call.contact_id is not None or dossier.call.contact_by is not None


def _open_items(dossier: Dossier) -> tuple[list[str], list[str]]:
    """Return the ids of what is undecided, and of those among them that are not accepted with the rest."""
    decided = {decision.item_id for decision in dossier.decisions}
    items = [item for item in (dossier.notes.items() if dossier.notes else ()) if item.id not in decided]
    return [item.id for item in items], list(dossier.by_name)


def _link_commands(dossier: Dossier) -> tuple[str, ...]:
    several = dossier.match is not None and dossier.match.candidates
    one_of = ("link {call} --contact ID --as {who}",) if several else ()
    return (*one_of, "link {call} --new --name NAME --as {who}")


def _print_consent(dossier: Dossier, zone: tzinfo) -> None:
    consent = dossier.call.consent
    out = console()
    rule = f"; judged by the rule “{dossier.call.consent_rule}”" if dossier.call.consent_rule else ""
    out.print(Text(f"Consent: {consent.status} ({proof_of(consent, zone)}){rule}"))
    for one in spoken_consent(dossier.transcript) if dossier.transcript else ():
        told = "disclosed" if one.kind == "disclosure" else "perhaps refused" if one.doubt else "refused"
        said = one.evidence
        out.print(Text(f"  {told} at {clock(said.start_s)}, {said.speaker}: “{said.quote}”"))
    if dossier.sealed_off:
        kept = f"What there was of this call is kept, sealed off, by a {dossier.sealed_off}."
        out.print(Text(kept, style="yellow"))
    for event in dossier.events:
        if event.kind == "released":
            out.print(Text(f"Released by {event.by}, {moment(event.at, zone)}: {event.why}"))


def _print_decisions(decisions: tuple[Decision, ...], zone: tzinfo) -> None:
    if not decisions:
        return
    out = console()
    out.print(heading("Decisions"))
    for decision in decisions:
        text = f": {decision.text}" if decision.text else ""
        who = f"by {decision.by}, {moment(decision.at, zone)}"
        out.print(Text(f"  {decision.item_id:<4}{decision.verdict} {who}{text}"))


def _print_sign_off(dossier: Dossier, zone: tzinfo) -> None:
    if (signed := dossier.sign_off) is not None:
        why = f": {signed.why}" if signed.why else ""
        console().print(Text(f"Signed off by {signed.by}, {moment(signed.at, zone)}{why}"))
