"""Prints notes: every item with its id, what it rests on, and how sure the machine is."""

from __future__ import annotations

from rich.console import Console
from rich.padding import Padding
from rich.text import Text

from callnotes.cli.printing.terminal import clock, console, heading
from models.conversations import said_of
from models.notes import CallNotes, Changing, Evidence, Field, FollowUp, Item, Promise, Topic, Usage
from models.triage_words import risk_words, triage_lines

_SIDES = {"ours": "we", "theirs": "the customer"}


def print_notes(notes: CallNotes) -> None:
    """Print the notes, group by group; an empty group of promises is said as such."""
    out = console()
    _print_head(out, notes)
    if told := said_of(notes.conversation):
        out.print(Text(f"\n  {told}.", style="bold"))
        if not notes.items():
            return
    everywhere = _said_of_all(notes.items())
    for line in everywhere:
        out.print(Text(f"  of every item: {line}", style="dim"))
    for title, items, nothing in (
        ("Summary", notes.summary, None),
        ("Discussed", notes.topics, None),
        ("Promised", notes.promises, None if told else "Nothing was promised."),
        ("Follow-ups", notes.follow_ups, None if told else "Nothing to follow up."),
        ("Open questions", notes.open_questions, None),
        ("For the CRM", notes.fields, None),
    ):
        _print_group(out, title, items, nothing, everywhere)
    if notes.masked_line:
        out.print(Text(f"\n  {notes.masked_line}", style="dim"))
    if notes.discarded:
        gone = f"\n  {len(notes.discarded)} claims were discarded: no evidence in the transcript."
        out.print(Text(gone, style="dim"))


def _print_head(out: Console, notes: CallNotes) -> None:
    """Who made the notes, of what kind the call is, and what to know before the first item."""
    maker = notes.engine if notes.engine == notes.model else f"{notes.engine}, {notes.model}"
    kind = f"{notes.category}, urgency {notes.urgency}, risk {risk_words(notes)}"
    out.print(heading(f"Notes  (by {maker}; {kind}; %: how sure it is)"))
    if notes.usage.calls:
        out.print(Text(f"  {_usage(notes.usage)}", style="dim"))
    for line in (*triage_lines(notes), *notes.warnings):
        out.print(Text(f"  ! {line}", style="yellow"))


def _usage(usage: Usage) -> str:
    """What the language model took."""
    asked = "once" if usage.calls == 1 else f"{usage.calls} times"
    tokens = f"{usage.prompt_tokens:,} tokens read, {usage.completion_tokens:,} written"
    return f"the language model was asked {asked}: {tokens}, {usage.seconds:.1f} s"


def _said_of_all(items: tuple[Item, ...]) -> frozenset[str]:
    """What lowers every single item, which is told once and not under each of them."""
    lines = [frozenset(_lowered(item)) for item in items]
    return frozenset.intersection(*lines) if len(lines) > 1 else frozenset()


def _lowered(item: Item) -> list[str]:
    """What takes something off the confidence of this item, a line for each part."""
    return [
        f"{part.part} {part.value:.0%}: {part.why}"
        for part in item.parts
        if part.value < 1 and part.part != "claim"
    ]


def _print_group(
    out: Console, title: str, items: tuple[Item, ...], nothing: str | None, everywhere: frozenset[str]
) -> None:
    if not items and nothing is None:
        return
    out.print(Text(f"\n  {title}", style="bold"))
    if not items:
        out.print(Text(f"    {nothing}"))
    for item in items:
        _print_item(out, item, everywhere)


def _print_item(out: Console, item: Item, everywhere: frozenset[str]) -> None:
    line = Text(f"{item.id:<4}", style="bold cyan")
    line.append(headline(item), style="default")
    line.append(f"  {item.confidence:.0%}", style="dim")
    for flag in item.flags:
        line.append(f"  [{flag}]", style="yellow")
    out.print(Padding(line, (0, 0, 0, 4), expand=False))
    _print_quotes(out, item.evidence)
    for why in _lowered(item):
        if why not in everywhere:
            out.print(Padding(Text(why, style="dim"), (0, 0, 0, 8), expand=False))
    if isinstance(item, Changing):
        for told, change in zip(item.became, item.history, strict=True):
            out.print(Padding(Text(told, style="yellow"), (0, 0, 0, 8), expand=False))
            _print_quotes(out, change.evidence)


def _print_quotes(out: Console, evidence: tuple[Evidence, ...]) -> None:
    for proof in evidence:
        quote = Text(f"{clock(proof.start_s)} {proof.speaker}: “{proof.quote}”", style="dim")
        out.print(Padding(quote, (0, 0, 0, 8), expand=False))


def headline(item: Item) -> str:
    """Return the item in one line: its words, who, by when, under what condition."""
    if isinstance(item, Promise):
        condition = f", {item.proviso}" if item.proviso else ""
        return f"{_back(item)}{item.text}  ({_who(item)}{_due(item)}{condition})"
    if isinstance(item, FollowUp):
        by = "us" if _who(item) == "we" else _who(item)
        return f"{_back(item)}{item.text}  ({item.kind} by {by}{_due(item)})"
    if isinstance(item, Field):
        change = (
            f"  ({item.crm_property}: {item.old_value or 'empty'} -> {item.value})"
            if item.crm_property
            else ""
        )
        return f"{item.name}: {item.value}{change}"
    if isinstance(item, Topic) and item.outcome:
        return f"{item.text}  ({item.outcome})"
    return item.text


def _who(item: Promise | FollowUp) -> str:
    return item.owner.name or _SIDES[item.owner.side]


def _back(item: Promise | FollowUp) -> str:
    return "(taken back) " if item.is_withdrawn else ""


def _due(item: Promise | FollowUp) -> str:
    due = item.due
    if due is None:
        return ""
    others = "".join(f" or {other}" for other in due.others)
    at = f"{due.date}{' ' + due.time if due.time else ''}{others}"
    return f", {'was due' if item.is_withdrawn else 'due'} {at} (said: “{due.said}”)"
