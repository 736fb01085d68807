"""Writes a call as a document for people: when and who, consent, the notes with what was decided, the words.

In: a dossier, its transcript, the call's own zone. Out: Markdown, in which nothing said is taken for markup.
"""

from __future__ import annotations

from datetime import tzinfo

from crm_sync.banners import UNCONFIRMED
from crm_sync.call_facts import call_facts, local_text, subject
from crm_sync.decided_line import signed_line
from crm_sync.item_text import item_text
from crm_sync.note_text import NOTHING_PROMISED
from lifecycle.reading import Dossier
from models.call import Consent
from models.conversations import said_of
from models.notes import CallNotes, Item
from models.review import Decision
from models.transcript import Transcript
from models.triage_words import triage_lines
from text.formats import plain, write_markdown


def document_of(dossier: Dossier, transcript: Transcript, zone: tzinfo) -> str:
    """Return the document; of notes that are not drafted yet it says so."""
    facts = (*call_facts(dossier.call, None, zone), _consent(dossier.consent, zone))
    lines = [f"# Call: {plain(subject(dossier.call, None, zone))}", ""]
    lines += [*(f"- {plain(fact)}" for fact in facts), "", "## Notes", ""]
    lines += _notes(dossier.notes, dossier, zone) if dossier.notes else ["There are no notes yet.", ""]
    return "\n".join((*lines, write_markdown(transcript, level=2)))


def _consent(consent: Consent, zone: tzinfo) -> str:
    proof = (
        f"stated by {consent.by}" if consent.by else None,
        local_text(consent.at, zone) if consent.at else None,
        consent.how,
    )
    return "Consent: " + ", ".join((consent.status, *(part for part in proof if part)))


def _notes(notes: CallNotes, dossier: Dossier, zone: tzinfo) -> list[str]:
    decisions = {decision.item_id: decision for decision in dossier.decisions}
    lines = [_standing(notes, decisions), ""]
    signed = () if dossier.sign_off is None else (signed_line(dossier.sign_off, zone),)
    if raised := (*triage_lines(notes), *signed):
        lines += [*(f"- {plain(line)}" for line in raised), ""]
    for heading, items in (
        ("In short", notes.summary),
        ("Discussed", notes.topics),
        ("Promised", notes.promises),
        ("Follow-ups", notes.follow_ups),
        ("Open questions", notes.open_questions),
        ("Fields for the CRM", notes.fields),
    ):
        if not items and heading == "Promised" and notes.conversation == "two_sided":
            lines += [f"### {heading}", "", NOTHING_PROMISED, ""]
        if items:
            lines += [f"### {heading}", ""]
            lines += [line for item in items for line in _item(item, decisions.get(item.id), zone)]
            lines.append("")
    return [*lines, notes.masked_line, ""] if notes.masked_line else lines


def _standing(notes: CallNotes, decisions: dict[str, Decision]) -> str:
    items = len(notes.items())
    if not items:
        told = said_of(notes.conversation)
        return f"{plain(told)}. The notes hold no items." if told else "The notes hold no items."
    if not decisions:
        return f"**{UNCONFIRMED}**"
    return f"{len(decisions)} of {items} items are decided; an undecided one does not count."


def _item(item: Item, decision: Decision | None, zone: tzinfo) -> list[str]:
    worded = decision.worded(item) if decision else item
    claim, *rest = item_text(worded, proposed=decision is None)
    lines = [f"- {plain(claim)}", f"    - **{_verdict(decision, zone)}**"]
    if decision and decision.verdict == "edit":
        was, *_ = item_text(item, proposed=False)
        lines.append(f"    - The machine wrote: {plain(was)}")
    return [*lines, *(f"    - {plain(line.strip())}" for line in rest)]


def _verdict(decision: Decision | None, zone: tzinfo) -> str:
    if decision is None:
        return "Undecided"
    said = {"accept": "Accepted", "edit": "Edited", "reject": "Rejected"}[decision.verdict]
    return plain(f"{said} by {decision.by}, {local_text(decision.at, zone)}")
