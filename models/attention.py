"""What of a call wants a person's attention before all else: facts about its notes, without a word of them.

In: notes and the transcript that they rest on. Out: `Attention`, and how urgent the call is.
"""

from __future__ import annotations

from datetime import date
from typing import Final, Literal, get_args

from models.frozen import Frozen
from models.notes import CallNotes, FollowUp, Promise
from models.transcript import Transcript

#: Below this confidence an item is called unsure, as on the page of the call.
SURE_FROM: Final = 0.6

#: By what the list of waiting calls can be narrowed.
Flag = Literal["urgent", "unsure", "no_contact", "gaps", "sign_off", "due"]
FLAGS: Final[tuple[Flag, ...]] = get_args(Flag)


class Attention(Frozen):
    """How many items are unsure, how many stretches were not heard or read, and what is due first."""

    risk: str = "low"
    urgency: str = "normal"
    unsure: int = 0
    gaps: int = 0
    due: date | None = None

    @property
    def urgent(self) -> int:
        """2 for high risk or urgency, 1 for medium risk, else 0: lists begin with the most urgent calls."""
        if "high" in {self.risk, self.urgency}:
            return 2
        return 1 if self.risk == "medium" else 0


def attention_to(notes: CallNotes, transcript: Transcript | None) -> Attention:
    """Return what wants attention in these notes."""
    dated = (one for one in notes.items() if isinstance(one, Promise | FollowUp))
    days = [one.due.date for one in dated if one.due is not None]
    unheard = 0 if transcript is None else len(transcript.coverage.gaps)
    return Attention(
        risk=notes.risk,
        urgency=notes.urgency,
        unsure=sum(one.confidence < SURE_FROM for one in notes.items() if one not in notes.summary),
        gaps=len(notes.coverage.gaps) + unheard,
        due=min(days, default=None),
    )
