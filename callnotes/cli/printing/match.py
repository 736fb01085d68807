"""Prints whom a call was with, or may have been, and which deals a person can choose from."""

from __future__ import annotations

from rich.console import Console
from rich.text import Text

from callnotes.cli.printing.terminal import console, heading
from models.call import Call
from models.crm import Match, Party
from text.phones import spaced_phone


def print_match(call: Call, match: Match | None) -> None:
    """Print the contact and why it was taken, or those it could be; then the open deals."""
    if match is None:
        return
    out = console()
    out.print(heading("Contact"))
    if call.contact_id is None:
        _print_candidates(out, match)
    elif match.party is None:
        out.print(Text(f"  {call.contact_id}"))
    else:
        out.print(Text(f"  {match.party.contact_id}  {_known(match.party)}"))
        out.print(Text(f"  {match.why}", style="dim"))
        _print_deals(out, call, match.party)


def _print_candidates(out: Console, match: Match) -> None:
    out.print(Text(f"  {match.why}", style="yellow"))
    for one in match.candidates:
        out.print(Text(f"  {one.contact_id}  {_known(one)}"))
    for company in match.companies:
        out.print(Text(f"  The e-mail's domain is that of {company.name} ({company.id}).", style="dim"))


def _print_deals(out: Console, call: Call, party: Party) -> None:
    for deal in party.deals:
        mark = "about" if _is_about(call, party, deal.id) else "open deal"
        out.print(Text(f"  {mark}: {deal.id}  {deal.title}"))
    if len(party.deals) > 1 and call.deal_by is None:
        out.print(Text("  Several deals are open; `link CALL --deal ID` chooses one.", style="yellow"))


def _known(party: Party) -> str:
    phone = spaced_phone(party.phone) if party.phone else None
    company = party.company.name if party.company else None
    deals = ", ".join(deal.title for deal in party.deals)
    known = (party.name, company, phone, party.email, f"deals: {deals}" if deals else None)
    return "  ".join(one for one in known if one)


def _is_about(call: Call, party: Party, deal_id: str) -> bool:
    if call.deal_by is not None:
        return call.deal_id == deal_id
    return len(party.deals) == 1
