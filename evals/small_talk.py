"""Finds items that are made of small talk: thanks, farewells, "one moment", "anything else?".

In: `CallNotes`. Out: the items whose every quote is courtesy. Written apart from the rules' own lists.
"""

from __future__ import annotations

import re
from typing import Final

from models.notes import CallNotes, Item

_COURTESY: Final = re.compile(
    r"(?:[^\w]|\b(?:thank|thanks|you|so|very|much|a|lot|bye|goodbye|hello|hi|hey|good|great|nice|lovely|morning|day|evening"
    r"|afternoon|weekend|have|too|welcome|are|is|there|anything|else|can|i|do|for|today|help|with|how|no|yes|okay|ok|sure"
    r"|that|that's|was|will|be|all|it|everything|one|moment|second|please|just|let|me|check|hold|on|see|talk|soon|later"
    r"|take|care|my|name|this|calling|what|of|course|problem|worries|pleasure|alright|right|perfect|fine|going|to|may|mr"
    r"|mrs|would|like|get|the|and|well|oh|um|uh|ya|ll|we|repeat|again|sorry|speaking|noise)\b)+",
    re.IGNORECASE,
)


def small_talk_items(notes: CallNotes) -> tuple[Item, ...]:
    """Return the items of which nothing but courtesy is quoted; fields hold values and are left out."""
    items = (*notes.topics, *notes.promises, *notes.follow_ups, *notes.open_questions, *notes.summary)
    return tuple(
        item for item in items if all(_COURTESY.fullmatch(evidence.quote) for evidence in item.evidence)
    )
