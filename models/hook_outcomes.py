"""What becomes of a delivery at the door of a hook, in one word each, and how often that was.

Out: `HookOutcome`, `HookTally`. No tally holds anything of what was delivered.
"""

from __future__ import annotations

from typing import Final, Literal, get_args

from pydantic import AwareDatetime

from models.frozen import Frozen

#: Let in: a new event; one that came before; one under a known id with another body; one of no interest; a
#: question about the address; a test from the page.
LetIn = Literal["accepted", "again", "contradicted", "ignored", "asked", "test"]
#: Refused: no secret is set; the proof does not fit; its time is too far from now; it is not in the sender's
#: shape; its recording may not be fetched; it is too large, too slow, or broke off; too many waited; or the
#: fault is ours.
Refusal = Literal[
    "closed", "signature", "time", "shape", "address", "size", "slow", "broken", "busy", "fault"
]
HookOutcome = LetIn | Refusal

REFUSALS: Final[frozenset[str]] = frozenset(get_args(Refusal))


class HookTally(Frozen):
    """How often deliveries of this sender ended so, and when the last one did."""

    provider: str
    outcome: str
    count: int
    last_at: AwareDatetime
