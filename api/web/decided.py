"""Reads the forms of one item on the page of a call: its verdict, new words, owner, due date, or a reason.

In: a form. Out: one `Decision` in a tuple. Not here: keeping it (decide.py).
"""

from __future__ import annotations

from typing import Final, cast

from api.entry import Entry
from api.typed_edits import edits_of
from api.web.form import Form, seen_version
from lifecycle.add_item import KINDS, AddedItem
from lifecycle.typed_edit import NO_DUE, TypedEdit
from models.access import Actor
from models.errors import InputError
from models.notes import Owner, Side
from models.review import MOST_OF_A_REASON, Decision, Verdict

_VERDICTS: Final = ("accept", "edit", "reject")
_MOST_OF_A_TEXT: Final = 4000
_MOST_OF_A_NAME: Final = 200


def decisions_of(
    form: Form, call_id: str, actor: Actor, entry: Entry, *, language: str
) -> tuple[Decision, ...]:
    """Return what was decided on the item, by words in the page's language.

    Raises InputError for no verdict or an unclear day.
    """
    verdict, item, at = form.one("verdict"), form.one("item"), entry.doors.clock()
    if verdict not in _VERDICTS:
        raise InputError("An item is accepted, edited or rejected; choose one of the three.")
    if verdict == "edit":
        typed, shown = ((item, typed_in(form)),), seen_version(form, "notes")
        return edits_of(entry.doors, call_id, typed, by=actor.name, at=at, shown=shown, language=language)
    reason = (form.one("why") or form.one("reason"))[:MOST_OF_A_REASON] or None
    made = Decision(item_id=item, verdict=cast("Verdict", verdict), by=actor.name, at=at)
    return (made.model_copy(update={"reason": reason}) if verdict == "reject" else made,)


def typed_in(form: Form) -> TypedEdit:
    """Return what was typed: words for the day win over the field of the day, which was shown filled in."""
    side, shown, day = form.one("owner_side"), form.one("due_shown"), form.one("due_on")
    owner = None
    if side in ("ours", "theirs"):
        name = form.one("owner_name")[:_MOST_OF_A_NAME] or None
        owner = Owner(side=cast("Side", side), name=name)
    due = form.one("due") or (day or NO_DUE if day != shown else None)
    return TypedEdit(text=form.one("text")[:_MOST_OF_A_TEXT] or None, owner=owner, due=due)


def missed_in(form: Form) -> AddedItem:
    """Return what a person adds. Raises InputError for a kind that is none."""
    kind, typed = form.one("kind"), typed_in(form)
    if kind not in KINDS:
        raise InputError(f"What was missed is one of these: {', '.join(KINDS)}; choose one.")
    dated = kind in ("promise", "follow_up")
    return AddedItem(
        kind=kind,
        turn_id=form.one("turn"),
        quote=form.one("quote")[:_MOST_OF_A_TEXT],
        text=typed.text,
        owner=typed.owner if dated else None,
        due=typed.due if dated else None,
    )
