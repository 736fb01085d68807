"""Writes the body of the call's note in plain text: as a proposal, as confirmed, and as rejected.

In: `Call`, `CallNotes` or `Reviewed`, and what is known of the contact. Out: plain text with lines; an
adapter whose CRM wants HTML escapes it and turns its lines into paragraphs.
Not here: the review task's text (review_text.py), follow-up tasks (follow_up_task.py).
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from datetime import tzinfo
from typing import Final

from crm_sync.banners import UNCONFIRMED, preview_banner, unmatched_banner
from crm_sync.call_facts import call_facts
from crm_sync.decided_line import decided_line, signed_line
from crm_sync.item_text import item_text
from crm_sync.one_line import one_line
from crm_sync.provenance import edited_by, proposed_by
from crm_sync.reviewed import Reviewed
from models.call import Call
from models.conversations import said_of
from models.crm import Party
from models.notes import CallNotes, Item
from models.review import SignOff
from models.triage_words import raised_line, triage_lines

NOTHING_PROMISED: Final = "Nothing was promised."
NO_PROMISE_CONFIRMED: Final = "No promise was confirmed."


def pending_text(
    call: Call,
    notes: CallNotes,
    *,
    party: Party | None,
    why_unmatched: str | None,
    zone: tzinfo,
    ways: tuple[str, ...],
) -> str:
    """Return the proposal: banner first, then flags, facts, every item with evidence, the ways to decide."""
    linked = party is not None

    def shown(item: Item) -> tuple[str, ...]:
        return item_text(item, proposed=True)

    return _joined(
        (UNCONFIRMED, *preview_banner(notes), *unmatched_banner(why_unmatched, linked=linked)),
        (*call_facts(call, party, zone), *_recorded(notes)),
        *_triage(notes),
        *_groups(
            notes,
            shown,
            no_promise=NOTHING_PROMISED,
            fields="old -> new"
            if linked
            else "old -> new; the old ones are not known before a contact is linked",
        ),
        (proposed_by(notes), *_left_out(notes)),
        ways,
    )


def confirmed_text(
    call: Call,
    reviewed: Reviewed,
    *,
    proposed: CallNotes,
    party: Party | None,
    zone: tzinfo,
    signed: SignOff | None = None,
) -> str:
    """Return what counts: only accepted and edited items, who confirmed them and when, who signed it off."""

    def shown(item: Item) -> tuple[str, ...]:
        return item_text(item, proposed=False, edited_by=edited_by(reviewed.edit_of(item.id), zone))

    return _joined(
        (decided_line("Confirmed", reviewed, zone), *preview_banner(proposed)),
        (*call_facts(call, party, zone), *_recorded(proposed)),
        *_raised(proposed, signed, zone),
        *_groups(
            reviewed.notes,
            shown,
            no_promise=NO_PROMISE_CONFIRMED if proposed.promises else NOTHING_PROMISED,
            fields="old -> new; left alone where somebody has changed the old one meanwhile",
        ),
        (proposed_by(proposed),),
    )


def rejected_text(call: Call, reviewed: Reviewed, *, party: Party | None, zone: tzinfo) -> str:
    """Return that nothing of the proposal counts, and who said so; the rejected items are not repeated."""
    return _joined(
        (decided_line("REJECTED", reviewed, zone), "Nothing of what was proposed counts."),
        call_facts(call, party, zone),
    )


def _groups(
    notes: CallNotes, shown: Callable[[Item], tuple[str, ...]], *, no_promise: str, fields: str
) -> tuple[tuple[str, ...], ...]:
    groups: tuple[tuple[str, tuple[Item, ...]], ...] = (
        ("In short", notes.summary),
        ("Discussed", notes.topics),
        ("Promised", notes.promises),
        ("Follow-ups", notes.follow_ups),
        ("Open questions", notes.open_questions),
        (f"Fields for the CRM ({fields})", notes.fields),
    )
    written = []
    for heading, items in groups:
        lines = tuple(line for item in items for line in shown(item))
        if heading == "Promised" and not lines and notes.conversation == "two_sided":
            lines = (no_promise,)
        if lines:
            written.append((heading, *lines))
    return tuple(written)


def _recorded(notes: CallNotes) -> Iterator[str]:
    """Say what was recorded where that was no conversation."""
    if told := said_of(notes.conversation):
        yield f"{told}."


def _triage(notes: CallNotes) -> Iterator[tuple[str, ...]]:
    """Say what raised the risk and whom to tell, where anything did."""
    if lines := triage_lines(notes):
        yield tuple(one_line(line) for line in lines)


def _raised(notes: CallNotes, signed: SignOff | None, zone: tzinfo) -> Iterator[tuple[str, ...]]:
    """Say what raised the risk, and whose word on it let the notes count."""
    lines = tuple(one_line(raised_line(one)) for one in notes.raised)
    if signed is not None:
        lines += (signed_line(signed, zone),)
    if lines:
        yield lines


def _left_out(notes: CallNotes) -> Iterator[str]:
    read = notes.coverage
    if read.turns_read < read.turns:
        yield f"Only {read.turns_read} of {read.turns} turns were read."
    if notes.discarded:
        yield f"Thrown away for lack of evidence: {len(notes.discarded)}."
    for warning in notes.warnings:
        yield f"Warning: {one_line(warning)}"


def _joined(*sections: Iterable[str]) -> str:
    return "\n\n".join("\n".join(lines) for lines in sections)
