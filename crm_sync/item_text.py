"""Writes one item of the notes as lines of plain text, headed by its id.

In: an item, and how it is marked. Out: its lines; whatever came from the call is kept on one line.
Not here: which items are shown, and under which headings (note_text.py).
"""

from __future__ import annotations

from functools import singledispatch

from crm_sync.call_facts import clock
from crm_sync.one_line import one_line
from models.notes import Changing, Due, Evidence, Field, FollowUp, Item, Owner, Promise, Topic

_SIDES = {"ours": "us", "theirs": "the customer"}


def item_text(item: Item, *, proposed: bool, edited_by: str | None = None) -> tuple[str, ...]:
    """Return the item's lines: what it claims, its terms, each quote with speaker and time.

    A `proposed` item also shows how sure the machine is and what a reviewer must look at; a confirmed one
    shows whose words it stands in when a person edited it.
    """
    mark = f" (edited by {one_line(edited_by)})" if edited_by else ""
    lines = [f"[{item.id}] {_claim(item)}{mark}"]
    lines += [f"    {term}" for term in _terms(item)]
    lines += [f"    {quoted(evidence)}" for evidence in item.evidence]
    if proposed:
        why = f" ({'; '.join(one_line(reason) for reason in item.reasons)})" if item.reasons else ""
        lines.append(f"    Confidence {item.confidence:.0%}{why}")
        lines += [f"    Look at: {one_line(flag)}" for flag in item.flags]
    return tuple(lines)


def quoted(evidence: Evidence) -> str:
    """Return who said it, when in the recording, and the words."""
    return f'{one_line(evidence.speaker)} at {clock(evidence.start_s)}: "{one_line(evidence.quote)}"'


def due_text(due: Due) -> str:
    """Return the due date, what was said, and how the one came from the other."""
    at = f" {one_line(due.time)}" if due.time else ""
    at += "".join(f" or {one_line(other)}" for other in due.others)
    return f'Due {due.date.isoformat()}{at} (said: "{one_line(due.said)}"; {one_line(due.basis)})'


@singledispatch
def _claim(item: Item) -> str:
    return one_line(item.text)


@_claim.register
def _(item: Topic) -> str:
    return one_line(item.text) + (f" - {item.outcome}" if item.outcome else "")


@_claim.register
def _(item: Changing) -> str:
    return ("(taken back) " if item.is_withdrawn else "") + one_line(item.text)


@_claim.register
def _(item: Field) -> str:
    old = one_line(item.old_value or "") or "(empty)"
    change = (
        f"{old} -> {one_line(item.value)}"
        if item.crm_property
        else f"{one_line(item.value)} (stays in this note)"
    )
    return f"{one_line(item.name)}: {change}"


@singledispatch
def _terms(_item: Item) -> tuple[str, ...]:
    return ()


@_terms.register
def _(item: Promise) -> tuple[str, ...]:
    terms = [f"Promised by {_who(item.owner)} to {_who(item.to)}"]
    terms += _due(item)
    if item.proviso:
        terms.append(f"Condition: {one_line(item.proviso)}")
    return (*terms, *_became(item))


@_terms.register
def _(item: FollowUp) -> tuple[str, ...]:
    source = f", from promise {item.from_promise}" if item.from_promise else ""
    return (f"To do by {_who(item.owner)}, {item.kind}{source}", *_due(item), *_became(item))


def _due(item: Promise | FollowUp) -> tuple[str, ...]:
    if item.due is None:
        return ()
    due = due_text(item.due)
    return (f"Was d{due[1:]}" if item.is_withdrawn else due,)


def _became(item: Changing) -> tuple[str, ...]:
    """What became of it later in the call, each change with the words that say so."""
    lines: list[str] = []
    for line, change in zip(item.became, item.history, strict=True):
        lines += [one_line(line), *(f"    {quoted(evidence)}" for evidence in change.evidence)]
    return tuple(lines)


def _who(owner: Owner) -> str:
    return _SIDES[owner.side] + (f" ({one_line(owner.name)})" if owner.name else "")
