"""What triage found, as lines for a reader: what was raised, why, in whose words, and whom to tell.

In: `CallNotes`. Out: lines of plain text; none for an everyday call.
A risk that nobody could judge is not "low".
"""

from __future__ import annotations

from models.conversations import language_name
from models.notes import CallNotes, RaisedRisk

_URGENCY = {"high": "The customer cannot wait", "low": "The customer is in no hurry"}


def triage_lines(notes: CallNotes) -> tuple[str, ...]:
    """Return the lines, the gravest first; then an urgency that is not normal, and what was not found."""
    lines = [raised_line(one) for one in notes.raised]
    if (line := unjudged_line(notes)) is not None:
        lines.append(line)
    if notes.urgency in _URGENCY:
        said = f": “{notes.urgency_evidence[0].quote}”" if notes.urgency_evidence else ""
        lines.append(f"{_URGENCY[notes.urgency]}{said}.")
    if notes.not_found:
        lines.append(f"Asked for by the template, not found: {', '.join(notes.not_found)}.")
    return tuple(lines)


def raised_line(raised: RaisedRisk) -> str:
    """Return one line: "High risk: the customer speaks of lawyers: “...”. Tell a manager."."""
    why, said = raised.why.rstrip("."), raised.evidence[0].quote
    end = "" if said.endswith((".", "!", "?")) else "."
    tell = f" Tell {raised.escalate_to}." if raised.escalate_to else ""
    return f"{raised.tier.capitalize()} risk: {why}: “{said}”{end}{tell}"


def risk_words(notes: CallNotes) -> str:
    """Return the risk as a reader needs it: "low", or "not judged" where the language was not read."""
    if notes.unread_language is None:
        return notes.risk
    return "not judged" if notes.risk == "low" else f"at least {notes.risk}"


def unjudged_line(notes: CallNotes) -> str | None:
    """Return why the risk was not judged, and what would judge it; None where it was."""
    if notes.unread_language is None:
        return None
    known = "Risk not judged" if notes.risk == "low" else "Risk judged by a few words only"
    heard = language_name(notes.unread_language)
    return (
        f"{known}: {heard} was heard, which the {notes.engine} engine does not read; "
        "a language model does (`--engine llm`)."
    )
