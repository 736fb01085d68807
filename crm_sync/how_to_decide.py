"""Tells the reviewer how to decide: on the call's page where that has an address, else by commands.

In: the call and its notes. Out: lines of plain text for the pending note and the review task.
"""

from __future__ import annotations

from typing import Final

from models.call import Call
from models.notes import CallNotes

HOW_TO_DECIDE: Final = "How to decide. Nothing of this counts before a person has said yes."
_CONTACT: Final = "First choose the contact:"
#: How the line begins that leads to the call's page.
PAGE: Final = "On the page:"
_READ: Final = "Read it with what was said:"
_ALL: Final = "All at once:"
_EACH: Final = "Item by item:"
#: How the lines of the ways begin; each of them names the call.
WAYS: Final = (_CONTACT, PAGE, _READ, _ALL, _EACH)


def how_to_decide(
    call: Call, notes: CallNotes, *, linked: bool, review_command: str, review_url: str | None
) -> tuple[str, ...]:
    """Return the ways to accept, edit and reject; by commands without a contact, first how to link one.

    `review_command` ends in `review`; what stands before it starts the other commands too.
    """
    if review_url:
        return (HOW_TO_DECIDE, f"{PAGE} {review_url}")
    program = review_command.removesuffix(" review")
    lines = [HOW_TO_DECIDE]
    if not linked:
        lines.append(f"{_CONTACT} {program} link {call.id} --contact ID (or --new)")
    lines.append(f"{_READ} {program} show {call.id}")
    lines.append(f"{_ALL} {review_command} {call.id} --accept-all --as YOUR_EMAIL (or --reject-all)")
    if notes.items():
        lines.append(f"{_EACH} {review_command} {call.id} {_example(notes)} --as YOUR_EMAIL")
    return tuple(lines)


def _example(notes: CallNotes) -> str:
    ids = [item.id for item in notes.items()]
    options = [f"--accept {ids[0]}"]
    if len(ids) > 1:
        options.append(f"--reject {ids[-1]}")
    if len(ids) > 2:
        options.append(f'--edit {ids[1]} "better words"')
    return " ".join(options)
