"""What becomes of a delivery at the door of a hook, in one word each, and how often that was.

Out: `HookOutcome`, `HookTally`, `HookDelivery`. None of them holds anything of what was delivered.
"""

from __future__ import annotations

from datetime import timedelta
from typing import Final, Literal, get_args

from pydantic import AwareDatetime

from models.frozen import Frozen

#: Let in: a new event; one that names no recording, so that it makes no call; one of a recording that the
#: sender lost; one that came before; one under a known id with another body; one of no interest; a question
#: about the address; a test from the page.
LetIn = Literal["accepted", "no_recording", "lost", "again", "contradicted", "ignored", "asked", "test"]
#: Refused: no secret is set; the proof does not fit; its time is too far from now; it is not in the sender's
#: shape; its recording may not be fetched; it is too large, too slow, or broke off; too many waited; or the
#: fault is ours.
Refusal = Literal[
    "closed", "signature", "time", "shape", "address", "size", "slow", "broken", "busy", "fault"
]
HookOutcome = LetIn | Refusal

REFUSALS: Final[frozenset[str]] = frozenset(get_args(Refusal))
#: So many lines are kept of each sender, the latest ones.
MOST_DELIVERIES: Final = 50
#: Refusals that end alike are one line while no more time than this is between two of them.
ONE_FLOOD: Final = timedelta(minutes=1)


class HookTally(Frozen):
    """How often deliveries of this sender ended so, and when the last one did."""

    provider: str
    outcome: str
    count: int
    last_at: AwareDatetime


class HookDelivery(Frozen):
    """One delivery, or `count` refused ones in a row that ended alike; `why` is a fixed sentence of ours."""

    provider: str
    outcome: str
    why: str | None = None
    call_id: str | None = None
    count: int = 1
    first_at: AwareDatetime
    last_at: AwareDatetime

    def continues(self, before: HookDelivery) -> bool:
        """True for a refusal that ended as the one before, at most a minute later: both are one line."""
        alike = (self.provider, self.outcome, self.why) == (before.provider, before.outcome, before.why)
        return alike and self.outcome in REFUSALS and self.first_at - before.last_at <= ONE_FLOOD

    def after(self, before: HookDelivery) -> HookDelivery:
        """Return both as one."""
        return self.model_copy(update={"count": before.count + self.count, "first_at": before.first_at})
