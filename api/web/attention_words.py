"""What wants attention on a waiting call, in the words and colours of the list.

In: a call, `Attention`, the day. Out: badges. Not here: finding it (storage/attention.py).
"""

from __future__ import annotations

from datetime import date, timedelta
from typing import Final

from api.web.language import N_
from lifecycle import signing
from models.attention import Attention, Flag
from models.call import Call
from models.frozen import Frozen
from models.stages import Stage

#: The filters of the list, in its order.
FLAG_WORDS: Final[dict[Flag, str]] = {
    "urgent": N_("Urgent"),
    "sign_off": N_("To be signed off"),
    "due": N_("Due soon"),
    "no_contact": N_("No contact"),
    "unsure": N_("Unsure items"),
    "gaps": N_("Gaps"),
}


class Badge(Frozen):
    """Words, and how loud they are: bad, wait or off."""

    text: str
    tone: str = "wait"


def badges(call: Call, found: Attention | None, *, has_contact: bool, today: date) -> tuple[Badge, ...]:
    """Return what to see first of a call that waits for a person; of any other call nothing."""
    if call.stage is not Stage.STAGED:
        return ()
    contact = () if has_contact else (Badge(text=N_("no contact")),)
    if found is None:
        return contact
    loud = [
        Badge(text=N_("high risk"), tone="bad") if found.risk == "high" else None,
        Badge(text=N_("urgent"), tone="bad") if found.urgency == "high" else None,
        Badge(text=N_("sign-off wanted"), tone="bad") if signing.waits(call) else None,
        _due(found.due, today),
    ]
    quiet = [
        Badge(text=N_("medium risk")) if found.risk == "medium" else None,
        Badge(text=N_("unsure items"), tone="off") if found.unsure else None,
        Badge(text=N_("gaps"), tone="off") if found.gaps else None,
    ]
    return (*(one for one in loud if one), *contact, *(one for one in quiet if one))


def _due(day: date | None, today: date) -> Badge | None:
    if day is None or day > today + timedelta(days=1):
        return None
    if day < today:
        return Badge(text=N_("overdue"), tone="bad")
    return Badge(text=N_("due today"), tone="bad") if day == today else Badge(text=N_("due tomorrow"))
